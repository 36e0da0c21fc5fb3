// SPDX-License-Identifier: BSD-2-Clause
/* What is wrong with a process beside its capabilities: whose root it is, and what confines it. */
#include "core/audit_parts.h"

/* linux/securebits.h */
#define SECURE_NOROOT 0x1u
#define SECURE_KEEP_CAPS 0x10u
#define SECURE_LOCKED 0xaau /* the lock of each */

#define SECCOMP_OFF 0

/* The finding with what to do about it there. */
static void add_fix(const struct audit *a, struct audit_subject *s, struct finding *finding, enum audit_wish wish)
{
	_buf_ struct buf fix = BUF_INIT;

	if (!finding)
		return;
	audit_fix(a, s, wish, &fix);
	s->findings.failed |= buf_error(&fix) != 0;
	finding_set(&s->findings, &finding->fix, fix.size ? buf_text(&fix) : NULL);
}

/* One that strikes containers, is worth a word of a service, and is how things are on a machine. */
static enum severity severity_by_kind(const struct audit_subject *s, enum severity container, enum severity unit)
{
	return s->kind == OWNER_CONTAINER ? container : s->kind == OWNER_UNIT ? unit : SEVERITY_NOTE;
}

static bool in_own_user_ns(const struct audit_subject *s)
{
	return s->flags & LC_HOLDER_OWN_USER_NS;
}

/* Nearly every capability of the machine. */
static void judge_privileged(const struct audit *a, struct audit_subject *s)
{
	int held = __builtin_popcountll(s->creds.permitted);
	struct finding *finding;

	if (s->kind == OWNER_CONTAINER && !in_own_user_ns(s)) {
		finding = findings_add(&s->findings, "privileged-container", SEVERITY_HIGH, s->title,
				       "It holds %d of the machine's %u capabilities.", held, a->options.cap_last + 1);
		add_fix(a, s, finding, AUDIT_WISH_UNPRIVILEGED);
		finding_set(&s->findings, finding ? &finding->attack : NULL,
			    "Mounts the machine's disks, loads modules, traces processes: it is root of the machine.");
	} else if (in_own_user_ns(s)) {
		findings_add(&s->findings, "root-process", SEVERITY_NOTE, s->title,
			     "It holds %d capabilities, which count only in its own user namespace (%s).", held,
			     *s->uid_map ? s->uid_map : "no mapping");
	} else {
		finding = findings_add(&s->findings, "root-process", SEVERITY_MEDIUM, s->title,
				       "It %s %d of the machine's %u capabilities.",
				       s->root ? "runs as root with" : "holds", held, a->options.cap_last + 1);
		add_fix(a, s, finding, AUDIT_WISH_UNPRIVILEGED);
	}
}

static void judge_root(const struct audit *a, struct audit_subject *s)
{
	struct finding *finding;

	if (audit_holds_most(a, s))
		judge_privileged(a, s);
	else if (s->root) {
		finding = findings_add(&s->findings, "root-process",
				       severity_by_kind(s, SEVERITY_MEDIUM, SEVERITY_LOW), s->title,
				       s->creds.euid ? "Its real or saved uid is 0: it can be root again." :
						       "It runs as root (uid 0).");
		add_fix(a, s, finding, AUDIT_WISH_USER);
	}
	if (s->kind != OWNER_CONTAINER || in_own_user_ns(s) || !(s->root || s->creds.permitted))
		return;
	finding = findings_add(&s->findings, "host-user-namespace", SEVERITY_LOW, s->title,
			       "It has no user namespace of its own: its ids and capabilities are the machine's.");
	add_fix(a, s, finding, AUDIT_WISH_USER_NS);
}

static void judge_no_new_privs(const struct audit *a, struct audit_subject *s)
{
	enum severity severity = severity_by_kind(s, SEVERITY_LOW, SEVERITY_LOW);
	struct finding *finding;

	if (s->flags & LC_HOLDER_NO_NEW_PRIVS)
		return;
	if (s->measured && s->no_new_privs_breaks) {
		findings_add(&s->findings, "no-new-privs-missing", SEVERITY_NOTE, s->title,
			     "no_new_privs is not set; the profile shows a program that gained privileges by its "
			     "execve, which it would prevent.");
		return;
	}
	finding = findings_add(&s->findings, "no-new-privs-missing", severity, s->title,
			       "no_new_privs is not set: set-user-ID programs and file capabilities work.");
	add_fix(a, s, finding, AUDIT_WISH_NO_NEW_PRIVS);
}

static void judge_seccomp(const struct audit *a, struct audit_subject *s)
{
	struct finding *finding;

	if (s->seccomp_mode != SECCOMP_OFF)
		return;
	finding = findings_add(&s->findings, "no-seccomp", severity_by_kind(s, SEVERITY_MEDIUM, SEVERITY_LOW), s->title,
			       "No seccomp filter: every system call is within reach.");
	add_fix(a, s, finding, AUDIT_WISH_SECCOMP);
}

static void judge_lsm(const struct audit *a, struct audit_subject *s)
{
	struct finding *finding;

	if (s->confined == AUDIT_LSM_COMPLAIN)
		findings_add(&s->findings, "lsm-unconfined", severity_by_kind(s, SEVERITY_MEDIUM, SEVERITY_LOW),
			     s->title, "Its profile %s only complains: it refuses nothing.", s->lsm);
	if (s->confined != AUDIT_LSM_UNCONFINED)
		return;
	finding = findings_add(&s->findings, "lsm-unconfined", severity_by_kind(s, SEVERITY_MEDIUM, SEVERITY_NOTE),
			       s->title, "No security module confines it (%s).", s->lsm);
	add_fix(a, s, finding, AUDIT_WISH_LSM);
}

static void judge_namespaces(const struct audit *a, struct audit_subject *s)
{
	const struct audit_options *o = &a->options;
	struct finding *finding;

	if (s->kind != OWNER_CONTAINER)
		return;
	if (s->pid_ns && s->pid_ns == o->pid_ns) {
		finding = findings_add(&s->findings, "host-namespace", SEVERITY_MEDIUM, s->title,
				       "It sees the processes of the machine (pid namespace).");
		add_fix(a, s, finding, AUDIT_WISH_PID_NS);
	}
	if (s->mnt_ns && s->mnt_ns == o->mnt_ns)
		findings_add(&s->findings, "host-namespace", SEVERITY_MEDIUM, s->title,
			     "It has the files of the machine (mount namespace).");
}

static void judge_securebits(struct audit_subject *s)
{
	uint32_t bits = s->creds.securebits;

	if (!(s->flags & LC_HOLDER_SECUREBITS) || !bits)
		return;
	if (bits & SECURE_KEEP_CAPS)
		findings_add(&s->findings, "securebits", SEVERITY_NOTE, s->title,
			     "keep_caps is set: it keeps its capabilities when it gives up uid 0.");
	if ((bits & SECURE_NOROOT) && !(bits & SECURE_LOCKED))
		findings_add(&s->findings, "securebits", SEVERITY_LOW, s->title,
			     "noroot is set and not locked: who holds CAP_SETPCAP takes it back.");
}

static void judge_sight(struct audit_subject *s)
{
	if (s->flags & LC_HOLDER_PARTLY)
		findings_add(&s->findings, "partly-seen", SEVERITY_NOTE, s->title,
			     "Not everything of it could be read: it may be confined less than it seems.");
	if (s->flags & LC_HOLDER_MIXED)
		findings_add(&s->findings, "partly-seen", SEVERITY_NOTE, s->title,
			     "Its threads hold different sets; what any of them holds is told.");
}

void audit_judge_subject(const struct audit *a, struct audit_subject *s)
{
	judge_root(a, s);
	audit_judge_caps(a, s);
	judge_no_new_privs(a, s);
	judge_seccomp(a, s);
	judge_lsm(a, s);
	judge_namespaces(a, s);
	judge_securebits(s);
	judge_sight(s);
}
