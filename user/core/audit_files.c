// SPDX-License-Identifier: BSD-2-Clause
/* What a file gives to whoever executes it, and how bad that is. Sources: execve(2), capabilities(7), inode(7). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/audit_parts.h"
#include "core/cap.h"
#include "core/interpreter.h"

#define ANYBODY_EXECUTES 0001u
#define SOMEBODY_EXECUTES 0111u
#define ANYBODY_WRITES 0002u

void audit_file_clear(struct audit_file *file)
{
	free(file->path);
	findings_free(&file->findings);
}

int audit_take_file(struct audit *a, const struct lc_file *f)
{
	struct audit_file *file = audit_grow(a->files, a->nfiles, sizeof(*file));
	_buf_ struct buf path = BUF_INIT;

	if (!file)
		return -ENOMEM;
	a->files = file;
	text_escape(&path, f->path, f->path_size);
	file += a->nfiles;
	*file = (struct audit_file){
		.flags = f->flags,
		.mode = f->mode,
		.uid = f->uid,
		.gid = f->gid,
		.rootid = f->rootid,
		.permitted = f->permitted,
		.inheritable = f->inheritable,
	};
	file->path = buf_take(&path);
	if (!file->path)
		return -ENOMEM;
	a->nfiles++;
	return 0;
}

/* Without effect where the mount is nosuid. */
static enum severity severity_there(const struct audit_file *f, enum severity severity)
{
	return f->flags & LC_FILE_NOSUID ? SEVERITY_NOTE : severity;
}

static const char *who_executes(const struct audit_file *f)
{
	if (f->mode & ANYBODY_EXECUTES)
		return "whoever executes it";
	return f->mode & SOMEBODY_EXECUTES ? "who of its owner and group executes it" :
					     "nobody, as it cannot be executed";
}

static void set_fix(struct audit_file *f, struct finding *finding, const char *command)
{
	_buf_ struct buf fix = BUF_INIT;

	if (!finding)
		return;
	buf_add(&fix, command);
	text_shell_word(&fix, f->path);
	f->findings.failed |= buf_error(&fix) != 0;
	finding_set(&f->findings, &finding->fix, buf_text(&fix));
}

static void judge_setuid(struct audit_file *f)
{
	enum severity severity = f->uid || !(f->mode & ANYBODY_EXECUTES) ? SEVERITY_LOW : SEVERITY_MEDIUM;
	struct finding *finding;

	finding = findings_add(&f->findings, "setuid-file", severity_there(f, severity), f->path,
			       "Set-user-ID: the rights of uid %u%s for %s.", f->uid, f->uid ? "" : " (root)",
			       who_executes(f));
	set_fix(f, finding, "chmod u-s ");
	finding_set(&f->findings, finding && !f->uid ? &finding->attack : NULL,
		    "Becomes root by a mistake in it: its arguments, environment and descriptors are the caller's.");
}

static void judge_setgid(struct audit_file *f)
{
	struct finding *finding = findings_add(&f->findings, "setgid-file", severity_there(f, SEVERITY_LOW), f->path,
					       "Set-group-ID: the rights of gid %u for %s.", f->gid, who_executes(f));

	set_fix(f, finding, "chmod g-s ");
}

static enum severity worst_of(const struct audit_file *f)
{
	enum severity worst = SEVERITY_NOTE;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++)
		if ((f->permitted >> cap & 1) && audit_risk_severity(cap) > worst)
			worst = audit_risk_severity(cap);
	/* Of another user namespace: they count only there. */
	return f->flags & LC_FILE_NS_CAPS && f->rootid ? audit_less(worst) : worst;
}

/* The most dangerous one tells what an attacker makes of it. */
static const struct cap_info *most_dangerous(uint64_t set)
{
	const struct cap_info *worst = NULL;

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++)
		if ((set >> cap & 1) && (!worst || cap_info(cap)->risk < worst->risk))
			worst = cap_info(cap);
	return worst;
}

static void judge_caps(struct audit_file *f)
{
	const struct cap_info *info = most_dangerous(f->permitted);
	_buf_ struct buf what = BUF_INIT;
	struct finding *finding;

	if (f->permitted) {
		audit_add_caps(&what, f->permitted);
		buf_addf(&what, " for %s", who_executes(f));
	}
	if (f->inheritable) {
		buf_add(&what, f->permitted ? "; " : "");
		audit_add_caps(&what, f->inheritable);
		buf_add(&what, " for who holds it inheritable");
	}
	if (f->flags & LC_FILE_NS_CAPS)
		buf_addf(&what, ", in user namespaces of uid %u", f->rootid);
	f->findings.failed |= buf_error(&what) != 0;
	finding = findings_add(&f->findings, "filecaps-file", severity_there(f, worst_of(f)), f->path,
			       "File capabilities: %s.", what.size ? buf_text(&what) : "none");
	set_fix(f, finding, "setcap -r ");
	finding_set(&f->findings, finding ? &finding->attack : NULL, info ? info->attack : NULL);
}

static bool gives(const struct audit_file *f)
{
	return (f->flags & (LC_FILE_SETUID | LC_FILE_SETGID)) || f->permitted;
}

static void judge_more(struct audit_file *f)
{
	struct finding *finding;

	/* Root's own group is nobody else. */
	if ((f->flags & LC_FILE_WRITABLE) && gives(f) && ((f->mode & ANYBODY_WRITES) || f->gid)) {
		finding = findings_add(&f->findings, "setuid-writable",
				       severity_there(f, f->mode & ANYBODY_WRITES ? SEVERITY_HIGH : SEVERITY_MEDIUM),
				       f->path, "%s may write to it (mode %04o).",
				       f->mode & ANYBODY_WRITES ? "Everybody" : "Its group", f->mode & 07777);
		set_fix(f, finding, "chmod go-w ");
	}
	if (gives(f) && interpreter_is(f->path))
		findings_add(&f->findings, "filecaps-interpreter", severity_there(f, SEVERITY_HIGH), f->path,
			     "It does whatever it is told to, with these privileges.");
	if (f->flags & LC_FILE_BAD_CAPS)
		findings_add(&f->findings, "filecaps-bad", SEVERITY_LOW, f->path,
			     "It has file capabilities that cannot be read, or of no known version.");
	if (f->flags & LC_FILE_NOSUID)
		findings_add(&f->findings, "filecaps-void", SEVERITY_NOTE, f->path,
			     "Without effect: the file system is mounted nosuid.");
}

void audit_judge_file(struct audit_file *f)
{
	if (f->flags & LC_FILE_SETUID)
		judge_setuid(f);
	if (f->flags & LC_FILE_SETGID)
		judge_setgid(f);
	if ((f->flags & LC_FILE_CAPS) && !(f->flags & LC_FILE_BAD_CAPS))
		judge_caps(f);
	judge_more(f);
}
