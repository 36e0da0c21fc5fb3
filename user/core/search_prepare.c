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

/* The kernel takes the narrower of these where it asks for both in turn. */
static const struct {
	unsigned int wide, narrow;
} pairs[] = {
	{ CAP_SYS_ADMIN, CAP_BPF },	       { CAP_SYS_ADMIN, CAP_PERFMON },
	{ CAP_SYS_ADMIN, CAP_SYSLOG },	       { CAP_SYS_ADMIN, CAP_CHECKPOINT_RESTORE },
	{ CAP_SYS_ADMIN, CAP_SYS_NICE },       { CAP_SYS_ADMIN, CAP_SYS_RESOURCE },
	{ CAP_SYS_ADMIN, CAP_NET_ADMIN },      { CAP_SYS_ADMIN, CAP_DAC_READ_SEARCH },
	{ CAP_NET_ADMIN, CAP_NET_RAW },
};

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
	return a->program == b->program && a->abi == b->abi && a->nr == b->nr && !strcmp(a->site, b->site);
}

static bool counts(const struct check *c)
{
	return c->cap < CAP_ROOM && !(c->flags & LC_CHECK_VOID);
}

static bool asked_with(const struct profile *p, const struct check *c, unsigned int cap)
{
	for (size_t i = 0; i < p->nchecks; i++)
		if (p->checks[i].cap == cap && counts(&p->checks[i]) && same_place(&p->checks[i], c))
			return true;
	return false;
}

static uint64_t narrower(const struct profile *p, const struct check *c)
{
	const struct site *row = check_site(c);
	uint64_t set = 0;

	if (c->cap == CAP_DAC_OVERRIDE)
		return cap_bit(CAP_DAC_READ_SEARCH);
	if (!row || row->class != CLASS_ALTERNATIVE)
		return 0;
	if (row->instead >= 0 && row->instead < CAP_ROOM)
		set |= cap_bit((unsigned int)row->instead);
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		if (pairs[i].wide == c->cap && asked_with(p, c, pairs[i].narrow))
			set |= cap_bit(pairs[i].narrow);
	return set;
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
