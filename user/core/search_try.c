/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows how one set is tried: within the budget, twice if its failure cannot
 * be explained, and not at all if more than it has failed.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/search_state.h"

#define NO_REASON "it fails, and nothing was seen to be refused"

void search_about(struct search *s, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	buf_free(&s->about);
	s->about = (struct buf)BUF_INIT;
	buf_add(&s->about, text);
}

void search_names(uint64_t caps, struct buf *b)
{
	char room[32];

	while (caps) {
		unsigned int cap = (unsigned int)__builtin_ctzll(caps);

		caps &= caps - 1;
		buf_addf(b, "%s%s", cap_name(cap, room), cap_total(caps) > 1 ? ", " : caps ? " and " : "");
	}
}

/* The smallest of what is left by our estimate and by the budget. */
static unsigned int bound_remaining(const struct search *s, unsigned int remaining)
{
	unsigned int runs = s->result->runs, limit = s->options->max_runs;

	return limit && limit - runs - 1 < remaining ? limit - runs - 1 : remaining;
}

static int try_once(struct search *s, struct trial trial, struct trial_result *result)
{
	int r;

	if (s->options->max_runs && s->result->runs >= s->options->max_runs)
		return STEP_ENDED;
	trial.run = s->result->runs + 1;
	trial.remaining = bound_remaining(s, trial.remaining);
	r = s->oracle(s->ctx, &trial, result);
	if (r < 0)
		return r;
	if (result->answer != TRIAL_WORKS && result->answer != TRIAL_FAILS)
		return STEP_ENDED;
	s->result->runs++;
	return result->answer == TRIAL_WORKS ? STEP_WORKS : STEP_FAILS;
}

static int end_flaky(struct search *s, const char *what)
{
	_buf_ struct buf b = BUF_INIT;

	buf_add(&b, buf_text(&s->about));
	if (what)
		buf_addf(&b, ": failed (%s), then worked", what);
	else
		buf_add(&b, ": failed, then worked");
	put_text(&s->result->what, buf_take(&b));
	if (!s->result->what)
		return -ENOMEM;
	s->result->end = SEARCH_FLAKY;
	return STEP_ENDED;
}

static void result_free(struct trial_result *result)
{
	free(result->what);
}

static int try_twice(struct search *s, struct trial trial, char **what)
{
	_cleanup_(result_free) struct trial_result first = { 0 };
	_cleanup_(result_free) struct trial_result second = { 0 };
	int r = buf_error(&s->about);

	if (r)
		return r;
	trial.about = buf_text(&s->about);
	r = try_once(s, trial, &first);
	if (r == STEP_FAILS && !first.explained) {
		r = try_once(s, trial, &second);
		if (r == STEP_WORKS)
			r = end_flaky(s, first.what);
	}
	if (r == STEP_WORKS)
		*what = TAKE(first.what);
	if (r == STEP_FAILS) {
		*what = first.what ? TAKE(first.what) : second.what ? TAKE(second.what) : strdup(NO_REASON);
		if (!*what)
			r = -ENOMEM;
	}
	return r;
}

static const struct failure *find_failure(const struct search *s, uint64_t caps)
{
	for (size_t i = 0; i < s->nfailures; i++)
		if (!(caps & ~s->failures[i].caps))
			return &s->failures[i];
	return NULL;
}

static int remember_failure(struct search *s, uint64_t caps, const char *what)
{
	char *copy;

	if (s->nfailures == s->room) {
		size_t room = s->room ? 2 * s->room : 16;
		struct failure *grown = realloc(s->failures, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		s->failures = grown;
		s->room = room;
	}
	copy = strdup(what);
	if (!copy)
		return -ENOMEM;
	s->failures[s->nfailures++] = (struct failure){ caps, copy };
	return 0;
}

int search_try_caps(struct search *s, uint64_t caps, unsigned int remaining, char **what)
{
	const struct failure *known = find_failure(s, caps);
	_free_ char *broke = known ? strdup(known->what) : NULL;
	int r = buf_error(&s->about);

	if (r)
		return r;
	if (known) {
		if (!broke)
			return -ENOMEM;
		*what = TAKE(broke);
		return STEP_FAILS;
	}
	r = try_twice(s, (struct trial){ .caps = caps, .remaining = remaining }, &broke);
	if (r == STEP_WORKS) {
		s->works = true;
		s->result->caps = caps;
		s->result->end = SEARCH_SUFFICIENT;
		*what = TAKE(broke);
	}
	if (r != STEP_FAILS)
		return r;
	r = remember_failure(s, caps, broke);
	if (r)
		return r;
	*what = TAKE(broke);
	return STEP_FAILS;
}

int search_try_calls(struct search *s, const bool *without, unsigned int remaining)
{
	_free_ char *broke = NULL;

	return try_twice(s, (struct trial){ .caps = s->result->caps, .without = without, .remaining = remaining },
			 &broke);
}
