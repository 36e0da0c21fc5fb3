/* SPDX-License-Identifier: BSD-2-Clause */
/* What a runtime does before the workload begins tells neither its phases nor that something is missing. */
#include "tests/unit/sample.h"

#define RUNC 1
#define BEHIND 2
#define SERVER 3
#define START 50 /* of the server, ms */

static struct sample sample;

static void start_recording(void)
{
	struct sample *s = &sample;

	memset(s, 0, sizeof(*s));
	sample_add(s, LC_SESSION, 0, 0)->session.scope = LC_SCOPE_COMMAND;
	sample_program(s, RUNC, 0, "/usr/sbin/runc", 1)->flags = LC_PROGRAM_ROOT;
	sample_program(s, BEHIND, RUNC, "/usr/sbin/runc", 30)->flags = LC_PROGRAM_FILTERING;
	sample_program(s, SERVER, BEHIND, "/opt/server", START);
	sample_call(s, RUNC, 165, 1);
	sample_call(s, SERVER | 1u << LC_CHAPTER_SHIFT, 50, 1);
}

static void add_boundary(uint64_t ms, enum lc_boundary_sign sign)
{
	struct lc_boundary *b = &sample_add(&sample, LC_BOUNDARY, RUNC, ms)->boundary;

	b->chapter = 1;
	b->sign = sign;
}

static struct profile *fold_sample(void)
{
	_fold_ struct fold *fold = NULL;
	struct profile *profile = NULL;

	sample_add(&sample, LC_END, 0, 100);
	assert_int_equal(fold_new(&fold), 0);
	for (size_t i = 0; i < sample.n; i++)
		assert_int_equal(fold_feed(fold, &sample.records[i], sample.records[i].head.len), 0);
	assert_int_equal(fold_profile(fold, &profile), 0);
	return profile;
}

static void a_wait_for_the_start_is_no_boundary(void **state)
{
	static const struct {
		uint64_t ms;
		enum lc_boundary_sign sign;
		bool counts;
	} rows[] = {
		{ START - 10, LC_BOUNDARY_WAIT, false }, { START + 10, LC_BOUNDARY_WAIT, true },
		{ START - 10, LC_BOUNDARY_READY, true }, /* somebody said so */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_profile_ struct profile *p = NULL;
		const struct sysset *calls;

		start_recording();
		add_boundary(rows[i].ms, rows[i].sign);
		p = fold_sample();
		calls = &profile_program(p, SERVER)->syscalls[LC_ABI_X86_64];
		assert_int_equal(p->boundary.sign, rows[i].counts ? rows[i].sign : 0);
		assert_int_equal(calls->n, 1);
		assert_int_equal(calls->use[0].phases, rows[i].counts ? 1u << PHASE_SERVING : 0);
	}
}

/* As runc is refused ambient capabilities, and a server what it asks. */
static bool is_doubted(uint32_t slot, uint32_t by)
{
	_profile_ struct profile *p = NULL;
	struct lc_refusal *r;
	struct lc_outcome *o;

	start_recording();
	r = &sample_add(&sample, LC_REFUSAL, slot, 40)->refusal;
	r->nr = 157;
	r->error = EPERM;
	r->by = by;
	r->count = 1;
	o = &sample_add(&sample, LC_OUTCOME, 0, 90)->outcome;
	o->flags = LC_OUTCOME_ENDED;
	o->status = 1;
	p = fold_sample();
	return profile_incomplete(p) & INCOMPLETE_REFUSED;
}

static void what_the_runtime_is_refused_hides_nothing(void **state)
{
	(void)state;
	assert_true(is_doubted(SERVER, LC_REFUSER_CHECK));
	assert_true(is_doubted(SERVER, LC_REFUSER_SECCOMP));
	assert_false(is_doubted(RUNC, LC_REFUSER_CHECK));
	assert_false(is_doubted(BEHIND, LC_REFUSER_CHECK));
	assert_false(is_doubted(BEHIND, LC_REFUSER_SECCOMP));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wait_for_the_start_is_no_boundary),
		cmocka_unit_test(what_the_runtime_is_refused_hides_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
