/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each level of --portable adds beyond the default, what other ABIs and architectures have, and what operations of
 * io_uring stand for; rows by hand from core/syscalls.tsv.
 */
#include "tests/unit/plan_input.h"

#define X86_64 LC_ABI_X86_64
#define I386 LC_ABI_I386

static struct plan *plan_of(const char *call, const char *release, enum portable portable)
{
	static struct input in;

	input_start(&in, "/usr/bin/program");
	in.profile.release = (char *)release;
	input_call(&in, X86_64, call);
	return input_plan(&in, portable, false);
}

static void assert_row(const struct plan *plan, const char *seen, const char *name, unsigned int why, bool there)
{
	const struct sys_plan *row = input_row(plan, X86_64, name);

	if (there && !row)
		fail_msg("%s does not bring in %s", seen, name);
	if (!there && row && row->why & why)
		fail_msg("%s brings in %s", seen, name);
	if (!there)
		return;
	if (!(row->why & why))
		fail_msg("%s brings in %s for %#x, expected %#x", seen, name, row->why, why);
	assert_string_equal(row->for_name, seen);
}

/* The kernel of each call is in column kver; the recording's in the first one here. */
static void other_kernels(void **state)
{
	static const struct {
		const char *release, *seen, *other;
		bool there;
	} rows[] = {
		/* Older: what was seen is missing there. */
		{ "6.18.5", "faccessat2", "faccessat", true },	{ "6.18.5", "faccessat2", "access", true },
		{ "6.18.5", "clone3", "fork", true },		{ "6.18.5", "statx", "newfstatat", true },
		{ "6.18.5", "statx", "stat", true },		{ "6.18.5", "renameat2", "rename", true },
		{ "6.18.5", "fchmodat2", "fchmodat", true },	{ "6.18.5", "epoll_pwait2", "epoll_wait", true },
		{ "6.18.5", "preadv2", "preadv", true },	{ "6.18.5", "futex_wait", "futex", true },
		{ "6.18.5", "close_range", "close", true },	{ "6.18.5", "close_range", "getdents64", true },
		{ "6.18.5", "copy_file_range", "sendfile", true }, { "6.18.5", "memfd_secret", "memfd_create", true },
		/* Not what every kernel has that a libc takes, nor what starts a libc. */
		{ "6.18.5", "accept4", "accept", false },	{ "6.18.5", "openat", "open", false },
		{ "6.18.5", "pipe2", "pipe", false },		{ "6.18.5", "rseq", "madvise", false },
		{ "6.18.5", "getrandom", "madvise", false },	{ "6.18.5", "futex_waitv", "futex_wait", false },
		/* Newer: what is missing on the kernel of the recording, and would have been tried. */
		{ "5.4.0-42-generic", "faccessat", "faccessat2", true }, { "5.8.0", "faccessat", "faccessat2", false },
		{ "5.4.0", "openat", "openat2", true },		{ "5.6.1", "openat", "openat2", false },
		{ "6.5.0", "chmod", "fchmodat2", true },	{ "6.6", "chmod", "fchmodat2", false },
		{ "6.12.0", "getxattr", "getxattrat", true },	{ "6.13.0", "getxattr", "getxattrat", false },
		{ "6.18.5", "write", "writev", false },		{ "6.18.5", "epoll_wait", "epoll_pwait2", false },
		{ NULL, "faccessat", "faccessat2", true },	{ "", "openat", "openat2", true },
		{ "next", "openat", "openat2", true },
		/* Gated: Docker's default does not let it be. */
		{ "4.19.0", "clone", "clone3", false },		{ "4.19.0", "pidfd_open", "pidfd_getfd", false },
		{ "4.19.0", "ioctl", "file_setattr", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_plan_ struct plan *kernel = plan_of(rows[i].seen, rows[i].release, PORTABLE_KERNEL);
		_plan_ struct plan *all = plan_of(rows[i].seen, rows[i].release, PORTABLE_ALL);
		_plan_ struct plan *libc = plan_of(rows[i].seen, rows[i].release, PORTABLE_LIBC);
		_plan_ struct plan *arch = plan_of(rows[i].seen, rows[i].release, PORTABLE_ARCH);

		assert_row(kernel, rows[i].seen, rows[i].other, WHY_RELEASE, rows[i].there);
		assert_row(all, rows[i].seen, rows[i].other, WHY_RELEASE, rows[i].there);
		assert_row(libc, rows[i].seen, rows[i].other, WHY_RELEASE, false);
		assert_row(arch, rows[i].seen, rows[i].other, WHY_RELEASE, false);
	}
}

/* Times of 64 bits on 32: from Linux 5.1 on a libc asks for them first, and falls back. */
static void other_kernels_of_32_bits(void **state)
{
	static struct input in;
	_plan_ struct plan *before = NULL, *after = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_call(&in, I386, "clock_nanosleep");
	input_call(&in, I386, "ppoll_time64");
	in.profile.release = (char *)"4.19.0";
	before = input_plan(&in, PORTABLE_KERNEL, false);
	in.profile.release = (char *)"5.1.0";
	after = input_plan(&in, PORTABLE_KERNEL, false);
	assert_true(input_row(before, I386, "clock_nanosleep_time64")->why & WHY_RELEASE);
	assert_false(input_row(after, I386, "clock_nanosleep_time64")->why & WHY_RELEASE);
	assert_true(input_row(after, I386, "ppoll")->why & WHY_RELEASE);
	assert_true(input_row(after, I386, "poll")->why & WHY_RELEASE);
}

/* uretprobe is filtered by Linux 6.11 to 6.13, the shadow stack is the libc's from 6.6 on; Docker opens these two. */
static void issued_by_newer_kernels(void **state)
{
	static const char *const both[] = { "uretprobe", "map_shadow_stack" };
	_plan_ struct plan *kernel = plan_of("mmap", "6.1.0", PORTABLE_KERNEL);
	_plan_ struct plan *libc = plan_of("mmap", "6.1.0", PORTABLE_LIBC);
	_plan_ struct plan *lone = plan_of("getppid", "6.1.0", PORTABLE_KERNEL);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
		assert_int_equal(input_row(kernel, X86_64, both[i])->why, WHY_RELEASE);
		assert_null(input_row(kernel, X86_64, both[i])->for_name);
		assert_null(input_row(libc, X86_64, both[i]));
		assert_null(input_row(lone, X86_64, both[i]));
	}
	assert_null(input_row(kernel, X86_64, "uprobe"));
}

/* Each level has what the default has; all has what each has. */
static void levels_contain_each_other(void **state)
{
	static struct input in;
	struct plan *plans[PORTABLES];

	(void)state;
	input_start(&in, "/usr/bin/program");
	in.profile.release = (char *)"5.4.0";
	for (size_t i = 0; i < sysno_count(); i += 3)
		if (sysno_at(i)->number[SYSNO_X86_64] >= 0)
			input_call(&in, X86_64, sysno_at(i)->name);
	for (int p = 0; p < PORTABLES; p++)
		plans[p] = input_plan(&in, (enum portable)p, true);
	for (int p = 0; p < PORTABLES; p++)
		for (size_t i = 0; i < plans[p]->nsyscalls; i++) {
			const struct sys_plan *row = &plans[p]->syscalls[i];

			assert_non_null(input_row(plans[PORTABLE_ALL], row->abi, row->name));
			if (p <= PORTABLE_LIBC)
				for (int other = p; other < PORTABLES; other++)
					assert_non_null(input_row(plans[other], row->abi, row->name));
		}
	assert_true(plans[PORTABLE_NONE]->nsyscalls < plans[PORTABLE_LIBC]->nsyscalls);
	assert_true(plans[PORTABLE_LIBC]->nsyscalls < plans[PORTABLE_KERNEL]->nsyscalls);
	assert_true(!plans[PORTABLE_KERNEL]->nforeign && plans[PORTABLE_ARCH]->nforeign);
	for (int p = 0; p < PORTABLES; p++)
		plan_free(&plans[p]);
}

/* --- architectures ------------------------------------------------------------ */

static const struct foreign_call *find(const struct plan *plan, enum sysno_arch arch, const char *name)
{
	for (size_t i = 0; i < plan->nforeign; i++)
		if (plan->foreign[i].arch == arch && !strcmp(plan->foreign[i].info->name, name))
			return &plan->foreign[i];
	return NULL;
}

static struct plan *plan_on(const char *call, enum portable portable, unsigned int arches)
{
	const struct plan_options options = { .portable = portable, .arches = arches };
	static struct input in;

	input_start(&in, "/usr/bin/program");
	in.profile.release = (char *)"6.18.0";
	input_call(&in, X86_64, call);
	return input_plan_of(&in, &options);
}

static void other_architectures(void **state)
{
	static const struct {
		const char *seen;
		enum sysno_arch arch;
		const char *there;
		bool here; /* it is added here, too */
	} rows[] = {
		{ "open", SYSNO_AARCH64, "openat", true },	  { "stat", SYSNO_AARCH64, "newfstatat", true },
		{ "lstat", SYSNO_RISCV64, "statx", true },	  { "access", SYSNO_LOONGARCH64, "faccessat", true },
		{ "poll", SYSNO_AARCH64, "ppoll", true },	  { "select", SYSNO_AARCH64, "pselect6", true },
		{ "epoll_wait", SYSNO_RISCV64, "epoll_pwait", true }, { "dup2", SYSNO_AARCH64, "dup3", true },
		{ "pipe", SYSNO_AARCH64, "pipe2", true },	  { "readlink", SYSNO_AARCH64, "readlinkat", true },
		{ "unlink", SYSNO_AARCH64, "unlinkat", true },	  { "rename", SYSNO_AARCH64, "renameat", true },
		{ "rename", SYSNO_RISCV64, "renameat2", true },	  { "getdents", SYSNO_AARCH64, "getdents64", true },
		{ "alarm", SYSNO_AARCH64, "setitimer", true },	  { "getpgrp", SYSNO_AARCH64, "getpgid", true },
		{ "pause", SYSNO_AARCH64, "ppoll", true },	  { "utimes", SYSNO_RISCV64, "utimensat", true },
		{ "eventfd", SYSNO_AARCH64, "eventfd2", true },	  { "getrlimit", SYSNO_LOONGARCH64, "prlimit64", true },
		{ "fork", SYSNO_AARCH64, "clone", true },	  { "vfork", SYSNO_RISCV64, "clone", true },
		{ "mmap", SYSNO_ARM, "mmap2", false },		  { "newfstatat", SYSNO_ARM, "fstatat64", false },
		{ "stat", SYSNO_ARM, "stat64", false },		  { "fcntl", SYSNO_ARM, "fcntl64", false },
		{ "clock_nanosleep", SYSNO_ARM, "clock_nanosleep_time64", false },
		{ "clock_settime", SYSNO_ARM, "clock_settime64", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_plan_ struct plan *plan = plan_on(rows[i].seen, PORTABLE_NONE, 1u << rows[i].arch);
		const struct foreign_call *call = find(plan, rows[i].arch, rows[i].there);
		const struct sys_plan *here = input_row(plan, X86_64, rows[i].there);

		if (!call)
			fail_msg("%s does not bring in %s on %d", rows[i].seen, rows[i].there, rows[i].arch);
		if (!here != !rows[i].here || (here && !(here->why & WHY_ARCH)))
			fail_msg("%s: %s here", rows[i].seen, rows[i].there);
	}
}

/* What has the same name stands in for nothing, gated or not; and nothing gated comes with it. */
static void same_names(void **state)
{
	_plan_ struct plan *mount = plan_on("mount", PORTABLE_ARCH, 0), *all = plan_on("read", PORTABLE_ALL, 0);
	_plan_ struct plan *arm = plan_on("getppid", PORTABLE_LIBC, 1u << SYSNO_ARM);

	(void)state;
	for (int arch = SYSNO_AARCH64; arch <= SYSNO_LOONGARCH64; arch++) {
		assert_non_null(find(mount, arch, "mount"));
		assert_null(find(mount, arch, "mount")->for_name);
		assert_null(find(mount, arch, "umount2"));
		assert_non_null(find(all, arch, "read"));
		assert_non_null(find(all, arch, "rt_sigreturn"));
		assert_non_null(find(all, arch, "clock_gettime"));
	}
	assert_non_null(find(arm, SYSNO_ARM, "sigreturn"));
	assert_non_null(find(arm, SYSNO_ARM, "clock_gettime64"));
	assert_null(find(all, SYSNO_ARM, "read"));
	assert_null(find(all, SYSNO_AARCH64, "arch_prctl"));
}

static void start_there(void **state)
{
	static const struct {
		enum sysno_arch arch;
		const char *name;
	} rows[] = {
		{ SYSNO_AARCH64, "faccessat" },	   { SYSNO_AARCH64, "openat" },	  { SYSNO_AARCH64, "set_tid_address" },
		{ SYSNO_RISCV64, "riscv_hwprobe" }, { SYSNO_LOONGARCH64, "statx" }, { SYSNO_AARCH64, "newfstatat" },
		{ SYSNO_RISCV64, "riscv_flush_icache" },
	};
	_plan_ struct plan *plan = plan_on("mmap", PORTABLE_ARCH, 0), *lone = plan_on("getppid", PORTABLE_ARCH, 0);
	_plan_ struct plan *same = plan_on("mmap", PORTABLE_NONE, 1u << SYSNO_AARCH64);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!find(plan, rows[i].arch, rows[i].name))
			fail_msg("no %s on %d", rows[i].name, rows[i].arch);
		assert_null(find(lone, rows[i].arch, rows[i].name));
	}
	assert_null(find(plan, SYSNO_AARCH64, "riscv_hwprobe"));
	/* Where the same libc is to start on another architecture, that takes what it has in the place of access(). */
	assert_non_null(find(same, SYSNO_AARCH64, "faccessat"));
	assert_non_null(find(same, SYSNO_AARCH64, "openat"));
	assert_int_equal(input_row(same, X86_64, "faccessat")->why, WHY_ARCH);
}

static void no_architecture_unasked(void **state)
{
	static const enum portable levels[] = { PORTABLE_NONE, PORTABLE_LIBC, PORTABLE_KERNEL };
	static struct input in;
	const struct plan_options options = { .portable = PORTABLE_ARCH };
	_plan_ struct plan *nothing = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		_plan_ struct plan *plan = plan_on("read", levels[i], 0);

		assert_int_equal(plan->nforeign, 0);
	}
	input_start(&in, "/usr/bin/program");
	nothing = input_plan_of(&in, &options);
	assert_int_equal(nothing->nforeign, 0);
}

static void foreign_is_sorted_and_unique(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	for (size_t i = 0; i < sysno_count(); i += 2)
		if (sysno_at(i)->number[SYSNO_X86_64] >= 0)
			input_call(&in, X86_64, sysno_at(i)->name);
	plan = input_plan(&in, PORTABLE_ALL, true);
	assert_true(plan->nforeign > 600);
	for (size_t i = 0; i < plan->nforeign; i++) {
		const struct foreign_call *a = &plan->foreign[i], *b = a + 1;

		assert_true(a->info->number[a->arch] >= 0);
		/* What stands in for something does so for a call of the list, by which emitters find its reasons. */
		if (a->for_name)
			assert_non_null(input_row(plan, X86_64, a->for_name));
		/* What has a name here is on the list here. */
		if (a->info->number[SYSNO_X86_64] >= 0)
			assert_non_null(input_row(plan, X86_64, a->info->name));
		if (i + 1 < plan->nforeign)
			assert_true(a->arch < b->arch ||
				    (a->arch == b->arch && strcmp(a->info->name, b->info->name) < 0));
	}
}

/* --- ABIs ------------------------------------------------------------------------ */

static void another_abi(void **state)
{
	static const char *const calls[] = { "mmap", "newfstatat", "socket", "semop", "clock_nanosleep", "setuid",
					     "mount" };
	static const struct {
		const char *name, *for_name;
		unsigned int why;
	} rows[] = {
		{ "mmap", NULL, WHY_ARCH },	     { "mmap2", "mmap", WHY_ARCH },
		{ "fstatat64", "newfstatat", WHY_ARCH }, { "socket", NULL, WHY_ARCH },
		{ "socketcall", "socket", WHY_ARCH }, { "ipc", "semop", WHY_ARCH },
		{ "clock_nanosleep", NULL, WHY_ARCH }, { "clock_nanosleep_time64", "clock_nanosleep", WHY_ARCH },
		{ "setuid32", "setuid", WHY_ARCH },  { "mount", NULL, WHY_ARCH },
		{ "set_thread_area", NULL, WHY_ARCH }, { "sigreturn", NULL, WHY_KERNEL },
		{ "clock_gettime64", NULL, WHY_VDSO },
	};
	static struct input in;
	const struct plan_options options = { .portable = PORTABLE_NONE, .abis = 1u << I386 | 1u << X86_64 };
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		input_call(&in, X86_64, calls[i]);
	plan = input_plan_of(&in, &options);
	assert_true(plan->abi_used[I386] && plan->abi_used[X86_64] && !plan->abi_used[LC_ABI_X32]);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct sys_plan *row = input_row(plan, I386, rows[i].name);

		if (!row || row->why != rows[i].why)
			fail_msg("%s: %#x", rows[i].name, row ? row->why : 0);
		if (!rows[i].for_name)
			assert_null(row->for_name);
		else
			assert_string_equal(row->for_name, rows[i].for_name);
	}
	assert_null(input_row(plan, I386, "umount2"));
	assert_null(input_row(plan, I386, "accept4"));
}

/* Observed, but not asked for: left out, but for what starts the workload. */
static void an_abi_less(void **state)
{
	static struct input in;
	const struct plan_options only64 = { .portable = PORTABLE_LIBC, .abis = 1u << X86_64 };
	const struct plan_options only32 = { .portable = PORTABLE_LIBC, .abis = 1u << I386 };
	_plan_ struct plan *wide = NULL, *narrow = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_call(&in, X86_64, "listen");
	input_call(&in, I386, "shutdown");
	wide = input_plan_of(&in, &only64);
	narrow = input_plan_of(&in, &only32);
	assert_true(wide->abi_used[X86_64] && !wide->abi_used[I386]);
	for (size_t i = 0; i < wide->nsyscalls; i++)
		assert_int_equal(wide->syscalls[i].abi, X86_64);
	assert_non_null(input_row(wide, X86_64, "listen"));
	assert_null(input_row(wide, X86_64, "shutdown"));
	assert_true(!narrow->abi_used[X86_64] && narrow->abi_used[I386]);
	assert_non_null(input_row(narrow, I386, "shutdown"));
	assert_null(input_row(narrow, X86_64, "listen"));
	assert_int_equal(input_row(narrow, X86_64, "execve")->why, WHY_KERNEL);
}

/* --- io_uring ---------------------------------------------------------------------- */

/* Numbers of enum io_uring_op: OPENAT 18, SENDMSG 9, OPENAT2 28, SOCKET 45, 200 none. */
static void operations_of_rings(void **state)
{
	static const uint64_t ops[] = { 9, 18, 28, 45, 200 };
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_call(&in, X86_64, "io_uring_enter");
	input_call(&in, X86_64, "openat");
	input_values(&in, 1, X86_64, "io_uring_enter", LC_ARGUMENT_OPCODE, ops, ARRAY_SIZE(ops));
	plan = input_plan(&in, PORTABLE_NONE, false);
	assert_int_equal(input_row(plan, X86_64, "sendmsg")->why, WHY_IO_URING);
	assert_string_equal(input_row(plan, X86_64, "sendmsg")->for_name, "IORING_OP_SENDMSG");
	assert_int_equal(input_row(plan, X86_64, "openat2")->why, WHY_IO_URING);
	assert_int_equal(input_row(plan, X86_64, "openat")->why, WHY_OBSERVED | WHY_IO_URING);
	assert_null(input_row(plan, X86_64, "openat")->for_name);
	/* Docker looks at its arguments. */
	assert_null(input_row(plan, X86_64, "socket"));
}

static void rings_of_others(void **state)
{
	static const uint64_t op = 9;
	static struct input in;

	(void)state;
	for (int what = 0; what < 3; what++) {
		_plan_ struct plan *plan = NULL;
		struct value_set *set;

		input_start(&in, "/usr/bin/program");
		input_call(&in, X86_64, "io_uring_enter");
		set = input_values(&in, 1, X86_64, "io_uring_enter", LC_ARGUMENT_OPCODE, &op, 1);
		if (what == 0)
			set->abi = LC_ABIS;
		if (what == 1)
			set->index = 0;
		if (what == 2)
			set->abi = I386; /* not in use */
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_null(input_row(plan, X86_64, "sendmsg"));
		assert_null(input_row(plan, I386, "sendmsg"));
	}
}

/* What a container runtime did with a ring is not the workload's. */
static void rings_of_a_runtime(void **state)
{
	static const uint64_t op = 9;
	static struct input in;

	(void)state;
	for (uint32_t id = 1; id <= 3; id += 2) {
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/usr/sbin/runc");
		in.programs[1].flags = LC_PROGRAM_FILTERING;
		in.programs[1].exe = in.programs[0].exe;
		in.programs[2].parent = 2;
		input_call_nr(&in, id, X86_64, input_number(X86_64, "io_uring_enter"), 1);
		input_call_nr(&in, 3, X86_64, input_number(X86_64, "getppid"), 1);
		input_values(&in, id, X86_64, "io_uring_enter", LC_ARGUMENT_OPCODE, &op, 1);
		plan = input_plan(&in, PORTABLE_NONE, false);
		assert_int_equal(plan->roles.runtime, RUNTIME_RUNC);
		assert_true(!input_row(plan, X86_64, "sendmsg") == (id == 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_kernels),
		cmocka_unit_test(other_kernels_of_32_bits),
		cmocka_unit_test(issued_by_newer_kernels),
		cmocka_unit_test(levels_contain_each_other),
		cmocka_unit_test(other_architectures),
		cmocka_unit_test(same_names),
		cmocka_unit_test(start_there),
		cmocka_unit_test(no_architecture_unasked),
		cmocka_unit_test(foreign_is_sorted_and_unique),
		cmocka_unit_test(another_abi),
		cmocka_unit_test(an_abi_less),
		cmocka_unit_test(operations_of_rings),
		cmocka_unit_test(rings_of_others),
		cmocka_unit_test(rings_of_a_runtime),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
