/* SPDX-License-Identifier: BSD-2-Clause */
/* core/finding: the table of rules, and a list that is sorted, counted and holds nothing twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/finding.h"

static void each_rule_is_told_apart(void **state)
{
	(void)state;
	assert_true(finding_rules() > 20);
	assert_null(finding_rule_at(finding_rules()));
	for (size_t i = 0; i < finding_rules(); i++) {
		const struct finding_rule *rule = finding_rule_at(i);

		/* An id is a word that other programs take: SARIF, options, URLs. */
		assert_int_equal(strspn(rule->id, "abcdefghijklmnopqrstuvwxyz-"), strlen(rule->id));
		assert_ptr_equal(finding_rule_find(rule->id), rule);
		assert_true(*rule->title && rule->title[strlen(rule->title) - 1] != '.');
		assert_true(*rule->help && rule->help[strlen(rule->help) - 1] == '.');
	}
	assert_null(finding_rule_find("no-such-rule"));
	assert_null(finding_rule_find(""));
}

static void severities_have_names(void **state)
{
	(void)state;
	assert_string_equal(severity_name(SEVERITY_NOTE), "note");
	assert_string_equal(severity_name(SEVERITY_LOW), "low");
	assert_string_equal(severity_name(SEVERITY_MEDIUM), "medium");
	assert_string_equal(severity_name(SEVERITY_HIGH), "high");
	assert_string_equal(severity_name(SEVERITIES), "unknown");
	assert_string_equal(severity_name(-1), "unknown");
}

static void the_dangerous_come_first_and_once(void **state)
{
	_findings_ struct findings f = { 0 };

	(void)state;
	findings_add(&f, "no-seccomp", SEVERITY_LOW, "b", "x");
	findings_add(&f, "root-process", SEVERITY_HIGH, "b", "x");
	findings_add(&f, "no-seccomp", SEVERITY_LOW, "a", "x");
	findings_add(&f, "no-seccomp", SEVERITY_LOW, "b", "x");
	findings_add(&f, "no-seccomp", SEVERITY_LOW, "b", "y");
	assert_false(f.failed);
	findings_sort(&f);
	assert_int_equal(f.n, 4);
	assert_string_equal(f.at[0].rule->id, "root-process");
	assert_string_equal(f.at[1].subject, "a");
	assert_string_equal(f.at[2].message, "x");
	assert_string_equal(f.at[3].message, "y");
}

/* What differs in anything is not the same finding. */
static void different_fixes_stay(void **state)
{
	_findings_ struct findings f = { 0 };
	struct finding *one = findings_add(&f, "no-seccomp", SEVERITY_LOW, "b", "x");

	(void)state;
	finding_set(&f, &one->fix, "this");
	one = findings_add(&f, "no-seccomp", SEVERITY_LOW, "b", "x");
	finding_set(&f, &one->fix, "that");
	one = findings_add(&f, "no-seccomp", SEVERITY_LOW, "b", "x");
	one->line = 7;
	findings_sort(&f);
	assert_int_equal(f.n, 3);
}

static void counts_from_a_severity_on(void **state)
{
	_findings_ struct findings f = { 0 };

	(void)state;
	assert_int_equal(findings_count(&f, SEVERITY_NOTE), 0);
	findings_sort(&f);
	for (int i = 0; i < 40; i++)
		findings_add(&f, "device", i % SEVERITIES, "a", "%d of %s", i, "them");
	assert_int_equal(findings_count(&f, SEVERITY_NOTE), 40);
	assert_int_equal(findings_count(&f, SEVERITY_MEDIUM), 20);
	assert_int_equal(findings_count(&f, SEVERITY_HIGH), 10);
	assert_string_equal(f.at[39].message, "39 of them");
	assert_int_equal(f.at[39].cap, -1);
}

static void a_rule_that_is_none_is_a_failure(void **state)
{
	_findings_ struct findings f = { 0 };

	(void)state;
	assert_null(findings_add(&f, "no-such-rule", SEVERITY_LOW, "a", "x"));
	assert_true(f.failed);
	assert_int_equal(f.n, 0);
}

static void nothing_is_set_of_nothing(void **state)
{
	_findings_ struct findings f = { 0 };
	struct finding *one = findings_add(&f, "device", SEVERITY_LOW, "a", "x");

	(void)state;
	finding_set(&f, NULL, "x");
	finding_set(&f, &one->attack, NULL);
	assert_null(one->attack);
	finding_set(&f, &one->attack, "first");
	finding_set(&f, &one->attack, "second");
	assert_string_equal(one->attack, "second");
	assert_false(f.failed);
}

static void sentences_follow_one_another(void **state)
{
	_findings_ struct findings f = { 0 };
	struct finding *one = findings_add(&f, "device", SEVERITY_LOW, "a", "is handed in");
	_buf_ struct buf half = BUF_INIT, whole = BUF_INIT;

	(void)state;
	finding_text(one, &half);
	assert_string_equal(buf_text(&half), "is handed in.");
	finding_set(&f, &one->attack, "Reads it.");
	finding_set(&f, &one->fix, "--device=");
	finding_text(one, &whole);
	assert_string_equal(buf_text(&whole), "is handed in. Reads it. Fix: --device=");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_is_told_apart),
		cmocka_unit_test(severities_have_names),
		cmocka_unit_test(the_dangerous_come_first_and_once),
		cmocka_unit_test(different_fixes_stay),
		cmocka_unit_test(counts_from_a_severity_on),
		cmocka_unit_test(a_rule_that_is_none_is_a_failure),
		cmocka_unit_test(nothing_is_set_of_nothing),
		cmocka_unit_test(sentences_follow_one_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
