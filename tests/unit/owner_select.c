// SPDX-License-Identifier: BSD-2-Clause
/* What is left of a recording of several containers when one is asked about. */
#include "sample_owner.h"

#include "core/owner.h"
#include "core/plan.h"

static bool is_called(const struct owner *owner, void *ctx)
{
	return owner_is(owner, ctx);
}

static bool has_unit(const struct owner *owner, void *ctx)
{
	return owner_is_unit(owner, ctx);
}

static struct profile *containers(void)
{
	struct sample s;

	sample_containers(&s);
	return sample_profile(&s);
}

static void test_one_container(void **state)
{
	_profile_ struct profile *p = containers();
	const struct program *shim;

	(void)state;
	assert_int_equal(sample_prove(p), 0);
	p->owners[0].left = 5;
	p->programs[0].flags |= LC_PROGRAM_GAINED | LC_PROGRAM_ROOT | LC_PROGRAM_ADOPTED;
	p->programs[0].alive = 1;
	assert_int_equal(owner_select(p, is_called, (void *)"web"), 0);
	assert_int_equal(p->nprograms, 2);
	shim = profile_program(p, 1);
	assert_int_equal(shim->syscalls[LC_ABI_X86_64].n, 0);
	assert_int_equal(shim->owner, 1);
	assert_int_equal(shim->flags, LC_PROGRAM_ADOPTED);
	assert_int_equal(shim->alive, 0);
	assert_int_equal(p->owners[0].left, 0);
	assert_int_equal(profile_program(p, 2)->parent, 1);
	assert_int_equal(profile_program(p, 2)->syscalls[LC_ABI_X86_64].n, 1);
	assert_int_equal(p->nowners, 2); /* what started it ran elsewhere, and that tells who did */
	assert_int_equal(p->owners[0].id, 1);
	assert_int_equal(p->owners[1].id, 2);
	assert_int_equal(p->owners[1].left, 3);
	assert_int_equal(p->nchecks, 1);
	assert_int_equal(p->checks[0].cap, CAP_NET_BIND_SERVICE);
	assert_int_equal(p->nrefusals, 1);
	assert_int_equal(p->refusals[0].program, 2);
	assert_int_equal(p->nvalues, 1);
	assert_int_equal(p->values[0].program, 2);
	assert_int_equal(p->values[0].values[0], 2);
	assert_null(p->proof); /* it was of all of them */
	assert_int_equal(p->lost[LC_LOST_OWNERS], 0);
}

/* The plans of the parts hold nothing of each other. */
static void test_plans_of_the_parts(void **state)
{
	static const struct {
		const char *name;
		uint64_t keep;
		const char *call;
	} parts[] = { { "web", 1ull << CAP_NET_BIND_SERVICE, "bind" }, { "db", 1ull << CAP_CHOWN, "chown" } };
	const struct plan_options options = { .portable = PORTABLE_NONE };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		_profile_ struct profile *p = containers();
		_plan_ struct plan *plan = NULL;
		bool has = false;

		assert_int_equal(owner_select(p, is_called, (void *)parts[i].name), 0);
		assert_int_equal(plan_make(p, &options, &plan), 0);
		assert_int_equal(plan->keep, parts[i].keep);
		for (size_t j = 0; j < plan->nsyscalls; j++) {
			if (plan->syscalls[j].why & WHY_OBSERVED) {
				assert_string_equal(plan->syscalls[j].name, parts[i].call);
				has = true;
			}
		}
		assert_true(has);
	}
}

static void test_a_unit(void **state)
{
	_profile_ struct profile *p = containers();

	(void)state;
	assert_int_equal(owner_select(p, has_unit, (void *)"chrony"), 0);
	assert_int_equal(p->nprograms, 1);
	assert_int_equal(p->programs[0].id, 4);
}

static void test_all_is_the_same(void **state)
{
	_profile_ struct profile *p = containers();
	_free_ char *before = sample_json(p), *after = NULL;

	(void)state;
	assert_int_equal(owner_select(p, has_unit, (void *)"*"), 0); /* db has none */
	assert_int_equal(p->nowners, 3);
	profile_free(&p);
	p = containers();
	free(p->owners[2].cgroup);
	p->owners[2].cgroup = strdup("/a.service");
	free(before);
	before = sample_json(p);
	assert_int_equal(sample_prove(p), 0);
	assert_int_equal(owner_select(p, has_unit, (void *)"*"), 0);
	assert_non_null(p->proof); /* nothing of it is gone */
	proof_free(&p->proof);
	after = sample_json(p);
	assert_string_equal(before, after);
}

/* What belongs to nobody may belong to this one: that must not be silent. */
static void test_facts_of_nobody_are_a_loss(void **state)
{
	_profile_ struct profile *p = containers();

	(void)state;
	p->programs[1].owner = 0;
	assert_int_equal(owner_select(p, is_called, (void *)"web"), 0);
	assert_int_equal(p->lost[LC_LOST_OWNERS], 1);
	assert_true(profile_incomplete(p) & INCOMPLETE_LOST);
}

static void test_what_nobody_gave_is_a_loss(void **state)
{
	_profile_ struct profile *p = NULL;
	struct sample s;

	(void)state;
	sample_containers(&s);
	sample_program(&s, 9, 0, "/bin/x", 1);
	sample_values(&s, 9, 41, 0, (const uint64_t[]){ 2 }, 1);
	p = sample_profile(&s);
	assert_int_equal(owner_select(p, is_called, (void *)"web"), 0);
	assert_int_equal(p->lost[LC_LOST_OWNERS], 1);
}

static void test_the_boundary_may_be_of_another(void **state)
{
	_profile_ struct profile *p = containers(), *q = containers();

	(void)state;
	p->boundary = q->boundary = (struct boundary){ .sign = LC_BOUNDARY_WAIT, .program = 2, .drop_program = 3 };
	assert_int_equal(owner_select(p, is_called, (void *)"web"), 0);
	assert_int_equal(p->boundary.program, 2);
	assert_int_equal(p->boundary.drop_program, 0);
	assert_int_equal(owner_select(q, is_called, (void *)"none of them"), 0);
	assert_int_equal(q->nprograms, 0);
	assert_int_equal(q->boundary.program, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_container),
		cmocka_unit_test(test_plans_of_the_parts),
		cmocka_unit_test(test_a_unit),
		cmocka_unit_test(test_all_is_the_same),
		cmocka_unit_test(test_facts_of_nobody_are_a_loss),
		cmocka_unit_test(test_what_nobody_gave_is_a_loss),
		cmocka_unit_test(test_the_boundary_may_be_of_another),
	};

	return cmocka_run_group_tests_name("owner_select", tests, NULL, NULL);
}
