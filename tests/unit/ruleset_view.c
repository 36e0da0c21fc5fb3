// SPDX-License-Identifier: BSD-2-Clause
/* Refusals that are spelled out, and rules of some architectures alone. */
#include "tests/unit/emit_plan.h"

#include "core/ruleset_view.h"

static const struct rule *find(const struct ruleset *rules, const char *name)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->rules[i].name, name) == 0)
			return &rules->rules[i];
	return NULL;
}

static void assert_refused(const struct ruleset *rules, const char *name, enum refuse_why why, uint32_t error)
{
	const struct rule *rule = find(rules, name);

	if (!rule)
		fail_msg("no rule for %s", name);
	assert_int_equal(rule->answer.kind, ANSWER_ERRNO);
	assert_int_equal(rule->answer.error, error);
	assert_int_equal(rule->refused, why);
}

static void start(struct sample *s)
{
	sample_start(s);
	sample_calls(s);
	sample_mask_clone(s);
	sample_refuse(s, "mount", REFUSE_RISK, ENOSYS);
	sample_refuse(s, "acct", REFUSE_FAILED, EPERM);
}

/* glibc and musl try these first: clone3(2), openat2(2), pwritev2(2)... */
static void libraries_fall_back(void **state)
{
	static struct sample s;
	_ruleset_ struct ruleset rules = RULESET_INIT;

	(void)state;
	start(&s);
	assert_int_equal(ruleset_make_full(&s.plan, 0, &rules), 0);
	assert_refused(&rules, "clone3", REFUSE_FALLBACK, ENOSYS);
	assert_refused(&rules, "openat2", REFUSE_FALLBACK, ENOSYS);
	assert_refused(&rules, "execveat", REFUSE_FALLBACK, ENOSYS);
	assert_refused(&rules, "preadv2", REFUSE_FALLBACK, ENOSYS);
	assert_int_equal(find(&rules, "clone3")->arches, 1 << SYSNO_X86_64);
	assert_null(find(&rules, "faccessat2")); /* no access(2) either */
	assert_null(find(&rules, "statx"));
	assert_null(find(&rules, "creat")); /* older than open(2): nobody falls back from it */
	assert_null(find(&rules, "fork"));
	assert_int_equal(rules.deny.error, ENOSYS);
}

static void what_is_let_through_is_not_refused(void **state)
{
	static struct sample s;
	_ruleset_ struct ruleset rules = RULESET_INIT;

	(void)state;
	start(&s);
	sample_call(&s, LC_ABI_X86_64, "clone3", WHY_OBSERVED);
	sample_call(&s, LC_ABI_I386, "openat2", WHY_OBSERVED);
	assert_int_equal(ruleset_make_full(&s.plan, 0, &rules), 0);
	assert_int_equal(find(&rules, "clone3")->answer.kind, ANSWER_ALLOW);
	assert_int_equal(find(&rules, "openat2")->answer.kind, ANSWER_ALLOW);
}

static void refusals_that_are_the_default_are_there(void **state)
{
	static struct sample s;
	_ruleset_ struct ruleset rules = RULESET_INIT, plain = RULESET_INIT;

	(void)state;
	start(&s);
	assert_int_equal(ruleset_make(&s.plan, 0, &plain), 0);
	assert_null(find(&plain, "mount"));
	assert_int_equal(ruleset_make_full(&s.plan, 0, &rules), 0);
	assert_refused(&rules, "mount", REFUSE_RISK, ENOSYS);
	assert_refused(&rules, "acct", REFUSE_FAILED, EPERM);
}

/* Where the default is another answer, the plan itself says what falls back. */
static void another_default_adds_nothing(void **state)
{
	static const struct sys_answer defaults[] = { { ANSWER_ERRNO, EPERM }, { ANSWER_KILL, 0 }, { ANSWER_LOG, 0 } };
	static struct sample s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++) {
		_ruleset_ struct ruleset rules = RULESET_INIT;

		start(&s);
		s.plan.deny = defaults[i];
		assert_int_equal(ruleset_make_full(&s.plan, 0, &rules), 0);
		assert_null(find(&rules, "clone3"));
		assert_true(answer_same(rules.deny, defaults[i]));
		assert_int_equal(find(&rules, "mount") != NULL, defaults[i].kind != ANSWER_LOG);
	}
}

static void one_architecture_is_selected(void **state)
{
	static struct sample s;
	_ruleset_ struct ruleset rules = RULESET_INIT, some = RULESET_INIT;

	(void)state;
	start(&s);
	sample_call(&s, LC_ABI_I386, "read", WHY_LIBC);
	sample_call(&s, LC_ABI_I386, "waitpid", WHY_OBSERVED);
	assert_int_equal(ruleset_make(&s.plan, 0, &rules), 0);
	assert_int_equal(ruleset_select(&rules, 1 << SYSNO_I386 | 1 << SYSNO_ARM, &some), 0);
	assert_int_equal(some.arches, 1 << SYSNO_I386);
	assert_int_equal(some.n, 2);
	assert_int_equal(find(&some, "read")->arches, 1 << SYSNO_I386);
	assert_non_null(find(&some, "waitpid"));
	assert_int_equal(some.deny.error, ENOSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libraries_fall_back),
		cmocka_unit_test(what_is_let_through_is_not_refused),
		cmocka_unit_test(refusals_that_are_the_default_are_there),
		cmocka_unit_test(another_default_adds_nothing),
		cmocka_unit_test(one_architecture_is_selected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
