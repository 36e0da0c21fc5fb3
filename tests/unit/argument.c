/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conditions on arguments, against rows written by hand: which values were seen, which rules come of them, and when
 * there is none because not all are known.
 */
#include "tests/unit/plan_input.h"

#include <errno.h>

#include "core/argument.h"

#define X86_64 LC_ABI_X86_64
#define I386 LC_ABI_I386
#define NAMESPACES 0x7e020000u /* CLONE_NEW* of clone(2), as Docker's default has it: 2114060288 */
#define NEWUSER 0x10000000u
#define NEWNET 0x40000000u

#define SET(in, id, abi, name, index, ...)                                                        \
	input_values(in, id, abi, name, index, (const uint64_t[]){ __VA_ARGS__ },               \
		     sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

static struct plan *plan_of(const struct input *in, enum portable portable)
{
	return input_plan(in, portable, false);
}

/* The row has exactly these conditions, all equalities. */
static void assert_values(const struct plan *plan, enum lc_abi abi, const char *name, uint32_t index,
			  const uint64_t *values, size_t n)
{
	const struct sys_plan *row = input_row(plan, abi, name);

	assert_non_null(row);
	if (row->nargs != n)
		fail_msg("%s has %zu rules, expected %zu", name, row->nargs, n);
	assert_false(row->widened);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(row->args[i].index, index);
		assert_true(row->args[i].mask == UINT64_MAX);
		if (row->args[i].value != values[i])
			fail_msg("%s: %#lx, expected %#lx", name, row->args[i].value, values[i]);
	}
}

static void assert_none(const struct plan *plan, enum lc_abi abi, const char *name, bool widened)
{
	const struct sys_plan *row = input_row(plan, abi, name);

	assert_non_null(row);
	assert_int_equal(row->nargs, 0);
	assert_null(row->args);
	if (row->widened != widened)
		fail_msg("%s: %swidened", name, row->widened ? "" : "not ");
}

static void each_call_has_its_argument(void **state)
{
	static const struct {
		const char *name;
		uint32_t index;
	} rows[] = {
		{ "socketpair", 0 }, { "personality", 0 }, { "prctl", 0 }, { "ptrace", 0 }, { "keyctl", 0 },
		{ "bpf", 0 }, { "unshare", 0 }, { "setns", 1 }, { "ioctl", 1 },
	};
	static const uint64_t values[] = { 3, 0xffffffff, 0xdeadbeef00000007 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static struct input in;
		_plan_ struct plan *plan = NULL, *unlearned = NULL, *any = NULL;
		struct plan_options options = PLAN_OPTIONS_DEFAULT;

		input_start(&in, "/usr/bin/program");
		input_call(&in, X86_64, rows[i].name);
		input_values(&in, 1, X86_64, rows[i].name, rows[i].index, values, ARRAY_SIZE(values));
		unlearned = plan_of(&in, PORTABLE_LIBC);
		assert_none(unlearned, X86_64, rows[i].name, false);
		input_learned(&in);
		plan = plan_of(&in, PORTABLE_LIBC);
		assert_values(plan, X86_64, rows[i].name, rows[i].index, values, ARRAY_SIZE(values));
		options.any_args = true;
		any = input_plan_of(&in, &options);
		assert_none(any, X86_64, rows[i].name, false);
	}
}

static void programs_unite(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_learned(&in);
	for (uint32_t id = 1; id <= 3; id++)
		input_call_nr(&in, id, X86_64, input_number(X86_64, "prctl"), 1);
	SET(&in, 1, X86_64, "prctl", 0, 15, 38);
	SET(&in, 2, X86_64, "prctl", 0, 4);
	SET(&in, 3, X86_64, "prctl", 0, 15);
	plan = plan_of(&in, PORTABLE_LIBC);
	assert_values(plan, X86_64, "prctl", 0, (const uint64_t[]){ 4, 15, 38 }, 3);
}

/* getaddrinfo() of another libc opens others; only with what is portable to one. */
static void families_of_another_libc(void **state)
{
	static const struct {
		uint64_t seen;
		enum portable portable;
		uint64_t then[5];
		size_t n;
	} rows[] = {
		{ 2, PORTABLE_LIBC, { 1, 2, 10, 16 }, 4 },  { 10, PORTABLE_LIBC, { 1, 2, 10, 16 }, 4 },
		{ 1, PORTABLE_LIBC, { 1 }, 1 },		    { 17, PORTABLE_ALL, { 17 }, 1 },
		{ 2, PORTABLE_NONE, { 2 }, 1 },		    { 2, PORTABLE_ARCH, { 1, 2, 10, 16 }, 4 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static struct input in;
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/usr/bin/program");
		input_learned(&in);
		input_call(&in, X86_64, "socket");
		input_values(&in, 1, X86_64, "socket", 0, &rows[i].seen, 1);
		plan = plan_of(&in, rows[i].portable);
		assert_values(plan, X86_64, "socket", 0, rows[i].then, rows[i].n);
	}
}

/* isatty(): TCGETS, TCGETS2, TIOCGWINSZ. TIOCSTI comes in with none of them. */
static void terminals_of_another_libc(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_learned(&in);
	input_call(&in, X86_64, "ioctl");
	SET(&in, 1, X86_64, "ioctl", 1, 0x5401, 0x5404);
	plan = plan_of(&in, PORTABLE_LIBC);
	assert_values(plan, X86_64, "ioctl", 1,
		      (const uint64_t[]){ 0x5401, 0x5404, 0x5413, 0x402c542d, 0x802c542a }, 5);
}

/* No rule, and it is said, where not all values are known. */
static void unknown_values_widen(void **state)
{
	static struct input in;

	(void)state;
	for (int what = 0; what < 5; what++) {
		_plan_ struct plan *plan = NULL;
		struct value_set *set;

		input_start(&in, "/usr/bin/program");
		input_learned(&in);
		input_call(&in, X86_64, "prctl");
		set = SET(&in, 1, X86_64, "prctl", 0, 15);
		if (what == 1)
			set->more = true;
		if (what == 2)
			in.programs[0].flags |= LC_PROGRAM_ADOPTED;
		if (what == 3) /* a program whose set is missing */
			input_call_nr(&in, 2, X86_64, input_number(X86_64, "prctl"), 1);
		if (what == 4) /* an adopted one that never called it changes nothing */
			in.programs[2].flags |= LC_PROGRAM_ADOPTED;
		plan = plan_of(&in, PORTABLE_LIBC);
		if (what == 0 || what == 4)
			assert_values(plan, X86_64, "prctl", 0, (const uint64_t[]){ 15 }, 1);
		else
			assert_none(plan, X86_64, "prctl", true);
	}
}

static void too_many_values_widen(void **state)
{
	static struct input in;
	static uint64_t values[ARGUMENT_VALUES_MAX + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		values[i] = ARRAY_SIZE(values) - i;
	for (size_t n = ARGUMENT_VALUES_MAX; n <= ARGUMENT_VALUES_MAX + 1; n++) {
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/usr/bin/program");
		input_learned(&in);
		input_call(&in, X86_64, "ioctl");
		input_values(&in, 1, X86_64, "ioctl", 1, values, n);
		plan = plan_of(&in, PORTABLE_NONE);
		if (n > ARGUMENT_VALUES_MAX)
			assert_none(plan, X86_64, "ioctl", true);
		else
			assert_int_equal(input_row(plan, X86_64, "ioctl")->nargs, n);
	}
}

/* Of a runtime that was not recorded it is known what it calls, not with what. */
static void runtime_of_the_table_widens(void **state)
{
	static struct input in;
	_plan_ struct plan *with = NULL, *without = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_learned(&in);
	input_call(&in, X86_64, "prctl");
	SET(&in, 1, X86_64, "prctl", 0, 15);
	with = input_plan(&in, PORTABLE_LIBC, true);
	without = input_plan(&in, PORTABLE_LIBC, false);
	assert_none(with, X86_64, "prctl", true);
	assert_values(without, X86_64, "prctl", 0, (const uint64_t[]){ 15 }, 1);
}

/* What runc was seen to give its calls behind the filter counts like the workload's own. */
static void recorded_runtime_adds_its_values(void **state)
{
	static struct input in;
	struct plan_options options = PLAN_OPTIONS_DEFAULT;
	_plan_ struct plan *plan = NULL, *none = NULL;

	(void)state;
	input_start(&in, "/usr/sbin/runc");
	in.programs[1] = (struct program){ .id = 2, .parent = 1, .flags = LC_PROGRAM_FILTERING,
					   .exe = (char *)"/usr/sbin/runc", .comm = (char *)"runc",
					   .syscalls[X86_64].use = in.calls[1][X86_64] };
	in.programs[2].parent = 2;
	input_learned(&in);
	for (uint32_t id = 1; id <= 3; id++)
		input_call_nr(&in, id, X86_64, input_number(X86_64, "prctl"), 1);
	SET(&in, 1, X86_64, "prctl", 0, 1);
	SET(&in, 2, X86_64, "prctl", 0, 38);
	SET(&in, 3, X86_64, "prctl", 0, 15);
	/* It is not let through for the runtime's sake: Docker looks at its arguments. */
	input_call_nr(&in, 2, X86_64, input_number(X86_64, "socket"), 1);
	input_call_nr(&in, 3, X86_64, input_number(X86_64, "socket"), 1);
	SET(&in, 2, X86_64, "socket", 0, 1);
	SET(&in, 3, X86_64, "socket", 0, 17);
	options.runtime = RUNTIME_RUNC;
	plan = input_plan_of(&in, &options);
	assert_int_equal(plan->roles.runtime, RUNTIME_RUNC);
	assert_values(plan, X86_64, "prctl", 0, (const uint64_t[]){ 15, 38 }, 2);
	assert_values(plan, X86_64, "socket", 0, (const uint64_t[]){ 17 }, 1);
	options.runtime = RUNTIME_NONE;
	none = input_plan_of(&in, &options);
	assert_values(none, X86_64, "prctl", 0, (const uint64_t[]){ 15 }, 1);
}

/* A stand-in's arguments nobody saw; of what a ring did, neither. */
static void stand_ins_widen(void **state)
{
	static const char *const calls[] = { "socketcall" };
	static struct input in;
	_plan_ struct plan *i386 = NULL, *ring = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_learned(&in);
	input_call(&in, I386, calls[0]);
	i386 = plan_of(&in, PORTABLE_LIBC);
	assert_none(i386, I386, "socket", true);

	input_start(&in, "/usr/bin/program");
	input_learned(&in);
	input_call(&in, X86_64, "socket");
	input_call(&in, X86_64, "io_uring_enter");
	SET(&in, 1, X86_64, "socket", 0, 1);
	SET(&in, 1, X86_64, "io_uring_enter", LC_ARGUMENT_OPCODE, 45); /* IORING_OP_SOCKET */
	ring = plan_of(&in, PORTABLE_LIBC);
	assert_none(ring, X86_64, "socket", true);
}

/* --- clone ----------------------------------------------------------------------- */

static void assert_mask(const struct plan *plan, enum lc_abi abi, uint64_t mask)
{
	const struct sys_plan *row = input_row(plan, abi, "clone");

	assert_non_null(row);
	assert_int_equal(row->nargs, mask ? 1 : 0);
	if (!mask)
		return;
	assert_int_equal(row->args[0].index, 0);
	assert_int_equal(row->args[0].value, 0);
	if (row->args[0].mask != mask)
		fail_msg("clone: mask %#lx, expected %#lx", row->args[0].mask, mask);
}

/* Nobody saw the flags: only where nothing else makes namespaces. */
static void clone_unseen(void **state)
{
	static const struct {
		const char *other;
		bool admin;
		uint64_t mask;
	} rows[] = {
		{ "read", false, NAMESPACES }, { "unshare", false, 0 }, { "setns", false, 0 }, { "read", true, 0 },
	};
	static struct input in;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_plan_ struct plan *plan = NULL;

		input_start(&in, "/usr/bin/program");
		input_call(&in, X86_64, "clone");
		input_call(&in, I386, "clone");
		input_call(&in, X86_64, rows[i].other);
		if (rows[i].admin)
			input_check(&in, CAP_SYS_ADMIN, "may_mount", LC_CHECK_EFFECTIVE, "mount");
		plan = plan_of(&in, PORTABLE_LIBC);
		assert_mask(plan, X86_64, rows[i].mask);
		assert_mask(plan, I386, rows[i].mask);
		assert_false(input_row(plan, X86_64, "clone")->widened);
	}
}

/* In the place of fork(), on other architectures, it makes no namespaces even if unshare() does. */
static void clone_for_fork(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_call(&in, X86_64, "fork");
	input_call(&in, X86_64, "unshare");
	plan = plan_of(&in, PORTABLE_ARCH);
	assert_int_equal(input_row(plan, X86_64, "clone")->why, WHY_LIBC | WHY_ARCH);
	assert_mask(plan, X86_64, NAMESPACES);
}

/* Seen, each flag that was not is refused: also beside unshare(), and those that clone3() had count. */
static void clone_seen(void **state)
{
	static struct input in;
	_plan_ struct plan *plan = NULL, *partly = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_learned(&in);
	input_call(&in, X86_64, "clone");
	input_call(&in, X86_64, "clone3");
	input_call(&in, X86_64, "unshare");
	SET(&in, 1, X86_64, "clone", 0, 0, NEWUSER);
	SET(&in, 1, X86_64, "clone3", 0, NEWNET);
	SET(&in, 1, X86_64, "unshare", 0, 0x20000);
	plan = plan_of(&in, PORTABLE_LIBC);
	assert_mask(plan, X86_64, NAMESPACES & ~NEWUSER & ~NEWNET);
	assert_values(plan, X86_64, "unshare", 0, (const uint64_t[]){ 0x20000 }, 1);

	in.values[1].more = true;
	partly = plan_of(&in, PORTABLE_LIBC);
	assert_mask(partly, X86_64, 0);
	assert_true(input_row(partly, X86_64, "clone")->widened);
}

/* A review leaves namespaces out, and says so, unless they are accepted. */
static void clone_reviewed(void **state)
{
	static const char *const accepted[] = { "namespaces", "clone", "unshare", "setns", "mount" };
	static const uint64_t masks[] = {
		NAMESPACES & ~NEWUSER, NAMESPACES & ~NEWUSER, NAMESPACES & ~NEWUSER, NAMESPACES, NAMESPACES,
	};
	static struct input in;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_learned(&in);
	input_call(&in, X86_64, "clone");
	SET(&in, 1, X86_64, "clone", 0, 0, NEWUSER);
	for (size_t i = 0; i < ARRAY_SIZE(accepted); i++) {
		struct plan_options options = PLAN_OPTIONS_DEFAULT;
		_plan_ struct plan *plan = NULL;

		options.review = true;
		options.accept = &accepted[i];
		options.naccept = 1;
		plan = input_plan_of(&in, &options);
		assert_mask(plan, X86_64, masks[i]);
		assert_int_equal(input_row(plan, X86_64, "clone")->barred, masks[i] == NAMESPACES);
	}
}

/* What a filter answers is what the rules say: the oracle itself, on a few calls. */
static void answers_follow_rules(void **state)
{
	static const struct {
		const char *call;
		uint64_t args[6];
		enum answer_kind kind;
	} rows[] = {
		{ "clone", { 0x11 }, ANSWER_ALLOW },	 { "clone", { NEWUSER | 0x11 }, ANSWER_ERRNO },
		{ "socket", { 1, 99 }, ANSWER_ALLOW },	 { "socket", { 40 }, ANSWER_ERRNO },
		{ "socket", { UINT64_C(1) << 32 | 1 }, ANSWER_ERRNO }, { "read", { 7, 7, 7, 7, 7, 7 }, ANSWER_ALLOW },
		{ "reboot", { 0 }, ANSWER_ERRNO },
	};
	static struct input in;
	_plan_ struct plan *plan = NULL;

	(void)state;
	input_start(&in, "/usr/bin/program");
	input_learned(&in);
	input_call(&in, X86_64, "clone");
	input_call(&in, X86_64, "socket");
	input_call(&in, X86_64, "read");
	SET(&in, 1, X86_64, "clone", 0, 0);
	SET(&in, 1, X86_64, "socket", 0, 1);
	plan = plan_of(&in, PORTABLE_NONE);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sys_answer a = plan_answer(plan, X86_64, input_number(X86_64, rows[i].call), rows[i].args);

		if (a.kind != rows[i].kind)
			fail_msg("row %zu: %s is answered %d", i, rows[i].call, (int)a.kind);
		if (a.kind == ANSWER_ERRNO)
			assert_int_equal(a.error, ENOSYS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_call_has_its_argument),
		cmocka_unit_test(programs_unite),
		cmocka_unit_test(families_of_another_libc),
		cmocka_unit_test(terminals_of_another_libc),
		cmocka_unit_test(unknown_values_widen),
		cmocka_unit_test(too_many_values_widen),
		cmocka_unit_test(runtime_of_the_table_widens),
		cmocka_unit_test(recorded_runtime_adds_its_values),
		cmocka_unit_test(stand_ins_widen),
		cmocka_unit_test(clone_unseen),
		cmocka_unit_test(clone_for_fork),
		cmocka_unit_test(clone_seen),
		cmocka_unit_test(clone_reviewed),
		cmocka_unit_test(answers_follow_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
