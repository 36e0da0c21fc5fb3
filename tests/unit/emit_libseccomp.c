// SPDX-License-Identifier: BSD-2-Clause
/* The tables of the C program for libseccomp; that it compiles and works is shown by tests/validate. */
#include "tests/unit/emit_plan.h"

struct row {
	bool found;
	unsigned long number;
	char rest[128]; /* action and conditions */
};

/* The nth row of a name in the table of an architecture. */
static struct row nth_row(const char *text, const char *arch, const char *name, unsigned int nth)
{
	_free_ char *head = NULL, *key = NULL;
	const char *at, *end;
	struct row r = { .found = true };
	char *rest;

	assert_true(asprintf(&head, "static const struct rule %s[] = {\n", arch) > 0);
	assert_true(asprintf(&key, "\t{ \"%s\", ", name) > 0);
	at = strstr(text, head);
	if (!at)
		return (struct row){ 0 };
	end = strstr(at, "\n};");
	for (unsigned int i = 0; at && i <= nth; i++)
		at = strstr(at + 1, key);
	if (!at || at > end)
		return (struct row){ 0 };
	r.number = strtoul(at + strlen(key), &rest, 0);
	assert_memory_equal(rest, ", ", 2);
	snprintf(r.rest, sizeof(r.rest), "%.*s", (int)(strstr(rest, " }, /* ") - rest - 2), rest + 2);
	return r;
}

static struct row row(const char *text, const char *arch, const char *name)
{
	return nth_row(text, arch, name, 0);
}

static void rows_are_the_plan_without_the_runtime(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	text = sample_emit(&s, "libseccomp");
	for (size_t i = 0; i < s.plan.nsyscalls; i++) {
		const struct sys_plan *call = &s.plan.syscalls[i];
		struct row r = row(text, "x86_64", call->name);

		assert_int_equal(r.found, call->why != WHY_RUNTIME);
		if (!r.found)
			continue;
		assert_int_equal(r.number, call->nr);
		assert_string_equal(r.rest, "SCMP_ACT_ALLOW, ALWAYS");
	}
	assert_lacks(text, "seccomp_merge");
	assert_false(row(text, "i386", "read").found);
}

static void each_abi_has_its_own_rows(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_call(&s, LC_ABI_X86_64, "read", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "waitpid", WHY_OBSERVED);
	sample_call(&s, LC_ABI_X32, "rt_sigaction", WHY_OBSERVED);
	text = sample_emit(&s, "libseccomp");
	assert_int_equal(row(text, "i386", "waitpid").number, 7);
	assert_false(row(text, "i386", "read").found);
	assert_false(row(text, "i386", "execve").found); /* the launcher is none of these */
	assert_int_equal(row(text, "x32", "rt_sigaction").number, 0x40000000 + 512);
	assert_holds(text, "FILTER(SCMP_ARCH_X86, i386)");
	assert_holds(text, "FILTER(SCMP_ARCH_X32, x32)");
}

/* The launcher executes the workload, whoever else does. */
static void execve_is_always_there(void **state)
{
	static struct sample s;
	_free_ char *without = NULL, *with = NULL;

	(void)state;
	sample_start(&s);
	without = sample_emit(&s, "libseccomp");
	assert_int_equal(row(without, "x86_64", "execve").number, 59);
	sample_calls(&s);
	with = sample_emit(&s, "libseccomp");
	assert_null(strstr(strstr(with, "{ \"execve\"") + 1, "{ \"execve\"")); /* once */
}

static void conditions_are_spelled(void **state)
{
	static const struct arg_rule families[] = { { 0, UINT64_MAX, 1 }, { 0, UINT64_MAX, 10 } };
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_mask_clone(&s);
	sample_call(&s, LC_ABI_X86_64, "socket", WHY_OBSERVED);
	sample_args(&s, "socket", families, ARRAY_SIZE(families));
	text = sample_emit(&s, "libseccomp");
	assert_string_equal(row(text, "x86_64", "clone").rest,
			    "SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_MASKED_EQ, 0x7e020000, 0 } }");
	assert_string_equal(nth_row(text, "x86_64", "socket", 0).rest,
			    "SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, 0x1, 0 } }");
	assert_string_equal(nth_row(text, "x86_64", "socket", 1).rest,
			    "SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, 0xa, 0 } }");
	assert_false(nth_row(text, "x86_64", "socket", 2).found);
}

static void answers_are_spelled(void **state)
{
	static const struct {
		struct sys_answer deny;
		const char *line;
		bool refuses; /* clone3 with a rule of its own */
	} cases[] = {
		{ { ANSWER_ERRNO, ENOSYS }, "\n#define DENY SCMP_ACT_ERRNO(ENOSYS)\n", false },
		{ { ANSWER_ERRNO, EPERM }, "\n#define DENY SCMP_ACT_ERRNO(EPERM)\n", true },
		{ { ANSWER_KILL, 0 }, "\n#define DENY SCMP_ACT_KILL_PROCESS\n", true },
		{ { ANSWER_LOG, 0 }, "\n#define DENY SCMP_ACT_LOG\n", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		static struct sample s;
		_free_ char *text = NULL;
		struct row clone3;

		sample_start(&s);
		sample_calls(&s);
		sample_refuse(&s, "clone3", REFUSE_FALLBACK, ENOSYS);
		s.plan.deny = cases[i].deny;
		text = sample_emit(&s, "libseccomp");
		assert_holds(text, cases[i].line);
		clone3 = row(text, "x86_64", "clone3");
		assert_int_equal(clone3.found, cases[i].refuses);
		if (clone3.found)
			assert_string_equal(clone3.rest, "SCMP_ACT_ERRNO(ENOSYS), ALWAYS");
	}
}

static void other_machines_have_their_own_rows(void **state)
{
	static struct foreign_call foreign[2];
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	foreign[0] = (struct foreign_call){ SYSNO_AARCH64, sysno_by_name("openat"), NULL };
	foreign[1] = (struct foreign_call){ SYSNO_LOONGARCH64, sysno_by_name("statx"), NULL };
	s.plan.foreign = foreign;
	s.plan.nforeign = ARRAY_SIZE(foreign);
	text = sample_emit(&s, "libseccomp");
	assert_int_equal(row(text, "aarch64", "openat").number, 56);
	assert_int_equal(row(text, "aarch64", "execve").number, 221); /* it executes there, too */
	assert_false(row(text, "aarch64", "open").found);
	assert_int_equal(row(text, "loongarch64", "statx").number, 291);
	assert_false(row(text, "x86_64", "statx").found);
	assert_holds(text, "#ifdef SCMP_ARCH_LOONGARCH64\nstatic const struct rule loongarch64[]");
	assert_holds(text, "FILTER(SCMP_ARCH_AARCH64, aarch64)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_the_plan_without_the_runtime),
		cmocka_unit_test(each_abi_has_its_own_rows),
		cmocka_unit_test(execve_is_always_there),
		cmocka_unit_test(conditions_are_spelled),
		cmocka_unit_test(answers_are_spelled),
		cmocka_unit_test(other_machines_have_their_own_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
