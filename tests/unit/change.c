// SPDX-License-Identifier: BSD-2-Clause
/* Changes of privileges in words: each row as capabilities(7) has it, and as a person would say it. */
#include "sample.h"

#include <linux/securebits.h>

#include "core/change.h"

#define BIT(cap) (1ull << (cap))
#define ALL ((1ull << 41) - 1)
#define NR_EXECVE 59
#define NR_SETUID 105
#define NR_SETGID 106
#define NR_SETGROUPS 116
#define NR_SETRESUID 117
#define NR_CAPSET 126
#define NR_PRCTL 157
#define NR_UNSHARE 272
#define NR_SETNS 308
#define NR_SECCOMP 317

static const struct program_file setuid_root = { .flags = LC_FILE_SETUID };
static const struct program_file setgid_tty = { .flags = LC_FILE_SETGID, .gid = 5 };
static const struct program_file net_raw = { .flags = LC_FILE_CAPS | LC_FILE_EFFECTIVE, .permitted = BIT(CAP_NET_RAW) };

#define EXEC(...) { .nr = NR_EXECVE, .flags = LC_STANCE_EXEC | LC_STANCE_GAINED, __VA_ARGS__ }

static const struct row {
	struct privilege event;
	const char *exe;
	const struct program_file *file;
	uint64_t void_caps;
	uint32_t filters;
	bool nothing_left;
	const char *text;
	enum gain gain;
} rows[] = {
	{ EXEC(.gained = BIT(CAP_NET_RAW), .euid_before = 1000, .euid_after = 1000), "/usr/bin/ping", &net_raw,
	  .text = "exec /usr/bin/ping gained CAP_NET_RAW (file capability)", .gain = GAIN_FILE },
	{ EXEC(.gained = ALL, .euid_before = 1000), "/usr/bin/sudo", &setuid_root,
	  .text = "exec /usr/bin/sudo gained all capabilities (set-user-ID root), uid 1000 -> 0",
	  .gain = GAIN_SETUID },
	{ EXEC(.gained = ALL), "/usr/bin/su", &setuid_root,
	  .text = "exec /usr/bin/su gained all capabilities (set-user-ID root)", .gain = GAIN_SETUID },
	{ EXEC(.gained = BIT(CAP_KILL) | BIT(CAP_CHOWN)), "/bin/sh", NULL,
	  .text = "exec /bin/sh gained CAP_CHOWN CAP_KILL (executed as root)", .gain = GAIN_ROOT },
	{ EXEC(.gained = BIT(CAP_KILL), .euid_before = 7, .euid_after = 7), "", NULL,
	  .text = "exec of an unknown file gained CAP_KILL (by execve)", .gain = GAIN_EXEC },
	{ EXEC(.euid_before = 7, .euid_after = 7), "/usr/bin/wall", &setgid_tty,
	  .text = "exec /usr/bin/wall changed its group ids (set-group-ID)" },
	{ EXEC(.euid_before = 7, .euid_after = 9), "/usr/bin/at", NULL, .text = "exec /usr/bin/at uid 7 -> 9" },
	{ { .nr = NR_EXECVE, .flags = LC_STANCE_EXEC | LC_STANCE_CREDS, .lost = BIT(CAP_CHOWN), .euid_before = 33,
	    .euid_after = 33 }, "/bin/sh", NULL, .text = "exec /bin/sh, lost CAP_CHOWN" },
	{ { .nr = NR_EXECVE, .flags = LC_STANCE_EXEC | LC_STANCE_CREDS }, "/bin/sh", NULL,
	  .text = "exec /bin/sh changed its credentials" },
	{ { .nr = NR_EXECVE, .flags = LC_STANCE_EXEC | LC_STANCE_CREDS | LC_STANCE_KEEPCAPS }, "/bin/sh", NULL,
	  .text = "exec /bin/sh, securebits now none" },
	{ { .nr = NR_EXECVE, .flags = LC_STANCE_EXEC | LC_STANCE_VOID_NNP }, "/usr/bin/sudo", &setuid_root,
	  .text = "exec /usr/bin/sudo: set-user-ID void: no_new_privs" },
	{ { .nr = NR_EXECVE, .flags = LC_STANCE_EXEC | LC_STANCE_VOID_NOSUID }, "/usr/bin/wall", &setgid_tty,
	  .text = "exec /usr/bin/wall: set-group-ID void: nosuid" },
	{ { .nr = NR_EXECVE, .flags = LC_STANCE_EXEC | LC_STANCE_VOID_CAPS_NNP }, "/usr/bin/ping", &net_raw,
	  .void_caps = BIT(CAP_NET_RAW),
	  .text = "exec /usr/bin/ping: file capability CAP_NET_RAW void: no_new_privs" },
	{ { .nr = NR_EXECVE, .flags = LC_STANCE_EXEC | LC_STANCE_VOID_CAPS_BOUNDING, .gained = BIT(CAP_NET_RAW),
	    .euid_before = 7, .euid_after = 7 }, "/usr/bin/ping", &net_raw,
	  .void_caps = BIT(CAP_NET_ADMIN) | BIT(CAP_BPF),
	  .text = "exec /usr/bin/ping gained CAP_NET_RAW (file capability): file capabilities CAP_NET_ADMIN CAP_BPF "
		  "void: bounding_set", .gain = GAIN_FILE },
	{ { .nr = NR_SETUID, .flags = LC_STANCE_CREDS, .euid_after = 33, .lost = ALL }, "", .nothing_left = true,
	  .text = "setuid 0 -> 33, lost all capabilities" },
	{ { .nr = NR_SETRESUID, .flags = LC_STANCE_CREDS, .euid_after = 33, .lost = 0x3fff }, "",
	  .text = "setresuid 0 -> 33, lost 14 capabilities" },
	{ { .nr = 203, .abi = LC_ABI_I386, .flags = LC_STANCE_CREDS, .euid_after = 1 }, "",
	  .text = "setreuid32 0 -> 1" },
	{ { .nr = NR_SETUID, .flags = LC_STANCE_CREDS }, "", .text = "changed its user ids (setuid)" },
	{ { .nr = NR_SETGID, .flags = LC_STANCE_CREDS }, "", .text = "changed its group ids (setgid)" },
	{ { .nr = NR_SETGROUPS, .flags = LC_STANCE_CREDS }, "", .text = "changed its groups (setgroups)" },
	{ { .nr = NR_CAPSET, .flags = LC_STANCE_CREDS, .lost = BIT(CAP_BPF) | BIT(45) }, "",
	  .text = "gave up CAP_BPF CAP_45 (capset)" },
	{ { .nr = NR_CAPSET, .flags = LC_STANCE_CREDS }, "",
	  .text = "changed its effective or inheritable set (capset)" },
	{ { .nr = NR_PRCTL, .flags = LC_STANCE_CREDS, .bounding_lost = BIT(CAP_SYS_ADMIN) }, "",
	  .text = "dropped CAP_SYS_ADMIN from the bounding set (prctl)" },
	{ { .nr = NR_PRCTL, .flags = LC_STANCE_CREDS, .ambient = BIT(CAP_CHOWN) }, "",
	  .text = "made CAP_CHOWN ambient (prctl)" },
	{ { .nr = NR_PRCTL, .flags = LC_STANCE_CREDS }, "", .text = "has no ambient capabilities any more (prctl)" },
	{ { .nr = NR_PRCTL, .flags = LC_STANCE_CREDS | LC_STANCE_KEEPCAPS, .securebits = SECBIT_KEEP_CAPS }, "",
	  .text = "securebits now keep_caps (prctl)" },
	{ { .nr = NR_PRCTL, .flags = LC_STANCE_CREDS | LC_STANCE_KEEPCAPS, .securebits = 0x2f }, "",
	  .text = "securebits now noroot noroot_locked no_setuid_fixup no_setuid_fixup_locked keep_caps_locked "
		  "(prctl)" },
	{ { .nr = NR_PRCTL, .flags = LC_STANCE_KEEPCAPS | LC_STANCE_CREDS }, "",
	  .text = "securebits now none (prctl)" },
	{ { .nr = NR_PRCTL, .flags = LC_STANCE_NO_NEW_PRIVS }, "", .text = "set no_new_privs (prctl)" },
	{ { .nr = NR_SECCOMP, .flags = LC_STANCE_SECCOMP }, "", .filters = 2,
	  .text = "seccomp filter installed (2)" },
	{ { .nr = NR_SECCOMP, .flags = LC_STANCE_SECCOMP }, "", .text = "seccomp filter installed" },
	{ { .nr = 446, .flags = LC_STANCE_LANDLOCK }, "", .text = "restricted itself by Landlock" },
	{ { .nr = NR_UNSHARE, .flags = LC_STANCE_USER_NS | LC_STANCE_CREDS, .gained = ALL, .euid_before = 1000,
	    .euid_after = 1000 }, "", .text = "new user namespace (unshare), gained all capabilities in it",
	  .gain = GAIN_USER_NS },
	{ { .nr = NR_SETNS, .flags = LC_STANCE_USER_NS | LC_STANCE_CREDS, .lost = BIT(CAP_KILL) }, "",
	  .text = "entered another user namespace (setns), lost CAP_KILL" },
	{ { .nr = 250, .flags = LC_STANCE_CREDS, .gained = BIT(CAP_KILL) }, "", .text = "gained CAP_KILL",
	  .gain = GAIN_CALL },
	{ { .nr = LC_NO_SYSCALL, .flags = LC_STANCE_CREDS }, "",
	  .text = "changed its credentials (outside of a call)" },
};

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *r = &rows[i];
		const struct change c = { .event = &r->event, .exe = r->exe, .file = r->file, .all = ALL,
					  .void_caps = r->void_caps, .filters = r->filters,
					  .nothing_left = r->nothing_left };
		_buf_ struct buf b = BUF_INIT;

		change_text(&c, &b);
		assert_string_equal(buf_text(&b), r->text);
		assert_int_equal(change_gain(&c), r->gain);
	}
}

static void test_reasons(void **state)
{
	(void)state;
	assert_null(change_void_reason(0));
	assert_null(change_void_reason(~(CHANGE_VOID)));
	assert_string_equal(change_void_reason(LC_STANCE_VOID_NNP), "no_new_privs");
	assert_string_equal(change_void_reason(LC_STANCE_VOID_NOSUID), "nosuid");
	assert_string_equal(change_void_reason(LC_STANCE_VOID_CAPS_NOSUID), "nosuid");
	assert_string_equal(change_void_reason(LC_STANCE_VOID_CAPS_BOUNDING), "bounding_set");
	assert_string_equal(gain_name(GAIN_FILE), "file_capabilities");
	assert_string_equal(gain_name(GAINS), "unknown");
	assert_true(change_all(40) == ALL);
	assert_true(change_all(63) == UINT64_MAX);
	assert_true(change_all(UINT32_MAX) == UINT64_MAX);
	assert_true(change_all(0) == 0);
}

/* What the command began with is all that its programs can lose. */
static void test_of_a_profile(void **state)
{
	struct program programs[] = { { .id = 3, .exe = (char *)"/bin/a", .file = net_raw },
				      { .id = 4, .exe = (char *)"/bin/b" } };
	struct privilege events[] = {
		{ .program = 3, .nr = NR_SETUID, .lost = 0x3, .euid_after = 1 },
		{ .program = 4, .nr = NR_SETUID, .lost = 0x1, .euid_after = 1 },
		{ .program = 3, .flags = LC_STANCE_EXEC | LC_STANCE_VOID_CAPS_NNP },
		{ .program = 4, .flags = LC_STANCE_EXEC | LC_STANCE_VOID_NNP },
		{ .program = 5, .lost = ALL },
	};
	struct profile p = { .programs = programs, .nprograms = 2, .cap_last = 40, .outcome.permitted = 0x3 };

	(void)state;
	assert_true(change_of(&p, &events[0]).nothing_left);
	assert_false(change_of(&p, &events[1]).nothing_left);
	assert_null(change_of(&p, &events[1]).file);
	assert_string_equal(change_of(&p, &events[0]).exe, "/bin/a");
	assert_true(change_of(&p, &events[2]).void_caps == BIT(CAP_NET_RAW));
	assert_true(change_of(&p, &events[3]).void_caps == 0);
	assert_string_equal(change_of(&p, &events[4]).exe, "");
	assert_true(change_of(&p, &events[4]).nothing_left);
	p.outcome.permitted = 0;
	assert_false(change_of(&p, &events[0]).nothing_left);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_of_a_profile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
