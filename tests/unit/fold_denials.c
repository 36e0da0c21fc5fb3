// SPDX-License-Identifier: BSD-2-Clause
/* Refused calls in a profile: judged, once for each kind, kept in the file, and what they say of completeness. */
#include "sample_order.h"

#include "core/layer.h"

/* What the truth says; the denial is its first example. */
static struct lc_refusal *count(struct sample *s, uint32_t by, uint32_t error, uint64_t times)
{
	struct lc_refusal *r = &sample_add(s, LC_REFUSAL, 2, 0)->refusal;

	r->h.ns = 0;
	r->nr = 257;
	r->error = error;
	r->by = by;
	r->count = times;
	return r;
}

static void recording(struct sample *s)
{
	sample_recording(s);
	sample_denial(s, 3, 0600);
	count(s, LC_REFUSER_OTHER, EACCES, 5);
}

static void assert_judged(const struct profile *p)
{
	const struct refusal *r = &p->refusals[0];

	assert_int_equal(p->nrefusals, 1);
	assert_int_equal(r->count, 5);
	assert_int_equal(r->first_ns, 9000000);
	assert_non_null(r->verdict);
	assert_int_equal(refusal_layer(r), LAYER_DAC);
	assert_int_equal(r->verdict->confidence, CONFIDENCE_INFERRED);
	assert_string_equal(r->verdict->object, "/srv/secret");
	assert_true(*r->verdict->detail && *r->verdict->fix);
}

static void test_judged(void **state)
{
	_profile_ struct profile *p = NULL;
	struct sample s;

	(void)state;
	recording(&s);
	p = sample_profile(&s);
	assert_judged(p);
}

static void test_the_first_of_its_kind(void **state)
{
	_profile_ struct profile *p = NULL;
	struct sample s;

	(void)state;
	recording(&s);
	sample_denial(&s, 4, 0644); /* refuses nobody */
	sample_denial(&s, 5, 0600);
	p = sample_profile(&s);
	assert_judged(p);
}

static void test_read_again(void **state)
{
	_profile_ struct profile *p = NULL, *again = NULL;
	_buf_ struct buf text = BUF_INIT;
	struct sample s;

	(void)state;
	recording(&s);
	p = sample_profile(&s);
	assert_int_equal(profile_write(p, &text), 0);
	assert_int_equal(profile_parse(text.text, text.size, &again), 0);
	assert_judged(again);
	assert_string_equal(again->refusals[0].verdict->detail, p->refusals[0].verdict->detail);
	assert_int_equal(again->refusals[0].verdict->cap, p->refusals[0].verdict->cap);
}

/* A ring that lost the record does not lose the fact. */
static void test_without_an_example(void **state)
{
	static const enum layer by[] = {
		[LC_REFUSER_SECCOMP] = LAYER_SECCOMP, [LC_REFUSER_LSM] = LAYER_LSM_OTHER,
		[LC_REFUSER_FILE] = LAYER_DAC,	      [LC_REFUSER_CHECK] = LAYER_CAPABILITY,
		[LC_REFUSER_OTHER] = LAYER_UNKNOWN,
	};

	(void)state;
	for (uint32_t refuser = 1; refuser < LC_REFUSERS; refuser++) {
		_profile_ struct profile *p = NULL;
		struct sample s;

		sample_recording(&s);
		count(&s, refuser, EPERM, 2);
		p = sample_profile(&s);
		assert_int_equal(p->nrefusals, 1);
		assert_null(p->refusals[0].verdict);
		assert_int_equal(refusal_layer(&p->refusals[0]), by[refuser]);
	}
}

static unsigned int incomplete_with(uint32_t by, uint32_t status)
{
	_profile_ struct profile *p = NULL;
	struct sample s;

	sample_recording(&s);
	count(&s, by, EPERM, 1);
	sample_outcome(&s, LC_OUTCOME_ENDED)->status = status;
	p = sample_profile(&s);
	return profile_incomplete(p) & INCOMPLETE_REFUSED;
}

/* Filters and security modules hide what comes next; the workload's own refusals only if it failed. */
static void test_completeness(void **state)
{
	(void)state;
	assert_true(incomplete_with(LC_REFUSER_SECCOMP, 0));
	assert_true(incomplete_with(LC_REFUSER_LSM, 0));
	assert_false(incomplete_with(LC_REFUSER_CHECK, 0));
	assert_false(incomplete_with(LC_REFUSER_FILE, 0));
	assert_true(incomplete_with(LC_REFUSER_CHECK, 1));
	assert_true(incomplete_with(LC_REFUSER_FILE, 1));
	assert_false(incomplete_with(LC_REFUSER_OTHER, 1));
}

static void test_a_death_is_told_as_such(void **state)
{
	_profile_ struct profile *p = NULL;
	_buf_ struct buf text = BUF_INIT;
	struct sample s;

	(void)state;
	sample_recording(&s);
	count(&s, LC_REFUSER_SECCOMP, LC_ERROR_KILLED, 1);
	p = sample_profile(&s);
	assert_int_equal(profile_write(p, &text), 0);
	assert_non_null(strstr(buf_text(&text), "\"errno\": \"SIGSYS\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judged),
		cmocka_unit_test(test_the_first_of_its_kind),
		cmocka_unit_test(test_read_again),
		cmocka_unit_test(test_without_an_example),
		cmocka_unit_test(test_completeness),
		cmocka_unit_test(test_a_death_is_told_as_such),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
