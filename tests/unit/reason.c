/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sentences about borrowed credentials, namespaces out of reach, results
 * of calls and replays: each must say what can help.
 */
#include <errno.h>

#include "base/buf.h"
#include "tests/unit/plan_input.h"

#define E LC_CHECK_EFFECTIVE
#define DENY LC_CHECK_DENIED
#define OVER LC_CHECK_OVERRIDDEN
#define OTHER LC_CHECK_OTHER_CRED
#define INIT LC_CHECK_NS_INIT

static void assert_says(const struct input *in, unsigned int cap, const char *sentence)
{
	_plan_ struct plan *plan = input_plan(in, PORTABLE_NONE, false);
	const struct cap_plan *c = plan_cap(plan, cap);
	_buf_ struct buf b = BUF_INIT;

	assert_non_null(c);
	plan_reason_text(plan, c, &b);
	assert_int_equal(buf_error(&b), 0);
	assert_string_equal(buf_text(&b), sentence);
}

struct row {
	unsigned int cap;
	const char *site, *call;
	uint32_t flags;
	const char *via, *sentence;
};

static void assert_rows(const struct row *rows, size_t n)
{
	static struct input in;

	for (size_t i = 0; i < n; i++) {
		input_start(&in, "/bin/x");
		input_check(&in, rows[i].cap, rows[i].site, rows[i].flags, rows[i].call)->callers[0] =
			(char *)rows[i].via;
		assert_says(&in, rows[i].cap, rows[i].sentence);
	}
}

static void access_asks_for_the_real_ids(void **state)
{
	static const struct row rows[] = {
		{ CAP_DAC_READ_SEARCH, "generic_permission", "access", DENY | OVER, NULL,
		  "refused to /bin/x in access() at generic_permission for its real ids: that is what was to be "
		  "found out" },
		{ CAP_DAC_READ_SEARCH, "generic_permission", "access", E | OVER, NULL,
		  "granted to /bin/x in access() at generic_permission for its real ids, one of several that would do; "
		  "without any of them: EACCES if the mode bits and ACL do not allow it" },
	};

	(void)state;
	assert_rows(rows, ARRAY_SIZE(rows));
}

static void overlays_ask_their_mounter(void **state)
{
	static const struct row rows[] = {
		{ CAP_DAC_OVERRIDE, "generic_permission", "openat", DENY | OVER, "ovl_permission",
		  "refused to /bin/x in openat() at generic_permission on other credentials than its own: its own "
		  "capabilities were not asked; adding it cannot help, mounting or exporting with more can" },
		{ CAP_DAC_OVERRIDE, "generic_permission", "openat", E | OVER, "ovl_permission",
		  "granted to /bin/x in openat() at generic_permission on other credentials than its own: its own "
		  "capabilities were not asked" },
	};

	(void)state;
	assert_rows(rows, ARRAY_SIZE(rows));
}

static void rings_may_bring_credentials(void **state)
{
	static const struct row rows[] = {
		{ CAP_NET_RAW, "inet_create", NULL, E | OVER, "io_socket",
		  "granted to /bin/x outside of a syscall at inet_create on credentials registered with an io_uring; "
		  "without it: EPERM for raw sockets" },
		{ CAP_NET_RAW, "inet_create", NULL, DENY | OVER, "io_socket",
		  "refused to /bin/x outside of a syscall at inet_create on credentials registered with an io_uring: "
		  "nothing that worked needed it; if that refusal is a fault, whoever registers the credentials must "
		  "hold it then" },
		{ CAP_NET_RAW, "inet_create", "io_uring_enter", DENY | OVER, NULL,
		  "refused to /bin/x in io_uring_enter() at inet_create on credentials registered with an io_uring: "
		  "nothing that worked needed it; if that refusal is a fault, whoever registers the credentials must "
		  "hold it then" },
	};

	(void)state;
	assert_rows(rows, ARRAY_SIZE(rows));
}

static void openers_and_other_processes(void **state)
{
	static const struct row rows[] = {
		{ CAP_NET_ADMIN, "rtnetlink_rcv_msg", "sendmsg", DENY | OTHER, "netlink_rcv_skb",
		  "refused to /bin/x in sendmsg() at rtnetlink_rcv_msg on the credentials its socket was opened with: "
		  "nothing that worked needed it; if that refusal is a fault, whoever opens the socket must hold it "
		  "then" },
		{ CAP_SYS_ADMIN, "map_write", "write", DENY | OTHER, NULL,
		  "refused to /bin/x in write() at map_write on the credentials the file was opened with: nothing that "
		  "worked needed it; if that refusal is a fault, whoever opens the file must hold it then" },
		{ CAP_SYS_ADMIN, "pagemap_read", "read", E | OTHER, NULL,
		  "granted to /bin/x in read() at pagemap_read on the credentials the file was opened with, where it "
		  "only changes what is shown; without it: page frame numbers read as 0; only comparing the output "
		  "tells whether that matters" },
		{ CAP_SYS_PTRACE, "ptracer_capable", "execve", DENY | OTHER, NULL,
		  "refused to /bin/x in execve() at ptracer_capable on the credentials of another process: nothing "
		  "that worked needed it; if that refusal is a fault, that process must hold it" },
	};

	(void)state;
	assert_rows(rows, ARRAY_SIZE(rows));
}

#define OF_INIT ": what it was asked for belongs to the initial user namespace; adding it cannot help, "

static void namespaces_out_of_reach(void **state)
{
	static const struct row rows[] = {
		{ CAP_SYS_TIME, "cap_settime", "settimeofday", DENY | E | INIT, NULL,
		  "refused to /bin/x in settimeofday() at cap_settime although it was held" OF_INIT
		  "setting the clock outside can, inside it is not possible" },
		{ CAP_SYS_TIME, "cap_settime", "settimeofday", DENY | INIT, NULL,
		  "refused to /bin/x in settimeofday() at cap_settime" OF_INIT
		  "setting the clock outside can, inside it is not possible" },
		{ CAP_MKNOD, "vfs_mknod", "mknod", DENY | E | INIT, NULL,
		  "refused to /bin/x in mknod() at vfs_mknod although it was held" OF_INIT
		  "making the device node outside and binding it in can" },
		{ CAP_NET_BIND_SERVICE, "inet_bind", "bind", DENY | E | INIT, NULL,
		  "refused to /bin/x in bind() at inet_bind although it was held" OF_INIT
		  "a network namespace made inside its own user namespace can" },
		{ CAP_SYS_ADMIN, "__x64_sys_sethostname", "sethostname", DENY | E | INIT, NULL,
		  "refused to /bin/x in sethostname() at __x64_sys_sethostname although it was held" OF_INIT
		  "a UTS namespace made inside its own user namespace can" },
		{ CAP_SYS_ADMIN, "path_mount", "mount", DENY | E | INIT, NULL,
		  "refused to /bin/x in mount() at path_mount although it was held" OF_INIT
		  "a mount namespace made inside its own user namespace can" },
		{ CAP_SYS_ADMIN, "mount_capable", "mount", DENY | E | INIT, NULL,
		  "refused to /bin/x in mount() at mount_capable although it was held" OF_INIT
		  "mounting it outside and binding it in can" },
		{ CAP_SYSLOG, "do_syslog", "syslog", DENY | E | INIT, NULL,
		  "refused to /bin/x in syslog() at do_syslog although it was held" OF_INIT
		  "running it in the initial user namespace can" },
		{ CAP_KILL, "kill_ok_by_cred", "kill", DENY | E | LC_CHECK_NS_OTHER, NULL,
		  "refused to /bin/x in kill() at kill_ok_by_cred although it was held: what it was asked for belongs "
		  "to another user namespace; adding it cannot help, doing this outside or in that namespace can" },
	};

	(void)state;
	assert_rows(rows, ARRAY_SIZE(rows));
}

static void results_are_told(void **state)
{
	static const struct {
		uint32_t flags;
		struct result results[3];
		size_t n;
		const char *sentence;
	} rows[] = {
		{ DENY, { { EPERM, 1 } }, 1,
		  "refused to /bin/x in socket() at inet_create: the call failed with EPERM; add it only if that "
		  "refusal is a fault" },
		{ DENY, { { EPERM, 3 } }, 1,
		  "refused to /bin/x in socket() at inet_create: each of the 3 calls failed with EPERM; add it only if "
		  "that refusal is a fault" },
		{ DENY, { { 0, 4 }, { EPERM, 1 }, { ENOENT, 9 } }, 3,
		  "refused to /bin/x in socket() at inet_create: 1 of the 14 calls failed with EPERM; add it only if "
		  "that refusal is a fault" },
		{ DENY, { { ENOENT, 1 } }, 1,
		  "refused to /bin/x in socket() at inet_create: the call failed with ENOENT, which may have another "
		  "cause; add it only if that refusal is a fault" },
		{ DENY, { { 0, 2 } }, 1,
		  "refused to /bin/x in socket() at inet_create, yet each such call succeeded: it is not needed "
		  "there" },
		{ E, { { EACCES, 2 } }, 1,
		  "granted to /bin/x in socket() at inet_create: each of the 2 calls failed with EACCES all the same: "
		  "something else refuses it; it will be needed once that is mended" },
	};
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct check *c;

		input_start(&in, "/bin/x");
		c = input_check(&in, CAP_NET_RAW, "inet_create", rows[i].flags, "socket");
		c->results = (struct result *)rows[i].results;
		c->nresults = rows[i].n;
		assert_says(&in, CAP_NET_RAW, rows[i].sentence);
	}
}

static void what_made_no_difference(void **state)
{
	static struct result missed = { ENOENT, 4 };
	static struct input in;
	struct check *c;

	(void)state;
	input_start(&in, "/bin/sh");
	c = input_check(&in, CAP_DAC_READ_SEARCH, "generic_permission", E, "execve");
	c->results = &missed;
	c->nresults = 1;
	assert_says(&in, CAP_DAC_READ_SEARCH,
		    "granted to /bin/sh in execve() at generic_permission: each of the 4 calls failed with ENOENT all "
		    "the same: it made no difference");
}

static void what_no_check_shows(void **state)
{
	static const struct row rows[] = {
		{ CAP_NET_RAW, "cap_capset", "capset", LC_CHECK_IMPLIED | E, NULL,
		  "/bin/x asks to hold it by capset(), but no check shows that it uses it; a replay without it says "
		  "whether it insists" },
		{ CAP_NET_RAW, "bprm_caps_from_vfs_caps", "execve", LC_CHECK_IMPLIED, NULL,
		  "/bin/x is executed with it as a file capability; without it: execve fails with EPERM: the file asks "
		  "for it to be effective" },
		{ CAP_SYS_ADMIN, "do_seccomp", "seccomp", E, NULL,
		  "asked of /bin/x in seccomp() at do_seccomp because no_new_privs was not set; with it, as planned, "
		  "nothing is asked" },
		{ CAP_NET_ADMIN, "sk_setsockopt", "setsockopt", E, NULL,
		  "granted to /bin/x in setsockopt() at sk_setsockopt; without it: EPERM for marks, high priorities "
		  "and forced buffer sizes, and programs mostly do with less then; a replay without it tells" },
		{ CAP_IPC_LOCK, "io_uring_create", "io_uring_setup", E, NULL,
		  "checked 1 time at io_uring_create in io_uring_setup(): nothing was registered with the ring that "
		  "would count as locked memory" },
	};

	(void)state;
	assert_rows(rows, ARRAY_SIZE(rows));
}

static void replays_are_told(void **state)
{
	static struct proof_member members[] = {
		{ CAP_CHOWN, MEMBER_NEEDED, (char *)"exit status 1" },
		{ CAP_FOWNER, MEMBER_NEEDLESS, (char *)"" },
		{ CAP_KILL, MEMBER_ADDED, (char *)"kill: EPERM" },
		{ CAP_SYS_NICE, MEMBER_SUBSTITUTE, (char *)"ioprio_set: EPERM" },
	};
	static struct proof proof = {
		.kind = PROOF_MINIMAL, .members = members, .nmembers = ARRAY_SIZE(members),
		.caps = 1u << CAP_CHOWN | 1u << CAP_KILL | 1u << CAP_SYS_NICE | 1u << CAP_NET_RAW,
	};
	static struct input in;

	(void)state;
	input_start(&in, "/bin/x");
	input_check(&in, CAP_SYS_PTRACE, "no_such_function", E, "ptrace");
	in.profile.proof = &proof;
	assert_says(&in, CAP_CHOWN, "a replay without it failed: exit status 1");
	assert_says(&in, CAP_FOWNER, "a replay without it worked all the same");
	assert_says(&in, CAP_KILL, "no check shows it, but a replay without it failed: kill: EPERM");
	assert_says(&in, CAP_SYS_NICE, "in a replay it did in place of a wider one, and a replay without either "
				       "failed: ioprio_set: EPERM");
	assert_says(&in, CAP_NET_RAW, "part of the set that a replay worked with; nothing was tried without it");
	assert_says(&in, CAP_SYS_PTRACE, "not part of the set that a replay worked with");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(access_asks_for_the_real_ids),
		cmocka_unit_test(overlays_ask_their_mounter),
		cmocka_unit_test(rings_may_bring_credentials),
		cmocka_unit_test(openers_and_other_processes),
		cmocka_unit_test(namespaces_out_of_reach),
		cmocka_unit_test(results_are_told),
		cmocka_unit_test(what_made_no_difference),
		cmocka_unit_test(what_no_check_shows),
		cmocka_unit_test(replays_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
