/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows what all checks of one capability amount to: keep, drop or ask.
 * Checked is not needed, granted is not used, denied is not missing; in doubt
 * a capability is kept and marked unproven, because a set that breaks the
 * workload helps nobody.
 *
 * The table, by what one check says (core/weigh.c); "calls" are those it was made in, where their results were
 * followed and tell something (not netlink, io_uring_enter, places that do less in silence). First match:
 *
 *   place or answer                       calls ended            advice  reason
 *   implied: capset asked to hold it      any                    ask     ASKED
 *   implied: a file's effective bit       all EPERM, EACCES      ask     DENIED
 *                                         else                   keep    FILE
 *   moot, or harmless place               any                    drop    HARMLESS
 *     granted where the answer is shown   any                    ask     SHOWN
 *   asked for want of no_new_privs        any                    drop    NO_NEW_PRIVS (if the plan sets it)
 *   overlay's mounter; access() refused   any                    drop    OVERRIDDEN
 *   refused                               all with success       drop    SURVIVED
 *     by another security module          any failed, unknown    ask     DENIED_LSM
 *     asked of a namespace out of reach   any failed, unknown    ask     DENIED_NAMESPACE
 *     else                                any failed, unknown    ask     DENIED (the sentence names the errno)
 *   granted for owning the namespace      any                    drop    OWNER
 *   granted in a namespace it made        any                    drop    MADE_NAMESPACE
 *   granted in execve (a search in PATH)  all failed             drop    FUTILE
 *   granted, early, probe, fallback known all EPERM, EACCES      drop    FUTILE
 *   granted, else                         all EPERM, EACCES      ask     FUTILE
 *   granted, fallback known               else                   ask     FALLBACK
 *   granted, decisive, limit, alternative else                   keep    DECISIVE, LIMIT, ALTERNATIVE
 *   granted, early, probe or no row       else                   keep    EARLY, UNCLASSIFIED (unproven)
 *
 * No fallback: a single link in /proc that is looked through is one that is meant.
 *
 * Then checks of one decision are joined (core/settle.c: NARROWER, SUBSTITUTED, COVERED), and of each capability the
 * strongest check decides: keep before ask before drop.
 */
#include "core/advise.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/order.h"
#include "core/weigh.h"

static const struct {
	enum cap_reason reason;
	enum advice advice;
} verdicts[] = {
	[WEIGHT_DECISIVE] = { REASON_DECISIVE, ADVICE_KEEP },
	[WEIGHT_LIMIT] = { REASON_LIMIT, ADVICE_KEEP },
	[WEIGHT_ALTERNATIVE] = { REASON_ALTERNATIVE, ADVICE_KEEP },
	[WEIGHT_NARROWER] = { REASON_NARROWER, ADVICE_KEEP },
	[WEIGHT_FILE] = { REASON_FILE, ADVICE_KEEP },
	[WEIGHT_EARLY] = { REASON_EARLY, ADVICE_KEEP },
	[WEIGHT_UNCLASSIFIED] = { REASON_UNCLASSIFIED, ADVICE_KEEP },
	[WEIGHT_FALLBACK] = { REASON_FALLBACK, ADVICE_ASK },
	[WEIGHT_DENIED] = { REASON_DENIED, ADVICE_ASK },
	[WEIGHT_FUTILE] = { REASON_FUTILE, ADVICE_ASK },
	[WEIGHT_SHOWN] = { REASON_SHOWN, ADVICE_ASK },
	[WEIGHT_DENIED_LSM] = { REASON_DENIED_LSM, ADVICE_ASK },
	[WEIGHT_DENIED_NAMESPACE] = { REASON_DENIED_NAMESPACE, ADVICE_ASK },
	[WEIGHT_ASKED] = { REASON_ASKED, ADVICE_ASK },
	[WEIGHT_SUBSTITUTED] = { REASON_SUBSTITUTED, ADVICE_DROP },
	[WEIGHT_COVERED] = { REASON_COVERED, ADVICE_DROP },
	[WEIGHT_MADE_NAMESPACE] = { REASON_MADE_NAMESPACE, ADVICE_DROP },
	[WEIGHT_OWNER] = { REASON_OWNER, ADVICE_DROP },
	[WEIGHT_OVERRIDDEN] = { REASON_OVERRIDDEN, ADVICE_DROP },
	[WEIGHT_SURVIVED] = { REASON_SURVIVED, ADVICE_DROP },
	[WEIGHT_FUTILE_EARLY] = { REASON_FUTILE, ADVICE_DROP },
	[WEIGHT_NO_NEW_PRIVS] = { REASON_NO_NEW_PRIVS, ADVICE_DROP },
	[WEIGHT_HARMLESS] = { REASON_HARMLESS, ADVICE_DROP },
};
static_assert(ARRAY_SIZE(verdicts) == WEIGHTS, "a verdict per weight");

bool advise_no_new_privs(const struct profile *profile, const struct roles *roles)
{
	for (size_t i = 0; i < profile->nprograms; i++)
		if ((profile->programs[i].flags & LC_PROGRAM_GAINED) && roles_count(roles, profile->programs[i].id))
			return false;
	return true;
}

uint64_t advise_runtime(const struct profile *profile, const struct roles *roles)
{
	uint64_t caps = 0;

	for (size_t i = 0; i < profile->nchecks; i++) {
		const struct check *c = &profile->checks[i];
		const struct site *row;

		if (c->cap >= CAP_ROOM || (c->flags & (LC_CHECK_VOID | LC_CHECK_MOOT | LC_CHECK_OWNER)) ||
		    check_refused(c) || roles_count(roles, c->program))
			continue;
		row = check_site(c);
		if (!row || !row->harmless)
			caps |= UINT64_C(1) << c->cap;
	}
	return caps;
}

/* By capability, deciders first, then the busiest; the address is the order of the profile. */
static int compare_weights(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;
	int r = order_u64(x->cap, y->cap);

	if (!r)
		r = order_u64(x->weight, y->weight);
	if (!r)
		r = order_u64(y->check->count, x->check->count);
	return r ? r : order_u64((uintptr_t)x->check, (uintptr_t)y->check);
}

static void add_counts(struct cap_plan *cap, const struct check *c)
{
	if (c->cap != cap->cap || (c->flags & LC_CHECK_IMPLIED))
		return; /* asked for the wider one, or not asked */
	*(check_refused(c) ? &cap->denied : &cap->granted) += c->count;
}

static int conclude(struct cap_plan *cap, const struct weighed *w, size_t n)
{
	const struct check **evidence = calloc(n, sizeof(*evidence));

	if (!evidence)
		return -ENOMEM;
	*cap = (struct cap_plan){
		.cap = w->cap,
		.advice = verdicts[w->weight].advice,
		.class = weigh_class(w->check, w->row),
		.reason = verdicts[w->weight].reason,
		.decider = w->check,
		.evidence = evidence,
		.nevidence = n,
	};
	for (size_t i = 0; i < n; i++) {
		evidence[i] = w[i].check;
		cap->ndeciders += w[i].weight == w->weight;
		if (verdicts[w[i].weight].advice == cap->advice)
			cap->phases |= w[i].check->phases;
		add_counts(cap, w[i].check);
	}
	return 0;
}

/* Whether keeping it may be needless: nobody saw what happens without it. */
static bool doubts(const struct weighed *w)
{
	if (w->weight == WEIGHT_EARLY || w->weight == WEIGHT_UNCLASSIFIED)
		return true;
	return w->weight < WEIGHT_EARLY && (w->check->flags & LC_CHECK_OVERRIDDEN) && !check_in_access(w->check);
}

static int conclude_all(struct weighed *w, size_t n, struct cap_plan *caps, size_t *ncaps, bool *unproven)
{
	size_t end;

	if (n)
		qsort(w, n, sizeof(*w), compare_weights);
	for (size_t start = 0; start < n; start = end) {
		int r;

		end = start + 1;
		while (end < n && w[end].cap == w[start].cap)
			end++;
		r = conclude(&caps[*ncaps], &w[start], end - start);
		if (r < 0)
			return r;
		++*ncaps;
		*unproven |= doubts(&w[start]);
	}
	return 0;
}

/* The checks in the scales, joined where they are one decision; free() *out. 0 or -ENOMEM. */
static int weigh_profile(const struct profile *profile, const struct roles *roles, struct weighed **out, size_t *n)
{
	const struct weigh_context context = { profile, advise_no_new_privs(profile, roles), roles };
	_free_ struct weighed *w = calloc(profile->nchecks + 1, sizeof(*w));
	struct weighed *more;
	size_t all;

	if (!w)
		return -ENOMEM;
	all = weigh_all(&context, w);
	settle_decisions(w, all, profile->cap_last);
	more = reallocarray(w, all + settle_extra(w, all) + 1, sizeof(*w));
	if (!more)
		return -ENOMEM;
	w = more;
	*n = settle_narrower(w, all);
	settle_covered(w, *n);
	*out = TAKE(w);
	return 0;
}

int advise_capabilities(const struct profile *profile, const struct roles *roles, struct cap_plan **out, size_t *n,
			bool *unproven)
{
	_free_ struct cap_plan *caps = calloc(CAP_ROOM, sizeof(*caps));
	_free_ struct weighed *w = NULL;
	size_t all = 0, ncaps = 0;
	bool doubtful = false;
	int r = caps ? weigh_profile(profile, roles, &w, &all) : -ENOMEM;

	if (r < 0)
		return r;
	r = conclude_all(w, all, caps, &ncaps, &doubtful);
	if (r < 0) {
		advise_free(TAKE(caps), ncaps);
		return r;
	}
	*out = TAKE(caps);
	*n = ncaps;
	*unproven = doubtful;
	return 0;
}

void advise_free(struct cap_plan *caps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(caps[i].evidence);
	free(caps);
}
