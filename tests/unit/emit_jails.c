// SPDX-License-Identifier: BSD-2-Clause
/* The profile for firejail, the command line for bubblewrap and the program that it takes; tests/validate runs them. */
#include "tests/unit/emit_plan.h"

static struct sample s;

static int start(void **state)
{
	(void)state;
	sample_start(&s);
	return 0;
}

static void thirty_two_bits_are_blocked_or_open(void **state)
{
	_free_ char *one = NULL, *two = NULL;

	(void)state;
	sample_calls(&s);
	one = sample_emit(&s, "firejail");
	assert_holds(one, "\nseccomp.keep brk,clock_gettime,clone,close,execve,exit_group,mmap,open,openat,read,"
			  "rt_sigreturn,write\nseccomp.block-secondary\nseccomp-error-action ENOSYS\n");
	sample_call(&s, LC_ABI_I386, "waitpid", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "restart_syscall", WHY_KERNEL);
	two = sample_emit(&s, "firejail");
	assert_lacks(two, "\nseccomp.32");
	assert_lacks(two, "waitpid");
	assert_lacks(two, "block-secondary");
	assert_holds(two, "\n# OPEN: 32-bit programs may make any call; ");
}

/* Its tables end with Linux 5.10: process_madvise. */
static void young_calls_stand_by_number(void **state)
{
	_free_ char *text = NULL;

	(void)state;
	sample_call(&s, LC_ABI_X86_64, "close_range", WHY_LIBC);
	sample_call(&s, LC_ABI_X86_64, "epoll_pwait2", WHY_LIBC);
	sample_call(&s, LC_ABI_X86_64, "process_madvise", WHY_LIBC);
	sample_call(&s, LC_ABI_X86_64, "uretprobe", WHY_KERNEL);
	text = sample_emit(&s, "firejail");
	assert_holds(text, "\nseccomp.keep close_range,$441,process_madvise,$335\n");
	assert_holds(text, "names that it does not know: $441=epoll_pwait2 $335=uretprobe\n");
}

static void each_default_answer_has_its_action(void **state)
{
	static const struct {
		struct sys_answer deny;
		const char *line;
	} cases[] = {
		{ { ANSWER_ERRNO, EPERM }, "\nseccomp-error-action EPERM\n" },
		{ { ANSWER_KILL, 0 }, "\nseccomp-error-action kill\n" },
		{ { ANSWER_LOG, 0 }, "\nseccomp-error-action log\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_free_ char *text = NULL;

		s.plan.deny = cases[i].deny;
		text = sample_emit(&s, "firejail");
		assert_holds(text, cases[i].line);
		assert_holds(text, "\nseccomp.keep execve\n"); /* an empty list would be an error */
		/* what refuses has no place where nothing shall be refused */
		assert_int_equal(!strstr(text, "\nrestrict-namespaces\n"), cases[i].deny.kind == ANSWER_LOG);
		assert_int_equal(!strstr(text, "\nseccomp.block-secondary\n"), cases[i].deny.kind == ANSWER_LOG);
	}
}

static void conditions_become_settings(void **state)
{
	static const struct arg_rule families[] = { { 0, UINT64_MAX, 1 }, { 0, UINT64_MAX, 10 } };
	static const struct arg_rule vsock = { 0, UINT64_MAX, 40 }, net = { 0, UINT64_MAX, 0x40000000 };
	_free_ char *text = NULL, *other = NULL;

	(void)state;
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_call(&s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	sample_args(&s, "socket", families, ARRAY_SIZE(families));
	text = sample_emit(&s, "firejail");
	assert_holds(text, "\nrestrict-namespaces\nprotocol unix,inet6\n");
	sample_args(&s, "socket", &vsock, 1);
	sample_call(&s, LC_ABI_X86_64, "unshare", WHY_OBSERVED);
	sample_args(&s, "unshare", &net, 1);
	other = sample_emit(&s, "firejail");
	assert_holds(other, "\nrestrict-namespaces cgroup,ipc,mnt,pid,user,uts\n");
	assert_lacks(other, "\nprotocol");
	assert_holds(other, "no conditions on arguments for: socket\n");
}

static void firejail_sets(void **state)
{
	_free_ char *none = NULL, *some = NULL;

	(void)state;
	none = sample_emit(&s, "firejail");
	assert_holds(none, "\ncaps.drop all\nnonewprivs\n");
	sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 1);
	sample_cap(&s, CAP_SYS_TIME, ADVICE_KEEP, 1);
	s.plan.no_new_privs = false;
	some = sample_emit(&s, "firejail");
	assert_holds(some, "\ncaps.keep net_raw,sys_time\n");
	assert_lacks(some, "\nnonewprivs");
}

static void bubblewrap_sets(void **state)
{
	_free_ char *none = NULL, *some = NULL;

	(void)state;
	none = sample_emit(&s, "bubblewrap");
	assert_holds(none, "\nbwrap --dev-bind / / --cap-drop ALL \\\n"
			   "  --seccomp 9 -- /usr/bin/tool \\\n  9< tool.bpf\n");
	assert_holds(none, "needs what is not listed: wait4 write exit_group\n");
	assert_lacks(none, "gained something");
	sample_calls(&s);
	sample_call(&s, LC_ABI_X86_64, "wait4", WHY_OBSERVED);
	sample_cap(&s, CAP_NET_RAW, ADVICE_KEEP, 1);
	sample_cap(&s, CAP_SYS_TIME, ADVICE_KEEP, 1);
	s.plan.no_new_privs = false;
	some = sample_emit(&s, "bubblewrap");
	assert_holds(some, "\nbwrap --dev-bind / / --cap-drop ALL --cap-add CAP_NET_RAW --cap-add CAP_SYS_TIME \\\n");
	assert_holds(some, "it has what it needs");
	assert_holds(some, "gained something");
}

static void programs_are_handed_on(void **state)
{
	static const char bytes[] = "\x06\0\0\0\0\0\xff\x7f\x06\0\0\0\0\0\0\0";
	static const struct emit_program program = { bytes, 16, "# pseudo filter code start\nx\n" };
	_buf_ struct buf binary = BUF_INIT, text = BUF_INIT;

	(void)state;
	sample_calls(&s);
	assert_int_equal(emitter_find("bpf")->emit_program(&s.plan, &program, &binary), 0);
	assert_int_equal(binary.size, 16);
	assert_memory_equal(binary.text, bytes, 16);
	assert_true(emitter_find("bpf")->binary && !emitter_find("pfc")->binary);
	assert_int_equal(emitter_find("pfc")->emit_program(&s.plan, &program, &text), 0);
	assert_memory_equal(buf_text(&text), "# seccomp filter for tool\n", 26);
	assert_holds(buf_text(&text), "makes of it, 2 instructions");
	assert_holds(buf_text(&text), "\n# Calls that are not listed: errno:ENOSYS.\n# pseudo filter code start\nx\n");
}

#define with_sample(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_sample(thirty_two_bits_are_blocked_or_open),
		with_sample(young_calls_stand_by_number),
		with_sample(each_default_answer_has_its_action),
		with_sample(conditions_become_settings),
		with_sample(firejail_sets),
		with_sample(bubblewrap_sets),
		with_sample(programs_are_handed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
