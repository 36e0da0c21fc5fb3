/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows the order of a search (the plan, what it lacks, what can go) and what
 * its verdicts are in the end.
 */
#include "core/search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "core/search_state.h"

static int try_plan(struct search *s)
{
	const struct search_options *o = s->options;
	int r;

	search_about(s, "the plan");
	r = search_try_caps(s, o->plan, search_shrink_runs(s, o->plan) + search_calls_runs(o->nsyscalls),
			    &s->result->what);
	if (r != STEP_FAILS)
		return r;
	r = search_grow(s);
	if (s->works && s->result->end != SEARCH_FLAKY)
		put_text(&s->result->what, NULL); /* of the plan: no longer of interest */
	return r;
}

static int search_all(struct search *s)
{
	int r = try_plan(s);

	if (r == STEP_WORKS)
		r = search_shrink(s);
	if (r == STEP_WORKS)
		r = search_calls(s);
	if (r == STEP_WORKS)
		s->result->end = SEARCH_MINIMAL;
	return r < 0 ? r : 0;
}

/* What is left of those that took its place, and of those that took theirs. */
static uint64_t stand_ins(const struct search *s, unsigned int cap)
{
	uint64_t set = s->instead[cap], seen = 0;

	while (set & ~seen) {
		unsigned int next = (unsigned int)__builtin_ctzll(set & ~seen);

		seen |= cap_bit(next);
		set |= s->instead[next];
	}
	return set & s->result->caps;
}

/* What does in the place of a wide one; "" if nothing has to. */
static char *instead_text(const struct search *s, unsigned int cap)
{
	uint64_t instead = stand_ins(s, cap);
	_buf_ struct buf b = BUF_INIT;

	search_names(instead, &b);
	if (instead)
		buf_addf(&b, " %s in its place", cap_total(instead) > 1 ? "do" : "does");
	else
		buf_add(&b, "");
	return buf_take(&b);
}

static int conclude(struct search *s)
{
	struct search_result *result = s->result;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		char *without;

		if (!(s->judged & cap_bit(cap)))
			continue;
		without = s->without[cap] ? TAKE(s->without[cap]) : instead_text(s, cap);
		if (!without)
			return -ENOMEM;
		result->members[result->nmembers++] = (struct search_member){ cap, s->verdicts[cap], without };
	}
	return 0;
}

static void state_free(struct search *s)
{
	for (size_t i = 0; i < s->nfailures; i++)
		free(s->failures[i].what);
	free(s->failures);
	for (size_t i = 0; i < CAP_ROOM; i++)
		free(s->without[i]);
	buf_free(&s->about);
}

int search_run(const struct search_options *options, trial_oracle oracle, void *ctx, struct search_result *result)
{
	struct search s = { .options = options, .oracle = oracle, .ctx = ctx, .result = result };
	int r;

	*result = (struct search_result){ .end = SEARCH_STOPPED };
	r = search_all(&s);
	if (!r)
		r = conclude(&s);
	state_free(&s);
	return r == -ENOMEM ? fail(r, "search for the least set: out of memory") : r;
}

void search_free(struct search_result *result)
{
	for (size_t i = 0; i < result->nmembers; i++)
		free(result->members[i].without);
	free(result->needless);
	free(result->what);
	*result = (struct search_result){ 0 };
}
