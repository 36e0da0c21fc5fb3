/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows which syscalls of a list can go. Most lists have long stretches that
 * can and others that cannot, so the chunk that is left out at once doubles
 * where it works and is halved where it fails. In a chunk that fails the
 * first syscall that is needed is found by halving.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/search_state.h"

#define FIRST_CHUNK 4 /* a power of 2 */

struct calls {
	bool *out;   /* the result's: it works without these */
	bool *trial; /* what is tried next */
	size_t n, next; /* those before next are decided */
};

/* Worst: pairs that fail for their first, singles that can go; and the first chunk on its way down to one. */
unsigned int search_calls_runs(size_t undecided)
{
	return undecided ? (unsigned int)(undecided + (undecided + 1) / 2 + FIRST_CHUNK - 1) : 0;
}

/* Leaves out what is out already and the next `more`. */
static int try_without(struct search *s, struct calls *c, size_t more, unsigned int remaining)
{
	size_t out = 0;
	int r;

	memcpy(c->trial, c->out, c->n * sizeof(*c->trial));
	for (size_t i = 0; i < more; i++)
		c->trial[c->next + i] = true;
	for (size_t i = 0; i < c->n; i++)
		out += c->trial[i];
	search_about(s, "without %zu of %zu syscalls", out, c->n);
	r = search_try_calls(s, c->trial, remaining);
	if (r == STEP_WORKS) {
		memcpy(c->out, c->trial, c->n * sizeof(*c->out));
		c->next += more;
	}
	return r;
}

/* Without the next n it fails: what goes before the first that is needed goes, and that one is passed over. */
static int pass_needed(struct search *s, struct calls *c, size_t n)
{
	while (n > 1) {
		size_t half = n / 2;
		int r = try_without(s, c, half, halvings(n - half) + search_calls_runs(c->n - c->next - 1));

		if (r < 0 || r == STEP_ENDED)
			return r;
		n = r == STEP_WORKS ? n - half : half;
	}
	c->next++;
	return STEP_FAILS;
}

static int thin_out(struct search *s, struct calls *c)
{
	size_t chunk = FIRST_CHUNK;

	while (c->next < c->n) {
		size_t left = c->n - c->next, n = chunk < left ? chunk : left;
		int r = try_without(s, c, n, halvings(n) + search_calls_runs(left - 1));

		if (r == STEP_FAILS)
			r = pass_needed(s, c, n);
		if (r < 0 || r == STEP_ENDED)
			return r;
		if (r == STEP_WORKS)
			chunk *= 2;
		else if (chunk > 1)
			chunk /= 2;
	}
	return STEP_WORKS;
}

int search_calls(struct search *s)
{
	struct calls c = { .n = s->options->nsyscalls };
	_free_ bool *trial = NULL;

	if (!c.n)
		return STEP_WORKS;
	trial = calloc(c.n, sizeof(*trial));
	s->result->needless = calloc(c.n, sizeof(*s->result->needless));
	if (!trial || !s->result->needless)
		return -ENOMEM;
	c.out = s->result->needless;
	c.trial = trial;
	return thin_out(s, &c);
}
