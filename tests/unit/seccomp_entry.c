// SPDX-License-Identifier: BSD-2-Clause
/* Rules as entries: which share one, and the words of the specification. */
#include "tests/unit/emit_plan.h"

#include <seccomp.h>

#include "emit/seccomp_entry.h"

#define ONE_ARG(index, mask, value) .args = { { index, mask, value } }, .nargs = 1

static const struct sys_answer eperm = { ANSWER_ERRNO, EPERM }, enosys = { ANSWER_ERRNO, ENOSYS };

static void alike_share_an_entry(void **state)
{
	struct rule rules[] = {
		{ .name = word("acct"), .answer = eperm },
		{ .name = word("clone3"), .answer = enosys },
		{ .name = word("read") },
		{ .name = word("socket"), ONE_ARG(0, UINT64_MAX, 1) },
		{ .name = word("socket"), ONE_ARG(0, UINT64_MAX, 2) },
		{ .name = word("socketpair"), ONE_ARG(0, UINT64_MAX, 1) },
		{ .name = word("swapon"), .answer = eperm },
		{ .name = word("write") },
	};
	const struct ruleset set = { .deny = enosys, .rules = rules, .n = ARRAY_SIZE(rules) };
	_seccomp_entries_ struct seccomp_entries entries = SECCOMP_ENTRIES_INIT;

	(void)state;
	assert_int_equal(seccomp_entries_make(&set, NULL, &entries), 0);
	assert_int_equal(entries.n, 5);
	assert_int_equal(entries.at[0].n, 2);
	assert_string_equal(entries.at[0].names[0], "read");
	assert_string_equal(entries.at[0].names[1], "write");
	assert_int_equal(entries.at[1].n, 2);
	assert_string_equal(entries.at[1].names[1], "socketpair");
	assert_int_equal(entries.at[2].n, 1);
	assert_int_equal(entries.at[2].like->args[0].value, 2);
	assert_int_equal(entries.at[3].like->answer.error, EPERM);
	assert_string_equal(entries.at[3].names[1], "swapon");
	assert_string_equal(entries.at[4].names[0], "clone3");
}

static unsigned int by_letter(const struct rule *rule)
{
	return 'z' - rule->name[0];
}

static void places_part_and_order(void **state)
{
	struct rule rules[] = { { .name = word("bind") }, { .name = word("brk") }, { .name = word("read") } };
	const struct ruleset set = { .rules = rules, .n = ARRAY_SIZE(rules) };
	_seccomp_entries_ struct seccomp_entries entries = SECCOMP_ENTRIES_INIT;

	(void)state;
	assert_int_equal(seccomp_entries_make(&set, by_letter, &entries), 0);
	assert_int_equal(entries.n, 2);
	assert_string_equal(entries.at[0].names[0], "read");
	assert_int_equal(entries.at[1].n, 2);
	assert_int_equal(entries.at[1].place, 'z' - 'b');
}

static void nothing_is_nothing(void **state)
{
	const struct ruleset set = RULESET_INIT;
	_seccomp_entries_ struct seccomp_entries entries = SECCOMP_ENTRIES_INIT;

	(void)state;
	assert_int_equal(seccomp_entries_make(&set, NULL, &entries), 0);
	assert_int_equal(entries.n, 0);
}

static void conditions_are_spelled(void **state)
{
	const struct arg_rule equal = { 1, UINT64_MAX, 0x5412 }, masked = { 0, 0x7e020000, 0 };
	struct seccomp_condition c = seccomp_condition(&equal);

	(void)state;
	assert_string_equal(c.op, "SCMP_CMP_EQ");
	assert_int_equal(c.value, 0x5412);
	assert_false(c.masked);
	c = seccomp_condition(&masked);
	assert_string_equal(c.op, "SCMP_CMP_MASKED_EQ");
	assert_int_equal(c.value, 0x7e020000);
	assert_int_equal(c.value_two, 0);
	assert_true(c.masked);
}

/* personality(-1): a number that neither jansson nor a custom resource can write. Wider by one bit, never narrower. */
static void huge_values_are_masked(void **state)
{
	const struct arg_rule all = { 0, UINT64_MAX, UINT64_MAX }, top = { 0, UINT64_C(1) << 63 | 0xff, 7 };
	struct seccomp_condition c = seccomp_condition(&all);

	(void)state;
	assert_string_equal(c.op, "SCMP_CMP_MASKED_EQ");
	assert_int_equal(c.value, INT64_MAX);
	assert_int_equal(c.value_two, INT64_MAX);
	c = seccomp_condition(&top);
	assert_int_equal(c.value, 0xff);
	assert_int_equal(c.value_two, 7);
}

/* Names that libseccomp gives the architectures, without its prefix and in lower case. */
static void architectures_are_those_of_libseccomp(void **state)
{
	static const uint32_t tokens[] = {
		[SYSNO_X86_64] = SCMP_ARCH_X86_64, [SYSNO_I386] = SCMP_ARCH_X86, [SYSNO_X32] = SCMP_ARCH_X32,
		[SYSNO_ARM] = SCMP_ARCH_ARM, [SYSNO_AARCH64] = SCMP_ARCH_AARCH64, [SYSNO_RISCV64] = SCMP_ARCH_RISCV64,
	};

	(void)state;
	for (int arch = 0; arch < SYSNO_LOONGARCH64; arch++) {
		char name[32];

		snprintf(name, sizeof(name), "%s", seccomp_arch(arch) + strlen("SCMP_ARCH_"));
		for (char *p = name; *p; p++)
			*p = *p >= 'A' && *p <= 'Z' ? *p + 'a' - 'A' : *p;
		assert_int_equal(seccomp_arch_resolve_name(name), tokens[arch]);
	}
	assert_string_equal(seccomp_arch(SYSNO_LOONGARCH64), "SCMP_ARCH_LOONGARCH64");
	assert_null(seccomp_arch(SYSNO_ARCHES));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alike_share_an_entry),
		cmocka_unit_test(places_part_and_order),
		cmocka_unit_test(nothing_is_nothing),
		cmocka_unit_test(conditions_are_spelled),
		cmocka_unit_test(huge_values_are_masked),
		cmocka_unit_test(architectures_are_those_of_libseccomp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
