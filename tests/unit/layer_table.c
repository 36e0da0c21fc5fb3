// SPDX-License-Identifier: BSD-2-Clause
/* The truth table of core/layer.h, a case a row, and that each row of the rules is met by one. */
#include <stdlib.h>

#include "layer_case.h"

#include "layer_rows_cap.h"
#include "layer_rows_file.h"
#include "layer_rows_limit.h"
#include "layer_rows_lsm.h"
#include "layer_rows_other.h"

static const struct {
	const char *name;
	const struct given *rows;
	size_t n;
} parts[] = {
	{ "cap", cap_rows, ARRAY_SIZE(cap_rows) },
	{ "file", file_rows, ARRAY_SIZE(file_rows) },
	{ "limit", limit_rows, ARRAY_SIZE(limit_rows) },
	{ "lsm", lsm_rows, ARRAY_SIZE(lsm_rows) },
	{ "other", other_rows, ARRAY_SIZE(other_rows) },
};

static bool told(const char *text, const char *part)
{
	return !part || strstr(text, part);
}

/* Prints what is wrong with the verdict. */
static bool is_right(const struct given *g, const struct layer_verdict *v)
{
	bool action = !g->action ? g->layer == LAYER_SECCOMP || !v->action : v->action && !strcmp(v->action, g->action);
	bool right = v->layer == g->layer && v->confidence == g->confidence && v->cap == g->cap - 1 && action &&
		     told(v->detail, g->detail_has) && told(v->fix, g->fix_has) &&
		     (!g->object_is || !strcmp(v->object, g->object_is));

	/* No word of a template is left over. */
	right = right && !strchr(v->fix, '}') == !strstr(v->fix, "{") && *v->detail;
	if (!right)
		print_message("%s (%s): %s %s cap %d action %s\n  object: %s\n  detail: %s\n  fix: %s\n", g->what,
			      g->call,
			      layer_name(v->layer), confidence_name(v->confidence), v->cap, v->action ? v->action : "-",
			      v->object, v->detail, v->fix);
	return right;
}

static size_t judge_all(bool (*check)(const struct given *g, const struct layer_verdict *v))
{
	size_t wrong = 0;

	for (size_t p = 0; p < ARRAY_SIZE(parts); p++) {
		for (size_t i = 0; i < parts[p].n; i++) {
			_layer_verdict_ struct layer_verdict v = { 0 };
			struct layer_bench b;

			bench_lay(&b, &parts[p].rows[i]);
			assert_int_equal(layer_judge(&b.c, &v), 0);
			wrong += !check(&parts[p].rows[i], &v);
			if (getenv("SHOW"))
				print_message("%s | %s | %s | %s | %s | %s | %s\n", parts[p].rows[i].what,
					      layer_name(v.layer),
					      confidence_name(v.confidence), v.action ? v.action : "-", v.object,
						v.detail,
					      v.fix);
			bench_clear(&b);
		}
	}
	return wrong;
}

static void each_case(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t p = 0; p < ARRAY_SIZE(parts); p++)
		n += parts[p].n;
	assert_true(n >= 80);
	assert_int_equal(judge_all(is_right), 0);
}

/* Without a hook, a check, seccomp or the log nothing is certain. */
static bool is_modest(const struct given *g, const struct layer_verdict *v)
{
	bool evidence = (g->flags & LC_DENIAL_STEPS) || g->check[0].cap || g->audit || g->layer == LAYER_SECCOMP;

	return evidence || v->confidence == CONFIDENCE_INFERRED;
}

static void nothing_is_certain_without_evidence(void **state)
{
	(void)state;
	assert_int_equal(judge_all(is_modest), 0);
}

/* The same of each case, once all its evidence is taken away. */
static void nothing_is_certain_once_it_is_taken_away(void **state)
{
	(void)state;
	for (size_t p = 0; p < ARRAY_SIZE(parts); p++) {
		for (size_t i = 0; i < parts[p].n; i++) {
			_layer_verdict_ struct layer_verdict v = { 0 };
			struct layer_bench b;

			bench_lay(&b, &parts[p].rows[i]);
			b.denial.flags &= ~(LC_DENIAL_STEPS | LC_DENIAL_SECCOMP | LC_DENIAL_KILLED | LC_DENIAL_TRAPPED |
					    LC_DENIAL_EMULATED | LC_DENIAL_LOGGED);
			if (b.denial.error == LC_ERROR_KILLED)
				b.denial.error = EPERM;
			b.denial.nsteps = b.denial.nchecks = 0;
			b.c.nchecks = 0;
			b.c.audit = NULL;
			assert_int_equal(layer_judge(&b.c, &v), 0);
			assert_int_equal(v.confidence, CONFIDENCE_INFERRED);
			bench_clear(&b);
		}
	}
}

/* Whether the case is decided by that row, as far as its verdict shows. */
static bool meets(const struct rule *rule, const struct given *g, const struct layer_verdict *v)
{
	struct inquiry q = { .call = g->call };
	bool asked = false;

	for (size_t i = 0; i < ARRAY_SIZE(g->check) && g->check[i].cap; i++)
		asked |= g->check[i].cap == rule->of_cap;
	return v->layer == rule->layer && (!rule->calls || layer_call_in(&q, rule->calls)) &&
	       (!rule->error || rule->error == g->error) && (rule->of_cap ? asked : !rule->site) &&
	       !strncmp(v->detail, rule->detail, strcspn(rule->detail, "{"));
}

static bool is_met(const struct rule *rule)
{
	for (size_t p = 0; p < ARRAY_SIZE(parts); p++) {
		for (size_t i = 0; i < parts[p].n; i++) {
			_layer_verdict_ struct layer_verdict v = { 0 };
			struct layer_bench b;
			bool met;

			bench_lay(&b, &parts[p].rows[i]);
			assert_int_equal(layer_judge(&b.c, &v), 0);
			met = meets(rule, &parts[p].rows[i], &v);
			bench_clear(&b);
			if (met)
				return true;
		}
	}
	return false;
}

static void each_rule_has_a_case(void **state)
{
	const struct rules *const all[] = { &layer_limit_rules, &layer_call_rules, &layer_rest_rules };
	size_t unmet = 0;

	(void)state;
	for (size_t t = 0; t < ARRAY_SIZE(all); t++) {
		for (size_t i = 0; i < all[t]->n; i++) {
			const struct rule *rule = &all[t]->row[i];

			if (is_met(rule))
				continue;
			unmet++;
			print_message("no case for: %s: %s\n", rule->calls ? rule->calls : "any", rule->detail);
		}
	}
	assert_int_equal(unmet, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_case),
		cmocka_unit_test(nothing_is_certain_without_evidence),
		cmocka_unit_test(nothing_is_certain_once_it_is_taken_away),
		cmocka_unit_test(each_rule_has_a_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
