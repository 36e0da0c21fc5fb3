/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decision table of core/advise.c, cell by cell: what a check said against
 * how the calls ended that it was made in.
 */
#include <errno.h>

#include "tests/unit/plan_input.h"

#define E LC_CHECK_EFFECTIVE
#define DENY LC_CHECK_DENIED
#define OVER LC_CHECK_OVERRIDDEN
#define LSM LC_CHECK_LSM_DENIED
#define IMPLIED LC_CHECK_IMPLIED
#define INIT LC_CHECK_NS_INIT
#define MADE LC_CHECK_MADE_NS

#define UNKNOWN "no_such_kernel_function"
#define RESULTS 3

/* How the calls ended; -1 ends the list. None followed: {-1}. */
#define NONE { -1 }
#define OK { 0, -1 }
#define PERM { EPERM, -1 }
#define ACCES { EPERM, EACCES, -1 }
#define OTHER { ENOENT, -1 }
#define MIXED { 0, EPERM, -1 }
#define LATE { EPERM, ENOENT, -1 }

static const struct row {
	const char *what;
	unsigned int cap;
	const char *site, *call;
	uint32_t flags;
	int results[RESULTS];
	enum advice advice;
	enum cap_reason reason;
	const char *via;
} table[] = {
	{ "refused, not followed", CAP_NET_RAW, "inet_create", "socket", DENY, NONE, ADVICE_ASK, REASON_DENIED },
	{ "refused, succeeded", CAP_NET_RAW, "inet_create", "socket", DENY, OK, ADVICE_DROP, REASON_SURVIVED },
	{ "refused, forbidden", CAP_NET_RAW, "inet_create", "socket", DENY, PERM, ADVICE_ASK, REASON_DENIED },
	{ "refused, failed otherwise", CAP_NET_RAW, "inet_create", "socket", DENY, OTHER, ADVICE_ASK, REASON_DENIED },
	{ "refused, once forbidden", CAP_NET_RAW, "inet_create", "socket", DENY, MIXED, ADVICE_ASK, REASON_DENIED },
	{ "refused at an unknown place, succeeded", CAP_NET_RAW, UNKNOWN, "ioctl", DENY, OK, ADVICE_DROP,
	  REASON_SURVIVED },
	{ "refused early, succeeded", CAP_SETUID, "__sys_setuid", "setuid", DENY, OK, ADVICE_DROP, REASON_SURVIVED },
	{ "refused by a module, not followed", CAP_NET_RAW, "inet_create", "socket", LSM | E, NONE, ADVICE_ASK,
	  REASON_DENIED_LSM },
	{ "refused by a module, forbidden", CAP_NET_RAW, "inet_create", "socket", LSM | E, PERM, ADVICE_ASK,
	  REASON_DENIED_LSM },
	{ "refused by a module, succeeded", CAP_NET_RAW, "inet_create", "socket", LSM | E, OK, ADVICE_DROP,
	  REASON_SURVIVED },
	{ "asked of the initial namespace, held", CAP_SYS_TIME, "cap_settime", "settimeofday", DENY | E | INIT, PERM,
	  ADVICE_ASK, REASON_DENIED_NAMESPACE },
	{ "asked of the initial namespace, not held", CAP_SYS_TIME, "cap_settime", "settimeofday", DENY | INIT, PERM,
	  ADVICE_ASK, REASON_DENIED_NAMESPACE },
	{ "asked of the initial namespace, succeeded", CAP_SYS_NICE, "can_nice", "setpriority", DENY | E | INIT, OK,
	  ADVICE_DROP, REASON_SURVIVED },

	{ "granted, succeeded", CAP_NET_RAW, "inet_create", "socket", E, OK, ADVICE_KEEP, REASON_DECISIVE },
	{ "granted, failed otherwise", CAP_NET_RAW, "inet_create", "socket", E, OTHER, ADVICE_KEEP, REASON_DECISIVE },
	{ "granted, once forbidden", CAP_NET_RAW, "inet_create", "socket", E, MIXED, ADVICE_KEEP, REASON_DECISIVE },
	{ "granted, forbidden or absent", CAP_NET_RAW, "inet_create", "socket", E, LATE, ADVICE_KEEP,
	  REASON_DECISIVE },
	{ "granted, all forbidden", CAP_NET_RAW, "inet_create", "socket", E, ACCES, ADVICE_ASK, REASON_FUTILE },
	{ "a search in PATH, granted and not found", CAP_DAC_READ_SEARCH, "generic_permission", "execve", E, OTHER,
	  ADVICE_DROP, REASON_FUTILE },
	{ "a search in PATH, granted and found", CAP_DAC_READ_SEARCH, "generic_permission", "execve", E,
	  { 0, ENOENT, -1 }, ADVICE_KEEP, REASON_ALTERNATIVE },
	{ "alternative, succeeded", CAP_KILL, "kill_ok_by_cred", "kill", E, OK, ADVICE_KEEP, REASON_ALTERNATIVE },
	{ "alternative, forbidden", CAP_KILL, "kill_ok_by_cred", "kill", E, PERM, ADVICE_ASK, REASON_FUTILE },
	{ "limit, succeeded", CAP_IPC_LOCK, "do_mlock", "mlock", E, OK, ADVICE_KEEP, REASON_LIMIT },
	{ "limit, forbidden", CAP_IPC_LOCK, "do_mlock", "mlock", E, PERM, ADVICE_ASK, REASON_FUTILE },
	{ "unknown place, succeeded", CAP_SYS_ADMIN, UNKNOWN, "ioctl", E, OK, ADVICE_KEEP, REASON_UNCLASSIFIED },
	{ "unknown place, forbidden", CAP_SYS_ADMIN, UNKNOWN, "ioctl", E, PERM, ADVICE_ASK, REASON_FUTILE },
	{ "early, succeeded", CAP_SETUID, "__sys_setuid", "setuid", E, OK, ADVICE_KEEP, REASON_EARLY },
	{ "early, forbidden", CAP_SYS_ADMIN, "allow_file_dedupe", "ioctl", E, PERM, ADVICE_DROP, REASON_FUTILE },
	{ "probe that can matter, succeeded", CAP_SYS_ADMIN, "grab_requested_mnt_ns", "ioctl", E, OK, ADVICE_KEEP,
	  REASON_EARLY },
	{ "probe that can matter, forbidden", CAP_SYS_ADMIN, "grab_requested_mnt_ns", "ioctl", E, PERM, ADVICE_DROP,
	  REASON_FUTILE },
	{ "harmless, succeeded", CAP_SYS_ADMIN, "cap_vm_enough_memory", "mmap", E, OK, ADVICE_DROP, REASON_HARMLESS },
	{ "harmless, forbidden", CAP_SYS_ADMIN, "cap_vm_enough_memory", "mmap", DENY, PERM, ADVICE_DROP,
	  REASON_HARMLESS },
	{ "fallback known, succeeded", CAP_NET_ADMIN, "sk_setsockopt", "setsockopt", E, OK, ADVICE_ASK,
	  REASON_FALLBACK },
	{ "fallback known, forbidden", CAP_NET_ADMIN, "sk_setsockopt", "setsockopt", E, PERM, ADVICE_DROP,
	  REASON_FUTILE },
	{ "fallback known, refused", CAP_NET_ADMIN, "sk_setsockopt", "setsockopt", DENY, PERM, ADVICE_ASK,
	  REASON_DENIED },
	{ "owner of the namespace, succeeded", CAP_NET_ADMIN, "dev_ioctl", "ioctl", LC_CHECK_OWNER | E, OK,
	  ADVICE_DROP, REASON_OWNER },
	{ "in a namespace it made, forbidden", CAP_NET_ADMIN, "dev_ioctl", "ioctl", MADE | E, PERM, ADVICE_DROP,
	  REASON_MADE_NAMESPACE },

	{ "shown, granted", CAP_SYS_ADMIN, "pagemap_read", "read", E, OK, ADVICE_ASK, REASON_SHOWN },
	{ "shown, refused", CAP_SYS_ADMIN, "pagemap_read", "read", DENY, OK, ADVICE_DROP, REASON_HARMLESS },
	{ "shown in a namespace it made", CAP_SYSLOG, "kallsyms_open", "openat", E | MADE, OK, ADVICE_DROP,
	  REASON_MADE_NAMESPACE },
	{ "no_new_privs, granted", CAP_SYS_ADMIN, "do_seccomp", "seccomp", E, OK, ADVICE_DROP, REASON_NO_NEW_PRIVS },
	{ "no_new_privs, refused", CAP_SYS_ADMIN, "do_seccomp", "seccomp", DENY, ACCES, ADVICE_DROP,
	  REASON_NO_NEW_PRIVS },
	{ "the overlay's mounter", CAP_DAC_OVERRIDE, "generic_permission", "openat", DENY | OVER, ACCES, ADVICE_DROP,
	  REASON_OVERRIDDEN, "ovl_permission" },
	{ "access(), refused", CAP_DAC_OVERRIDE, "generic_permission", "access", DENY | OVER, ACCES, ADVICE_DROP,
	  REASON_OVERRIDDEN },

	{ "capset asks, not followed", CAP_NET_RAW, "cap_capset", "capset", IMPLIED | E, NONE, ADVICE_ASK,
	  REASON_ASKED },
	{ "capset asks, granted", CAP_SETPCAP, "cap_capset", "capset", IMPLIED | E, OK, ADVICE_ASK, REASON_ASKED },
	{ "capset asks, refused", CAP_NET_RAW, "cap_capset", "capset", IMPLIED | DENY, PERM, ADVICE_ASK,
	  REASON_ASKED },
	{ "capset in a namespace it made", CAP_NET_RAW, "cap_capset", "capset", IMPLIED | E | MADE, OK, ADVICE_DROP,
	  REASON_MADE_NAMESPACE },
	{ "file capability", CAP_NET_RAW, "bprm_caps_from_vfs_caps", "execve", IMPLIED, NONE, ADVICE_KEEP,
	  REASON_FILE },
	{ "file capability, executed", CAP_NET_RAW, "bprm_caps_from_vfs_caps", "execve", IMPLIED | E, OK, ADVICE_KEEP,
	  REASON_FILE },
	{ "file capability, forbidden", CAP_NET_RAW, "bprm_caps_from_vfs_caps", "execve", IMPLIED, PERM, ADVICE_ASK,
	  REASON_DENIED },

	/* Where the result of the call is not the answer. */
	{ "netlink answers by message", CAP_NET_ADMIN, "rtnetlink_rcv_msg", "sendmsg", DENY, OK, ADVICE_ASK,
	  REASON_DENIED },
	{ "deep below netlink", CAP_NET_ADMIN, "rtnl_newlink", "sendto", DENY, OK, ADVICE_ASK, REASON_DENIED,
	  "rtnetlink_rcv_msg" },
	{ "netlink, granted", CAP_NET_ADMIN, "rtnetlink_rcv_msg", "sendmsg", E, PERM, ADVICE_KEEP, REASON_DECISIVE },
	{ "io_uring answers in its queue", CAP_NET_RAW, "inet_create", "io_uring_enter", DENY, OK, ADVICE_ASK,
	  REASON_DENIED },
	{ "sendmmsg sends less", CAP_SETUID, "scm_check_creds", "sendmmsg", DENY, OK, ADVICE_ASK, REASON_DENIED },
	{ "the set-group-ID bit is lost in silence", CAP_FSETID, "setattr_prepare", "chmod", DENY | LC_CHECK_JUDGED, OK,
	  ADVICE_ASK, REASON_DENIED },
	{ "no bit was asked for", CAP_FSETID, "setattr_prepare", "chmod",
	  DENY | LC_CHECK_JUDGED | LC_CHECK_MOOT, OK, ADVICE_DROP, REASON_HARMLESS },
};

static struct result results_room[RESULTS];

static struct check *ask(struct input *in, const struct row *row)
{
	struct check *c;

	input_start(in, "/usr/sbin/service");
	c = input_check(in, row->cap, row->site, row->flags, row->call);
	c->callers[0] = (char *)row->via;
	c->results = results_room;
	for (size_t i = 0; i < RESULTS && row->results[i] >= 0; i++)
		results_room[c->nresults++] = (struct result){ (uint32_t)row->results[i], 1 };
	return c;
}

static void every_cell_holds(void **state)
{
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct row *row = &table[i];
		_plan_ struct plan *plan = NULL;
		const struct cap_plan *cap;

		ask(&in, row);
		plan = input_plan(&in, PORTABLE_NONE, false);
		cap = plan_cap(plan, row->cap);
		assert_non_null(cap);
		if (cap->advice != row->advice || cap->reason != row->reason)
			fail_msg("%s: advice %d reason %d, expected %d %d", row->what, cap->advice, cap->reason,
				 row->advice, row->reason);
		assert_int_equal(plan->ncaps, 1);
	}
}

/* The reasons that a check by itself can give are all in the table. */
static void every_reason_is_in_the_table(void **state)
{
	bool seen[CAP_REASONS] = { false };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		seen[table[i].reason] = true;
	for (int r = 0; r < CAP_REASONS; r++) {
		bool joined = r == REASON_NARROWER || r == REASON_SUBSTITUTED || r == REASON_COVERED;
		bool replayed = r == REASON_PROVEN || r == REASON_NEEDLESS || r == REASON_ADDED;

		if (!seen[r] && !joined && !replayed)
			fail_msg("reason %d is not tested", r);
	}
}

/* If results were lost, those that are there may not be all. */
static void lost_results_excuse_nothing(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	ask(&in, &table[1]);
	in.profile.lost[LC_LOST_RESULTS] = 1;
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_int_equal(plan->caps[0].reason, REASON_DENIED);
}

/* What capset asks for is decided by what is really used of it. */
static void real_checks_outrank_capset(void **state)
{
	static const struct {
		const char *site;
		uint32_t flags;
		enum advice advice;
		enum cap_reason reason;
	} rows[] = {
		{ "inet_create", E, ADVICE_KEEP, REASON_DECISIVE },
		{ "inet_create", DENY, ADVICE_ASK, REASON_DENIED },
		{ "inet_create", E | LC_CHECK_MOOT, ADVICE_ASK, REASON_ASKED },
	};
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/usr/sbin/service");
		input_check(&in, CAP_NET_RAW, "cap_capset", IMPLIED | E, "capset");
		input_check(&in, CAP_NET_RAW, rows[i].site, rows[i].flags, "socket");
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_int_equal(plan->caps[0].advice, rows[i].advice);
		assert_int_equal(plan->caps[0].reason, rows[i].reason);
		assert_int_equal(plan->caps[0].granted + plan->caps[0].denied, 1); /* capset is no check */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_holds),
		cmocka_unit_test(every_reason_is_in_the_table),
		cmocka_unit_test(lost_results_excuse_nothing),
		cmocka_unit_test(real_checks_outrank_capset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
