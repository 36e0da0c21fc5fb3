// SPDX-License-Identifier: BSD-2-Clause
/* The tables of the C program for libseccomp; that it compiles and works is shown by tests/validate. */
#include "tests/unit/emit_plan.h"

struct row {
	bool found, masked;
	unsigned long number;
};

/* The row of a name in the table of an ABI. */
static struct row row(const char *text, const char *abi, const char *name)
{
	_free_ char *head = NULL, *key = NULL;
	const char *table, *end, *at;
	struct row r = { .found = true };
	char *rest;

	assert_true(asprintf(&head, "static const struct allowed %s[] = {\n", abi) > 0);
	assert_true(asprintf(&key, "\t{ \"%s\", ", name) > 0);
	table = strstr(text, head);
	if (!table)
		return (struct row){ 0 };
	end = strstr(table, "\n};");
	at = strstr(table, key);
	if (!at || at > end)
		return (struct row){ 0 };
	r.number = strtoul(at + strlen(key), &rest, 0);
	r.masked = strncmp(rest, ", NAMESPACES }, /* ", 19) == 0;
	assert_true(r.masked || strncmp(rest, ", 0 }, /* ", 10) == 0);
	return r;
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
		assert_int_equal(r.masked, strcmp(call->name, "clone") == 0);
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

static void clone_is_free_where_namespaces_are_made(void **state)
{
	static struct sample s;
	_free_ char *text = NULL;

	(void)state;
	sample_start(&s);
	sample_calls(&s);
	sample_call(&s, LC_ABI_X86_64, "unshare", WHY_OBSERVED);
	text = sample_emit(&s, "libseccomp");
	assert_true(row(text, "x86_64", "clone").found);
	assert_false(row(text, "x86_64", "clone").masked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_the_plan_without_the_runtime),
		cmocka_unit_test(each_abi_has_its_own_rows),
		cmocka_unit_test(execve_is_always_there),
		cmocka_unit_test(clone_is_free_where_namespaces_are_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
