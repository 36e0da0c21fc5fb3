/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory runs out while rules are made, read or held against a plan: -ENOMEM, nothing leaked, the outputs untouched.
 */
#include "plan_input.h"
#include "failing_alloc.h"

#include <linux/filter.h>
#include <linux/seccomp.h>

#include "core/ruleset.h"
#include "core/ruleset_check.h"

static const struct arg_rule no_namespaces[] = { { 0, 0x7e020000, 0 } };
static struct sys_plan calls[] = {
	{ .nr = 56, .name = "clone", .why = WHY_OBSERVED, .args = no_namespaces, .nargs = 1 },
	{ .nr = 59, .name = "execve", .why = WHY_KERNEL },
	{ .nr = 0, .name = "read", .why = WHY_OBSERVED },
};
static const struct plan plan = { .syscalls = calls, .nsyscalls = 3, .deny = { ANSWER_ERRNO, ENOSYS } };

static const char text[] =
	"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": ["
	"{\"names\": [\"read\", \"write\"], \"action\": \"SCMP_ACT_ALLOW\"},"
	"{\"names\": [\"clone\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": ["
	"{\"index\": 0, \"value\": 2114060288, \"valueTwo\": 0, \"op\": \"SCMP_CMP_MASKED_EQ\"}]}]}";

static int make(struct ruleset *out)
{
	return ruleset_make(&plan, 0, out);
}

static int read_back(struct ruleset *out)
{
	return ruleset_read(text, sizeof(text) - 1, NULL, out);
}

/* With each allocation failing in its turn, until none does. */
static void each_allocation(int (*work)(struct ruleset *out), size_t wanted)
{
	long n = 0;

	do {
		struct ruleset rules = { .n = 77 };
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = work(&rules);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		assert_int_equal(rules.n, ran_out ? 77 : wanted);
		if (!ran_out)
			ruleset_free(&rules);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 3);
}

static void rules_are_made(void **state)
{
	(void)state;
	each_allocation(make, 3);
}

static void rules_are_read(void **state)
{
	(void)state;
	each_allocation(read_back, 3);
}

static void a_filter_is_checked(void **state)
{
	static const struct ruleset_promise promise = { .shape = RULESET_ONE_LIST };
	static const struct cbpf_insn program = { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW };
	long n = 0;

	(void)state;
	do {
		struct ruleset_checked checked = { .calls = 77 };
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = ruleset_check(&plan, &promise, &program, 1, &checked);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		assert_true(ran_out ? checked.calls == 77 : checked.differing > 1000);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_are_made),
		cmocka_unit_test(rules_are_read),
		cmocka_unit_test(a_filter_is_checked),
	};

	return run_failing(tests);
}
