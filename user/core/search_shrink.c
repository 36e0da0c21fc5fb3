/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows which capabilities of a set that works can go: each is left out by
 * itself, or changed for narrower ones.
 */
#include "core/search_state.h"

/* The most dangerous first, then by number; what we do not know counts as dangerous. */
static unsigned int most_dangerous(uint64_t set)
{
	unsigned int best = (unsigned int)__builtin_ctzll(set);
	int best_risk = CAP_RISKS;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		const struct cap_info *info = cap_info(cap);
		int risk = info ? (int)info->risk : CAP_RISK_HOST;

		if ((set & cap_bit(cap)) && risk < best_risk) {
			best = cap;
			best_risk = risk;
		}
	}
	return best;
}

/* Narrower ones that may take its place and are not there yet. */
static uint64_t substitutes_of(const struct search *s, unsigned int cap)
{
	if (!s->options->substitutes)
		return 0;
	return s->options->substitutes[cap] & ~s->result->caps & ~s->replaced & ~cap_bit(cap);
}

/* One for each member, and for each substitute that may come in: also of a substitute, also one that goes before. */
unsigned int search_shrink_runs(const struct search *s, uint64_t members)
{
	uint64_t needed = s->judged & s->result->caps & ~members, seen = 0, more = members;
	unsigned int runs = cap_total(members);

	while (s->options->substitutes && more) {
		unsigned int cap = (unsigned int)__builtin_ctzll(more);
		uint64_t substitutes = s->options->substitutes[cap] & ~s->replaced & ~needed & ~cap_bit(cap);

		runs += cap_total(substitutes);
		seen |= cap_bit(cap);
		more = (more | substitutes) & ~seen;
	}
	return runs;
}

static void set_about(struct search *s, unsigned int cap, uint64_t substitutes)
{
	char room[32];

	if (substitutes) {
		search_about(s, "with ");
		search_names(substitutes, &s->about);
		buf_addf(&s->about, " in place of %s", cap_name(cap, room));
	} else {
		search_about(s, "without %s", cap_name(cap, room));
	}
}

static void judge(struct search *s, unsigned int cap, enum member_verdict verdict, char *without)
{
	put_text(&s->without[cap], without);
	s->verdicts[cap] = verdict;
	s->judged |= cap_bit(cap);
}

static enum member_verdict needed_as(const struct search *s, unsigned int cap)
{
	if (s->substituted & cap_bit(cap))
		return MEMBER_SUBSTITUTE;
	return s->added & cap_bit(cap) ? MEMBER_ADDED : MEMBER_NEEDED;
}

/* It is out of the set, and the substitutes are in. *despite: what was refused, and did not matter; may be NULL. */
static void take_out(struct search *s, unsigned int cap, uint64_t substitutes, char **despite)
{
	if (substitutes) {
		s->instead[cap] = substitutes;
		s->replaced |= cap_bit(cap);
		s->substituted |= substitutes;
		s->judged &= ~substitutes; /* one may have been needless while the wide one was there */
	}
	/* What was only tried in the place of another is nobody's member. */
	if ((s->options->plan | s->added) & cap_bit(cap))
		judge(s, cap, MEMBER_NEEDLESS, TAKE(*despite));
}

static int leave_out(struct search *s, unsigned int cap, uint64_t *untried)
{
	uint64_t substitutes = substitutes_of(s, cap);
	_free_ char *what = NULL;
	int r;

	*untried &= ~cap_bit(cap);
	set_about(s, cap, substitutes);
	r = search_try_caps(s, (s->result->caps & ~cap_bit(cap)) | substitutes,
			    search_shrink_runs(s, *untried | substitutes) + search_calls_runs(s->options->nsyscalls),
			    &what);
	if (r == STEP_FAILS) {
		judge(s, cap, needed_as(s, cap), TAKE(what));
	} else if (r == STEP_WORKS) {
		take_out(s, cap, substitutes, &what);
		*untried |= substitutes;
	}
	return r;
}

int search_shrink(struct search *s)
{
	uint64_t untried = s->result->caps;

	while (untried) {
		int r = leave_out(s, most_dangerous(untried), &untried);

		if (r < 0 || r == STEP_ENDED)
			return r;
	}
	s->result->caps_minimal = true;
	return STEP_WORKS;
}
