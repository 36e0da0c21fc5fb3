/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows what has to be added to a plan that is not enough. Some needs show
 * no check at all: a bit that is only compared, or only handed on.
 *
 * What may be added stands in a row, the likely and the harmless first. The
 * shortest part of the row that does is found by halving; its last member is
 * needed with whatever stands before it. That one joins the plan, and the
 * same is asked of what stands before it, until the plan itself does.
 */
#include "core/search_state.h"

struct row {
	unsigned int caps[CAP_ROOM];
	size_t n, nlikely;
};

static enum cap_risk risk_of(unsigned int cap)
{
	const struct cap_info *info = cap_info(cap);

	return info ? info->risk : CAP_RISK_HOST;
}

/* Appends those of the set, the least dangerous first. */
static void append(struct row *row, uint64_t set)
{
	for (int risk = CAP_RISKS - 1; risk >= 0; risk--)
		for (unsigned int cap = 0; cap < CAP_ROOM; cap++)
			if ((set & cap_bit(cap)) && (int)risk_of(cap) == risk)
				row->caps[row->n++] = cap;
}

static uint64_t first_of(const struct row *row, size_t n)
{
	uint64_t set = 0;

	for (size_t i = 0; i < n; i++)
		set |= cap_bit(row->caps[i]);
	return set;
}

/* After a trial that leaves n to be halved: these, the proof of the addition, and all that follows. */
static unsigned int grow_runs(const struct search *s, size_t n)
{
	return halvings(n) + 1 + search_shrink_runs(s, s->options->plan) + search_calls_runs(s->options->nsyscalls);
}

static int try_with(struct search *s, uint64_t caps, size_t left)
{
	_free_ char *what = NULL;

	search_about(s, "the plan and %u more", cap_total(caps & ~s->options->plan));
	return search_try_caps(s, caps, grow_runs(s, left), &what);
}

/* Length of the shortest part of the row that does together with base; *n: a length that does. */
static int halve(struct search *s, const struct row *row, uint64_t base, size_t *n)
{
	size_t few = 0;

	while (*n - few > 1) {
		bool apart = few < row->nlikely && row->nlikely < *n;
		size_t half = apart ? row->nlikely : few + (*n - few) / 2;
		int r = try_with(s, base | first_of(row, half), *n - half > half - few ? *n - half : half - few);

		if (r < 0 || r == STEP_ENDED)
			return r;
		*(r == STEP_WORKS ? n : &few) = half;
	}
	return STEP_WORKS;
}

static int add_least(struct search *s, const struct row *row)
{
	uint64_t base = s->options->plan;
	size_t n = row->n;

	while (n) {
		int r = halve(s, row, base, &n);

		if (r != STEP_WORKS)
			return r;
		base |= cap_bit(row->caps[--n]);
		if (!n)
			break; /* the last that worked */
		r = try_with(s, base, n);
		if (r < 0 || r == STEP_ENDED)
			return r;
		if (r == STEP_WORKS)
			break;
	}
	s->added = base & ~s->options->plan;
	return STEP_WORKS;
}

static int try_all(struct search *s, uint64_t held)
{
	_free_ char *what = NULL;
	int r;

	search_about(s, "everything it held");
	r = search_try_caps(s, held, grow_runs(s, cap_total(held & ~s->options->plan)), &what);
	if (r != STEP_FAILS)
		return r;
	put_text(&s->result->what, TAKE(what));
	s->result->end = SEARCH_NOTHING;
	return STEP_ENDED;
}

int search_grow(struct search *s)
{
	const struct search_options *o = s->options;
	uint64_t held = o->held | o->plan, more = held & ~o->plan;
	struct row row = { .n = 0 };
	int r = try_all(s, held);

	if (r != STEP_WORKS)
		return r;
	s->result->grown = true;
	append(&row, more & o->likely);
	row.nlikely = row.n;
	append(&row, more & ~o->likely);
	return add_least(s, &row);
}
