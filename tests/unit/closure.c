/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The closure of the syscall list as it is by default: what is added, why, for what. Other levels are tested in
 * closure_levels.c, what is never added in closure_bound.c.
 */
#include "tests/unit/plan_input.h"

#define X86_64 LC_ABI_X86_64
#define I386 LC_ABI_I386

static struct plan *plan_of(const char *const *calls, size_t n, enum lc_abi abi, enum portable portable, bool runtime)
{
	static struct input in;

	input_start(&in, "/usr/bin/program");
	for (size_t i = 0; i < n; i++)
		input_call(&in, abi, calls[i]);
	return input_plan(&in, portable, runtime);
}

static struct plan *plan_of_one(const char *call, enum lc_abi abi, enum portable portable, bool runtime)
{
	return plan_of(&call, 1, abi, portable, runtime);
}

static void assert_why(const struct plan *plan, enum lc_abi abi, const char *name, unsigned int why)
{
	const struct sys_plan *row = input_row(plan, abi, name);

	if (!row)
		fail_msg("%s is not in the plan", name);
	if (row->why != why)
		fail_msg("%s: why %#x, expected %#x", name, row->why, why);
	assert_int_equal(row->nr, input_number(abi, name));
}

static void nothing_comes_of_nothing(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	plan = input_plan(&in, PORTABLE_LIBC, true);
	assert_int_equal(plan->nsyscalls, 0);
	for (int abi = 0; abi < LC_ABIS; abi++)
		assert_false(plan->abi_used[abi]);
}

static void kernel_and_vdso_always(void **state)
{
	static const char *const kernel[] = { "execve", "exit", "exit_group", "restart_syscall", "rt_sigreturn" };
	static const char *const vdso[] = { "clock_getres", "clock_gettime", "getcpu", "getrandom",
					    "gettimeofday", "time" };
	_plan_ struct plan *plan = plan_of_one("getppid", X86_64, PORTABLE_NONE, false);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kernel); i++)
		assert_why(plan, X86_64, kernel[i], WHY_KERNEL);
	for (size_t i = 0; i < ARRAY_SIZE(vdso); i++)
		assert_why(plan, X86_64, vdso[i], WHY_VDSO);
	assert_why(plan, X86_64, "getppid", WHY_OBSERVED);
	assert_int_equal(plan->nsyscalls, ARRAY_SIZE(kernel) + ARRAY_SIZE(vdso) + 1);
}

static void reasons_add_up(void **state)
{
	static const char *const calls[] = { "execve", "clock_gettime", "write", "exit_group" };
	_plan_ struct plan *plan = plan_of(calls, ARRAY_SIZE(calls), X86_64, PORTABLE_LIBC, true);

	(void)state;
	assert_why(plan, X86_64, "execve", WHY_OBSERVED | WHY_KERNEL | WHY_RUNTIME);
	assert_why(plan, X86_64, "clock_gettime", WHY_OBSERVED | WHY_VDSO);
	assert_why(plan, X86_64, "write", WHY_OBSERVED | WHY_RUNTIME);
	assert_why(plan, X86_64, "exit_group", WHY_OBSERVED | WHY_KERNEL);
	assert_why(plan, X86_64, "writev", WHY_LIBC);
	assert_string_equal(input_row(plan, X86_64, "writev")->for_name, "write");
	assert_null(input_row(plan, X86_64, "write")->for_name);
}

/* What was measured to differ between glibc 2.31, 2.36, 2.43 and musl, one row a direction. */
static void libc_drift_is_covered(void **state)
{
	static const struct {
		const char *seen, *other;
	} rows[] = {
		{ "newfstatat", "fstat" },	{ "newfstatat", "stat" },      { "newfstatat", "statx" },
		{ "fstat", "newfstatat" },	{ "pipe2", "pipe" },	       { "pipe", "pipe2" },
		{ "pselect6", "select" },	{ "utimensat", "utimes" },     { "fchmodat", "fchmodat2" },
		{ "access", "faccessat2" },	{ "faccessat", "faccessat2" }, { "openat", "open" },
		{ "clone", "fork" },		{ "clone", "vfork" },	       { "clone3", "clone" },
		{ "fork", "clone" },		{ "vfork", "clone" },
		{ "epoll_wait", "epoll_pwait" }, { "clock_nanosleep", "nanosleep" }, { "tgkill", "tkill" },
		{ "write", "writev" },		{ "poll", "ppoll" },	       { "getdents64", "getdents" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_plan_ struct plan *plan = plan_of_one(rows[i].seen, X86_64, PORTABLE_LIBC, false);
		_plan_ struct plan *plain = plan_of_one(rows[i].seen, X86_64, PORTABLE_NONE, false);
		const struct sys_plan *row = input_row(plan, X86_64, rows[i].other);

		if (!row || !(row->why & WHY_LIBC))
			fail_msg("%s does not bring in %s", rows[i].seen, rows[i].other);
		assert_string_equal(row->for_name, rows[i].seen);
		assert_null(input_row(plain, X86_64, rows[i].other));
	}
}

static void privilege_is_never_crossed(void **state)
{
	static const struct {
		const char *seen, *other;
	} rows[] = {
		{ "clone", "clone3" },		{ "fork", "clone3" },		 { "vfork", "clone3" },
		{ "adjtimex", "clock_settime" }, { "clock_adjtime", "settimeofday" },
		{ "capget", "capset" },		{ "pidfd_open", "pidfd_getfd" }, { "ioctl", "file_setattr" },
		{ "mount", "umount2" },		{ "chroot", "pivot_root" },	 { "mbind", "set_mempolicy" },
		{ "setns", "unshare" },		{ "fsopen", "fsmount" },	 { "ptrace", "process_vm_writev" },
		{ "kcmp", "ptrace" },		{ "lsm_list_modules", "lsm_set_self_attr" },
		{ "init_module", "finit_module" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_plan_ struct plan *plan = plan_of_one(rows[i].seen, X86_64, PORTABLE_LIBC, false);

		if (input_row(plan, X86_64, rows[i].other))
			fail_msg("%s brings in %s", rows[i].seen, rows[i].other);
	}
}

/* A call that has a name is never lost: alone, it is in its own plan. */
static void every_named_call_is_listed(void **state)
{
	(void)state;
	for (int abi = 0; abi < LC_ABIS; abi++) {
		for (size_t i = 0; i < sysno_count(); i++) {
			const char *name = sysno_at(i)->name;
			_plan_ struct plan *plan = NULL;

			if (sysno_at(i)->number[sysno_arch_of(abi)] < 0)
				continue;
			plan = plan_of_one(name, abi, PORTABLE_NONE, false);
			assert_non_null(input_row(plan, abi, name));
			assert_true(input_row(plan, abi, name)->why & WHY_OBSERVED);
			assert_true(plan->abi_used[abi]);
		}
	}
}

static void clone3_rule(void **state)
{
	static const char *const both[] = { "clone", "clone3" };
	_plan_ struct plan *old = plan_of_one("clone", X86_64, PORTABLE_LIBC, false);
	_plan_ struct plan *new = plan_of_one("clone3", X86_64, PORTABLE_LIBC, false);
	_plan_ struct plan *strict = plan_of_one("clone3", X86_64, PORTABLE_NONE, false);
	_plan_ struct plan *all = plan_of(both, 2, X86_64, PORTABLE_LIBC, false);

	(void)state;
	assert_null(input_row(old, X86_64, "clone3"));
	assert_why(new, X86_64, "clone", WHY_LIBC);
	assert_why(new, X86_64, "clone3", WHY_OBSERVED);
	assert_null(input_row(strict, X86_64, "clone"));
	assert_why(all, X86_64, "clone", WHY_OBSERVED);
}

/* Start-up of any libc, as soon as one was seen to start. */
static void libc_floor(void **state)
{
	static const char *const floor[] = {
		"access", "arch_prctl", "brk", "close", "fstat", "futex", "mprotect", "munmap", "newfstatat",
		"open", "openat", "pread64", "prlimit64", "read", "rseq", "set_robust_list", "set_tid_address",
	};
	_plan_ struct plan *plan = plan_of_one("mmap", X86_64, PORTABLE_LIBC, false);
	_plan_ struct plan *none = plan_of_one("mmap", X86_64, PORTABLE_NONE, false);
	_plan_ struct plan *alone = plan_of_one("getppid", X86_64, PORTABLE_LIBC, false);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(floor); i++) {
		assert_why(plan, X86_64, floor[i], WHY_LIBC);
		assert_null(input_row(plan, X86_64, floor[i])->for_name);
		assert_null(input_row(none, X86_64, floor[i]));
		assert_null(input_row(alone, X86_64, floor[i]));
	}
	assert_null(input_row(plan, X86_64, "fork"));
}

static size_t count_why(const struct plan *plan, unsigned int why)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nsyscalls; i++)
		n += (plan->syscalls[i].why & why) != 0;
	return n;
}

/* The union of what runc and crun were measured to call, without the mount calls runc tries in vain. */
static void runtime_set(void **state)
{
	static const char *const needed[] = {
		"capget", "capset", "chdir", "close", "execve", "faccessat2", "fchown", "fcntl", "fstat", "fstatfs",
		"futex", "getcwd", "getdents64", "getppid", "nanosleep", "newfstatat", "openat", "openat2", "prctl",
		"read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "setgid", "setgroups", "setresgid",
		"setresuid", "setuid", "statx", "tgkill", "write",
	};
	static const char *const tolerated[] = { "fsopen", "fsmount", "fsconfig", "open_tree" };
	_plan_ struct plan *with = plan_of_one("getpid", X86_64, PORTABLE_NONE, true);
	_plan_ struct plan *without = plan_of_one("getpid", X86_64, PORTABLE_NONE, false);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		assert_true(input_row(with, X86_64, needed[i])->why & WHY_RUNTIME);
	for (size_t i = 0; i < ARRAY_SIZE(tolerated); i++)
		assert_null(input_row(with, X86_64, tolerated[i]));
	assert_int_equal(count_why(without, WHY_RUNTIME), 0);
	assert_int_equal(count_why(with, WHY_RUNTIME), 40);
}

static void i386_has_its_own(void **state)
{
	static const char *const calls[] = { "mmap2", "stat64", "futex", "socketcall", "write" };
	_plan_ struct plan *plan = plan_of(calls, ARRAY_SIZE(calls), I386, PORTABLE_LIBC, true);

	(void)state;
	assert_true(plan->abi_used[I386]);
	assert_false(plan->abi_used[X86_64]);
	assert_why(plan, I386, "sigreturn", WHY_KERNEL);
	assert_why(plan, I386, "rt_sigreturn", WHY_KERNEL);
	assert_why(plan, I386, "clock_gettime64", WHY_VDSO);
	assert_why(plan, I386, "futex_time64", WHY_LIBC);
	assert_why(plan, I386, "fstatat64", WHY_LIBC);
	assert_why(plan, I386, "set_thread_area", WHY_LIBC);
	assert_why(plan, I386, "socket", WHY_LIBC);
	assert_why(plan, I386, "accept4", WHY_LIBC);
	assert_string_equal(input_row(plan, I386, "connect")->for_name, "socketcall");
	assert_null(input_row(plan, I386, "execve"));
	/* The runtime that starts it is of the machine's own ABI. */
	assert_why(plan, X86_64, "execve", WHY_KERNEL | WHY_RUNTIME);
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == X86_64)
			assert_int_equal(plan->syscalls[i].why & ~(WHY_KERNEL | WHY_RUNTIME), 0);
}

/* One 32-bit call of a 64-bit program is no reason to let a 32-bit loader start. */
static void lone_i386_call(void **state)
{
	_plan_ struct plan *plan = plan_of_one("getppid", I386, PORTABLE_LIBC, false);
	_plan_ struct plan *direct = plan_of_one("connect", I386, PORTABLE_LIBC, false);

	(void)state;
	assert_null(input_row(plan, I386, "mmap2"));
	assert_why(plan, I386, "exit_group", WHY_KERNEL);
	assert_null(input_row(direct, I386, "socketcall"));
}

static void unknown_numbers_are_no_rules(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_call_nr(&in, 1, X86_64, 999, 5);
	input_call_nr(&in, 1, X86_64, UINT32_MAX, 5);
	input_call_nr(&in, 1, I386, 1023, 1);
	input_call(&in, X86_64, "getppid");
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_false(plan->abi_used[I386]);
	assert_int_equal(count_why(plan, WHY_OBSERVED), 1);
	for (size_t i = 0; i < plan->nsyscalls; i++) {
		assert_int_equal(plan->syscalls[i].abi, X86_64);
		assert_ptr_equal(sysno_by_number(X86_64, plan->syscalls[i].nr)->name, plan->syscalls[i].name);
	}
}

static void programs_add_up(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_call_nr(&in, 1, X86_64, input_number(X86_64, "read"), 5);
	input_call_nr(&in, 3, X86_64, input_number(X86_64, "read"), 7);
	input_call_nr(&in, 2, X86_64, input_number(X86_64, "write"), UINT64_MAX);
	input_call_nr(&in, 3, X86_64, input_number(X86_64, "write"), 2);
	plan = input_plan(&in, PORTABLE_LIBC, true);
	assert_int_equal(input_row(plan, X86_64, "read")->count, 12);
	assert_true(input_row(plan, X86_64, "write")->count == UINT64_MAX);
	assert_int_equal(input_row(plan, X86_64, "pread64")->count, 0);
}

static void rows_are_sorted_and_unique(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	for (uint32_t nr = 0; nr < 460; nr += 3)
		for (int abi = LC_ABIS; abi-- > 0;)
			input_call_nr(&in, 1 + nr % INPUT_PROGRAMS, abi, nr, 1);
	plan = input_plan(&in, PORTABLE_LIBC, true);
	for (size_t i = 1; i < plan->nsyscalls; i++) {
		const struct sys_plan *a = &plan->syscalls[i - 1], *b = &plan->syscalls[i];

		assert_true(a->abi < b->abi || (a->abi == b->abi && strcmp(a->name, b->name) < 0));
	}
	for (int abi = 0; abi < LC_ABIS; abi++)
		assert_true(plan->abi_used[abi]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_comes_of_nothing),
		cmocka_unit_test(kernel_and_vdso_always),
		cmocka_unit_test(reasons_add_up),
		cmocka_unit_test(libc_drift_is_covered),
		cmocka_unit_test(privilege_is_never_crossed),
		cmocka_unit_test(every_named_call_is_listed),
		cmocka_unit_test(clone3_rule),
		cmocka_unit_test(libc_floor),
		cmocka_unit_test(runtime_set),
		cmocka_unit_test(i386_has_its_own),
		cmocka_unit_test(lone_i386_call),
		cmocka_unit_test(unknown_numbers_are_no_rules),
		cmocka_unit_test(programs_add_up),
		cmocka_unit_test(rows_are_sorted_and_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
