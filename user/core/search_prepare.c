/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows what a recording tells a search before its first trial: what the
 * workload held, what it may lack, what may do in the place of what. Only
 * substitutes that some check speaks for are named, each costs a trial.
 */
#include <linux/capability.h>
#include <string.h>

#include "core/advise.h"
#include "core/search_state.h"

/* Every capability of the kernel it was recorded on. */
static uint64_t known_caps(const struct profile *p)
{
	unsigned int last = p->cap_last ? p->cap_last : CAP_COUNT - 1;

	return last >= CAP_ROOM - 1 ? ~UINT64_C(0) : cap_bit(last + 1) - 1;
}

static bool is_likely(const struct cap_plan *cap)
{
	return cap->advice == ADVICE_ASK || cap->granted || cap->reason == REASON_ASKED || cap->reason == REASON_FILE;
}

static bool same_place(const struct check *a, const struct check *b)
{
	return a->program == b->program && a->abi == b->abi && a->nr == b->nr &&
	       !strcmp(site_decision(a->site), site_decision(b->site));
}

static bool counts(const struct check *c)
{
	return c->cap < CAP_ROOM && !(c->flags & LC_CHECK_VOID);
}

/* Which of these were asked for the same decision. */
static uint64_t asked_with(const struct profile *p, const struct check *c, uint64_t caps)
{
	uint64_t set = 0;

	for (size_t i = 0; caps && i < p->nchecks; i++) {
		const struct check *other = &p->checks[i];

		if (counts(other) && (caps & cap_bit(other->cap)) && same_place(other, c))
			set |= cap_bit(other->cap);
	}
	return set;
}

static uint64_t narrower(const struct profile *p, const struct check *c)
{
	const struct site *row = check_site(c);
	uint64_t set = 0;

	if (!row || row->harmless)
		return 0;
	if (c->cap == CAP_DAC_OVERRIDE)
		return cap_bit(CAP_DAC_READ_SEARCH);
	if (row->instead >= 0 && row->instead < CAP_ROOM)
		set = cap_bit((unsigned int)row->instead);
	return set | asked_with(p, c, site_narrower((int)c->cap) & ~set);
}

void search_prepare(const struct plan *plan, struct search_options *options, uint64_t substitutes[CAP_ROOM])
{
	const struct profile *p = plan->profile;
	uint64_t known = known_caps(p), held = (p->outcome.permitted | p->outcome.bounding) & known;

	memset(substitutes, 0, CAP_ROOM * sizeof(*substitutes));
	*options = (struct search_options){ .plan = plan->keep, .substitutes = substitutes };
	options->held = (held ? held : known) | plan->keep;
	for (size_t i = 0; i < plan->ncaps; i++)
		if (plan->caps[i].cap < CAP_ROOM && is_likely(&plan->caps[i]))
			options->likely |= cap_bit(plan->caps[i].cap);
	options->likely &= options->held & ~plan->keep;
	for (size_t i = 0; i < p->nchecks; i++)
		if (counts(&p->checks[i]))
			substitutes[p->checks[i].cap] |= narrower(p, &p->checks[i]) & known;
}
