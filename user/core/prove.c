/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows what a proof makes of the advice:
 *
 *   in the set      tried: needed, substitute   keep  PROVEN
 *                   tried: added                keep  ADDED
 *                   not tried, kept anyway      keep  as the checks say
 *                   not tried, else             keep  PROVEN
 *   not in the set  kept or tried               drop  NEEDLESS
 *                   else                        as the checks say
 */
#include "core/prove.h"

#include <string.h>

bool prove_holds(const struct profile *profile)
{
	return profile->proof && profile->proof->kind != PROOF_NONE;
}

static const struct proof_member *find_member(const struct proof *proof, unsigned int cap)
{
	for (size_t i = 0; i < proof->nmembers; i++)
		if (proof->members[i].cap == cap)
			return &proof->members[i];
	return NULL;
}

/* The advice on cap, made where there is none; caps has room for CAP_ROOM. */
static struct cap_plan *find_or_add(struct cap_plan *caps, size_t *n, unsigned int cap)
{
	size_t at = 0;

	while (at < *n && caps[at].cap < cap)
		at++;
	if (at < *n && caps[at].cap == cap)
		return &caps[at];
	memmove(&caps[at + 1], &caps[at], (*n - at) * sizeof(*caps));
	++*n;
	caps[at] = (struct cap_plan){
		.cap = cap, .advice = ADVICE_DROP, .class = CLASS_UNCLASSIFIED, .reason = REASON_NEEDLESS,
	};
	return &caps[at];
}

static void prove_needed(struct cap_plan *cap, const struct proof_member *member)
{
	if (member)
		cap->reason = member->verdict == MEMBER_ADDED ? REASON_ADDED : REASON_PROVEN;
	else if (cap->advice != ADVICE_KEEP)
		cap->reason = REASON_PROVEN;
	cap->advice = ADVICE_KEEP;
}

static void prove_needless(struct cap_plan *cap, const struct proof_member *member)
{
	if (!member && cap->advice != ADVICE_KEEP)
		return;
	cap->advice = ADVICE_DROP;
	cap->reason = REASON_NEEDLESS;
}

void prove_capabilities(const struct proof *proof, struct cap_plan *caps, size_t *n)
{
	for (unsigned int i = 0; i < CAP_ROOM; i++) {
		const struct proof_member *member = find_member(proof, i);

		if (member || (proof->caps >> i & 1))
			find_or_add(caps, n, i)->member = member;
	}
	for (size_t i = 0; i < *n; i++) {
		struct cap_plan *cap = &caps[i];

		if (proof->caps >> cap->cap & 1)
			prove_needed(cap, cap->member);
		else
			prove_needless(cap, cap->member);
		/* A question is nothing that a replay answered. */
		cap->proof = cap->advice == ADVICE_ASK ? PROOF_NONE : proof->kind;
	}
}
