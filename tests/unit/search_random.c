/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Searches on workloads drawn at random, the same ones each time: whatever
 * they need, the set that is found works, cannot be made smaller, and took no
 * more runs than was promised.
 */
#include "search_world.h"

#define CASES 10000

struct draw {
	uint64_t state;
	uint64_t substitutes[CAP_ROOM];
	struct search_options options;
	struct world world;
};

/* xorshift64 */
static uint64_t number(struct draw *d)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return d->state;
}

static unsigned int below(struct draw *d, unsigned int n)
{
	return (unsigned int)(number(d) % n);
}

/* Each capability with 1/n. */
static uint64_t some_caps(struct draw *d, unsigned int n)
{
	uint64_t set = 0;

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++)
		if (!below(d, n))
			set |= BIT(cap);
	return set;
}

/* What a narrower one does the wide one does too; numbers go up with width. */
static void widen_clauses(struct draw *d)
{
	for (unsigned int wide = 0; wide < CAP_ROOM; wide++)
		for (size_t i = 0; i < d->world.nclauses; i++)
			if (d->world.clauses[i] & d->substitutes[wide])
				d->world.clauses[i] |= BIT(wide);
}

static void draw_world(struct draw *d)
{
	struct world *w = &d->world;
	unsigned int density = 1 + below(d, 10);

	memset(w, 0, sizeof(*w));
	memset(d->substitutes, 0, sizeof(d->substitutes));
	for (unsigned int wide = 1; wide < CAP_COUNT; wide++)
		if (!below(d, 8))
			d->substitutes[wide] = some_caps(d, 20) & (BIT(wide) - 1);
	d->options = (struct search_options){
		.held = some_caps(d, 1 + below(d, 2)),
		.substitutes = below(d, 3) ? d->substitutes : NULL,
		.nsyscalls = below(d, 2) ? below(d, 120) : 0,
	};
	d->options.plan = some_caps(d, 2 + below(d, 8)) & d->options.held;
	d->options.likely = some_caps(d, 6) & d->options.held;
	w->puzzling = !below(d, 4);
	w->nclauses = below(d, 9);
	for (size_t i = 0; i < w->nclauses; i++)
		for (unsigned int n = 1 + below(d, 3); n; n--)
			w->clauses[i] |= BIT(below(d, CAP_COUNT));
	if (d->options.substitutes)
		widen_clauses(d);
	w->ncalls = d->options.nsyscalls;
	for (size_t i = 0; i < w->ncalls; i++)
		w->calls[i] = !below(d, density);
}

/* No more runs follow on any trial than it promised, unless the plan fails. */
static void check_promises(const struct draw *d, const struct search_result *r)
{
	if (!d->world.worked[0] || d->world.puzzling)
		return;
	for (unsigned int i = 0; i < r->runs; i++)
		assert_true(r->runs - i - 1 <= d->world.remaining[i]);
}

static unsigned int log2_up(unsigned int n)
{
	unsigned int k = 0;

	while (n > 1u << k)
		k++;
	return k;
}

static unsigned int count(uint64_t set)
{
	return (unsigned int)__builtin_popcountll(set);
}

static unsigned int most_runs(const struct draw *d, const struct search_result *r)
{
	const struct search_options *o = &d->options;
	unsigned int n = count(o->held & ~o->plan), added = 0, runs, calls = (unsigned int)o->nsyscalls;

	for (size_t i = 0; i < r->nmembers; i++)
		added += !(o->plan & BIT(r->members[i].cap)); /* and substitutes */
	runs = 1 + count(o->plan) + calls + (calls + 1) / 2 + 3;
	if (r->grown)
		runs += 1 + (added + 1) * (log2_up(n) + 2);
	for (unsigned int cap = 0; o->substitutes && cap < CAP_ROOM; cap++)
		runs += count(o->substitutes[cap]);
	return d->world.puzzling ? 2 * runs : runs;
}

/* Nothing is tried whose answer is known: no set twice, no part of one that failed. */
static void check_economy(const struct world *w, size_t ncaps)
{
	for (size_t i = 0; i < ncaps; i++)
		for (size_t k = 0; k < i; k++)
			assert_true(w->worked[k] ? w->caps[k] != w->caps[i] : w->caps[i] & ~w->caps[k]);
}

static void check_minimal(const struct draw *d, const struct search_result *r)
{
	const struct world *w = &d->world;
	static bool without[WORLD_CALLS];

	assert_int_equal(r->end, SEARCH_MINIMAL);
	assert_true(world_works(w, r->caps, r->needless));
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++)
		if (r->caps & BIT(cap))
			assert_false(world_works(w, r->caps & ~BIT(cap), NULL));
	for (size_t i = 0; i < w->ncalls; i++) {
		if (r->needless[i])
			continue;
		memcpy(without, r->needless, w->ncalls * sizeof(bool));
		without[i] = true;
		assert_false(world_works(w, r->caps, without));
	}
}

static void check_members(const struct draw *d, const struct search_result *r)
{
	uint64_t in = 0, plan = d->options.plan;

	for (size_t i = 0; i < r->nmembers; i++) {
		const struct search_member *m = &r->members[i];

		assert_true(!i || r->members[i - 1].cap < m->cap);
		if (m->verdict == MEMBER_NEEDLESS) {
			/* what was added is only let go for a narrower one */
			assert_true((plan & BIT(m->cap)) || (r->grown && *m->without));
			plan &= ~BIT(m->cap);
			continue;
		}
		in |= BIT(m->cap);
		assert_true(*m->without);
		if (m->verdict == MEMBER_NEEDED)
			assert_true(plan & BIT(m->cap));
		if (m->verdict == MEMBER_ADDED)
			assert_true(r->grown && !(plan & BIT(m->cap)));
		if (m->verdict == MEMBER_SUBSTITUTE)
			assert_non_null(d->options.substitutes);
	}
	assert_int_equal(in, r->caps);
	assert_int_equal(plan & ~r->caps, 0); /* each of the plan has a verdict */
}

static void finds_the_least(void **state)
{
	static struct draw d = { .state = 20261123 };
	unsigned int ends[SEARCH_STOPPED + 1] = { 0 }, grown = 0, substituted = 0;
	unsigned long runs = 0;

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct search_result r;

		draw_world(&d);
		r = world_search(&d.world, &d.options);
		ends[r.end]++;
		grown += r.grown;
		runs += r.runs;
		assert_true(r.runs <= most_runs(&d, &r));
		check_promises(&d, &r);
		if (!d.world.puzzling && !d.options.nsyscalls)
			check_economy(&d.world, r.runs);
		if (world_works(&d.world, d.options.held, NULL)) {
			check_minimal(&d, &r);
			check_members(&d, &r);
		} else {
			assert_int_equal(r.end, SEARCH_NOTHING);
		}
		for (size_t k = 0; k < r.nmembers; k++)
			substituted += r.members[k].verdict == MEMBER_SUBSTITUTE;
		search_free(&r);
	}
	print_message("%u minimal, %u nothing, %u grown, %u substitutes, %.1f runs\n", ends[SEARCH_MINIMAL],
		      ends[SEARCH_NOTHING], grown, substituted, (double)runs / CASES);
	assert_true(ends[SEARCH_MINIMAL] > CASES / 4 && ends[SEARCH_NOTHING] > CASES / 20);
	assert_true(grown > CASES / 10 && substituted > CASES / 20);
}

/* An answer that depends on nothing but the set, in no sensible way. */
static int try_senseless(void *ctx, const struct trial *t, struct trial_result *result)
{
	struct draw *d = ctx;
	struct world *w = &d->world;
	uint64_t mix = t->caps ^ d->options.plan << 1;

	for (size_t i = 0; t->without && i < d->options.nsyscalls; i++)
		mix = mix * 31 + t->without[i];
	mix *= UINT64_C(0x9e3779b97f4a7c15);
	assert_true(w->runs < WORLD_RUNS);
	w->caps[w->runs] = t->caps;
	w->worked[w->runs] = mix >> 62 != 0 && t->caps;
	result->answer = w->worked[w->runs] ? TRIAL_WORKS : TRIAL_FAILS;
	result->explained = !w->puzzling;
	w->runs++;
	return 0;
}

/* More may break what worked with less: it ends all the same, with a set that worked. */
static void ends_on_senseless_answers(void **state)
{
	static struct draw d = { .state = 42 };

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct search_result r;
		bool seen = false;

		draw_world(&d);
		assert_int_equal(search_run(&d.options, try_senseless, &d, &r), 0);
		assert_true(r.end == SEARCH_MINIMAL || r.end == SEARCH_NOTHING);
		assert_true(r.runs <= most_runs(&d, &r));
		if (!d.world.puzzling && !d.options.nsyscalls)
			check_economy(&d.world, r.runs);
		for (unsigned int k = 0; k < r.runs; k++)
			seen |= d.world.worked[k] && d.world.caps[k] == r.caps;
		assert_int_equal(seen, r.end == SEARCH_MINIMAL);
		search_free(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_least),
		cmocka_unit_test(ends_on_senseless_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
