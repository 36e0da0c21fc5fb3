// SPDX-License-Identifier: BSD-2-Clause
/* Knows which line of the audit log is about which refused call: by process, by what was refused, by time. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/audit.h>

#include "core/denials_facts.h"
#include "core/sysno.h"
#include "core/weigh.h"

/* Apart: the log's clock is coarse, and the call ends later than its line is written. */
#define NEAR_NS 250000000

static int add_line(struct denials *d, struct audit_entry *line)
{
	if (d->nlines == LINES_MAX) {
		size_t oldest = LINES_MAX / 4;

		for (size_t i = 0; i < oldest; i++)
			audit_entry_free(&d->lines[i]);
		memmove(d->lines, d->lines + oldest, (LINES_MAX - oldest) * sizeof(*d->lines));
		d->nlines -= oldest;
	}
	if (d->nlines == d->lines_room) {
		size_t room = d->lines_room ? d->lines_room * 2 : 16;
		struct audit_entry *grown = reallocarray(d->lines, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		d->lines = grown;
		d->lines_room = room;
	}
	d->lines[d->nlines++] = *line;
	*line = (struct audit_entry){ 0 };
	return 0;
}

int denials_audit(struct denials *d, const struct lc_audit *r)
{
	_audit_entry_ struct audit_entry line = { 0 };
	int64_t ahead;
	int error = audit_parse(r, &line);

	if (error)
		return error == -ENOMEM ? error : 0;
	ahead = (int64_t)(line.ns - r->h.ns);
	if (!d->nlines || ahead > d->lines_ahead)
		d->lines_ahead = ahead;
	return add_line(d, &line);
}

void denials_lines_free(struct denials *d)
{
	for (size_t i = 0; i < d->nlines; i++)
		audit_entry_free(&d->lines[i]);
	free(d->lines);
	d->lines = NULL;
	d->nlines = d->lines_room = 0;
}

/* --- what fits --------------------------------------------------------------------------- */

static bool is_of_seccomp(const struct lc_denial *denial)
{
	return denial->by == LC_REFUSER_SECCOMP ||
	       (denial->flags & (LC_DENIAL_SECCOMP | LC_DENIAL_KILLED | LC_DENIAL_TRAPPED | LC_DENIAL_LOGGED));
}

static bool is_of_abi(uint32_t arch, uint32_t abi)
{
	if (abi == LC_ABI_I386)
		return arch == AUDIT_ARCH_I386;
	return arch == AUDIT_ARCH_X86_64;
}

#define X32_BIT 0x40000000

static bool fits_seccomp(const struct lc_denial *denial, const struct audit_entry *line)
{
	int64_t nr = (int64_t)denial->nr | (denial->abi == LC_ABI_X32 ? X32_BIT : 0);

	return is_of_seccomp(denial) && line->syscall == nr && is_of_abi(line->arch, denial->abi);
}

/* Whether one path is the end of the other: a root that differs leaves a beginning. */
static bool is_end_of(const char *path, size_t n, const char *end, size_t size)
{
	return n >= size && size && !memcmp(path + n - size, end, size);
}

/* AppArmor ends directories with a slash. */
static bool is_same_file(const char *name, const struct lc_object *o)
{
	size_t n = strlen(name);

	if (n > 1 && name[n - 1] == '/')
		n--;
	return is_end_of(name, n, o->path, o->path_size) || is_end_of(o->path, o->path_size, name, n);
}

/* A rule on files names one of the objects, if any is known; names that were escaped are not compared. */
static bool fits_objects(const struct refused_call *call, const struct audit_entry *line)
{
	if (line->source != AUDIT_FROM_APPARMOR || strcmp(line->kind, "file") || line->name[0] != '/' ||
	    strchr(line->name, '\\') || !call->nobjects)
		return true;
	for (size_t i = 0; i < call->nobjects; i++)
		if (is_same_file(line->name, &call->objects[i]))
			return true;
	return false;
}

/* Calls in which AppArmor does what it writes as operation=. */
static const struct {
	const char *operation, *calls;
} operations[] = {
	{ "open", " open openat openat2 creat execve execveat open_by_handle_at uselib acct swapon " },
	{ "exec", " execve execveat " },
	{ "mkdir", " mkdir mkdirat " },
	{ "mknod", " mknod mknodat open openat openat2 creat bind " },
	{ "symlink", " symlink symlinkat " },
	{ "unlink", " unlink unlinkat " },
	{ "rmdir", " rmdir unlinkat " },
	{ "rename_src", " rename renameat renameat2 " },
	{ "rename_dest", " rename renameat renameat2 " },
	{ "link", " link linkat " },
	{ "truncate", " truncate truncate64 open openat openat2 creat ftruncate ftruncate64 " },
	{ "chmod", " chmod fchmod fchmodat fchmodat2 " },
	{ "chown", " chown lchown fchown fchownat chown32 lchown32 fchown32 " },
	{ "create", " socket socketpair socketcall " },
	{ "bind", " bind socketcall " },
	{ "connect", " connect socketcall " },
	{ "listen", " listen socketcall " },
	{ "signal", " kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal " },
	{ "mount", " mount move_mount fsmount mount_setattr open_tree " },
	{ "umount", " umount umount2 " },
	{ "pivotroot", " pivot_root " },
	{ "userns_create", " unshare clone clone3 " },
};

static bool fits_operation(const struct lc_denial *denial, const struct audit_entry *line)
{
	char room[32], word[48];

	snprintf(word, sizeof(word), " %s ", sysno_name((enum lc_abi)denial->abi, denial->nr, room));
	for (size_t i = 0; line->source == AUDIT_FROM_APPARMOR && i < ARRAY_SIZE(operations); i++)
		if (!strcmp(operations[i].operation, line->operation))
			return strstr(operations[i].calls, word);
	return true;
}

static bool fits_module(const struct refused_call *call, const struct audit_entry *line)
{
	const struct lc_denial *denial = call->denial;

	if (is_of_seccomp(denial) || !line->denied)
		return false;
	if (line->source == AUDIT_FROM_LANDLOCK)
		return (denial->flags & LC_DENIAL_LANDLOCKED) && (error_is_forbidden(denial->error) ||
								  denial->error == EXDEV);
	return error_is_forbidden(denial->error) && fits_operation(denial, line) && fits_objects(call, line);
}

static bool fits(const struct refused_call *call, const struct audit_entry *line)
{
	if (!call->denial || (line->pid && line->pid != call->denial->tgid))
		return false;
	return line->source == AUDIT_FROM_SECCOMP ? fits_seccomp(call->denial, line) : fits_module(call, line);
}

static uint64_t apart(const struct denials *d, const struct refused_call *call, const struct audit_entry *line)
{
	int64_t ahead = d->has_session ? d->session_ahead : d->lines_ahead;
	uint64_t at = line->ns - (uint64_t)ahead, end = call->denial->h.ns;

	return at > end ? at - end : end - at;
}

/* Whether the line is rather about another call. */
static bool is_of_other(const struct denials *d, const struct refused_call *call, const struct audit_entry *line)
{
	uint64_t own = apart(d, call, line);
	const struct refused_call *other, *next;

	HASH_ITER(hh, d->calls, other, next) {
		if (other != call && fits(other, line) && apart(d, other, line) < own)
			return true;
	}
	return false;
}

/* Of several the first: what refused first ended the call. */
const struct audit_entry *denials_line(const struct denials *d, const struct refused_call *call)
{
	for (size_t i = 0; i < d->nlines; i++) {
		const struct audit_entry *line = &d->lines[i];

		if (fits(call, line) && apart(d, call, line) <= NEAR_NS && !is_of_other(d, call, line))
			return line;
	}
	return NULL;
}
