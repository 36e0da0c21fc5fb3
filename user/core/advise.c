/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a capability check is worth, and what all checks of one capability
 * amount to: keep, drop or ask. Checked is not needed, granted is not used,
 * denied is not missing; in doubt a capability is kept and marked unproven,
 * because a set that breaks the workload helps nobody.
 */
#include "core/advise.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/sysno.h"

/* What one check says, strongest first: the strongest of a capability decides. */
enum weight {
	WEIGHT_DECISIVE,
	WEIGHT_LIMIT,
	WEIGHT_ALTERNATIVE,
	WEIGHT_NARROWER,
	WEIGHT_EARLY,
	WEIGHT_UNCLASSIFIED, /* the last that keeps */
	WEIGHT_DENIED,
	WEIGHT_DENIED_LSM,
	WEIGHT_DENIED_NAMESPACE, /* the last that asks */
	WEIGHT_SUBSTITUTED,
	WEIGHT_MADE_NAMESPACE,
	WEIGHT_OWNER,
	WEIGHT_OVERRIDDEN,
	WEIGHT_HARMLESS,
	WEIGHTS
};

static const struct {
	enum cap_reason reason;
	enum advice advice;
} verdicts[] = {
	[WEIGHT_DECISIVE] = { REASON_DECISIVE, ADVICE_KEEP },
	[WEIGHT_LIMIT] = { REASON_LIMIT, ADVICE_KEEP },
	[WEIGHT_ALTERNATIVE] = { REASON_ALTERNATIVE, ADVICE_KEEP },
	[WEIGHT_NARROWER] = { REASON_NARROWER, ADVICE_KEEP },
	[WEIGHT_EARLY] = { REASON_EARLY, ADVICE_KEEP },
	[WEIGHT_UNCLASSIFIED] = { REASON_UNCLASSIFIED, ADVICE_KEEP },
	[WEIGHT_DENIED] = { REASON_DENIED, ADVICE_ASK },
	[WEIGHT_DENIED_LSM] = { REASON_DENIED_LSM, ADVICE_ASK },
	[WEIGHT_DENIED_NAMESPACE] = { REASON_DENIED_NAMESPACE, ADVICE_ASK },
	[WEIGHT_SUBSTITUTED] = { REASON_SUBSTITUTED, ADVICE_DROP },
	[WEIGHT_MADE_NAMESPACE] = { REASON_MADE_NAMESPACE, ADVICE_DROP },
	[WEIGHT_OWNER] = { REASON_OWNER, ADVICE_DROP },
	[WEIGHT_OVERRIDDEN] = { REASON_OVERRIDDEN, ADVICE_DROP },
	[WEIGHT_HARMLESS] = { REASON_HARMLESS, ADVICE_DROP },
};
static_assert(ARRAY_SIZE(verdicts) == WEIGHTS, "a verdict per weight");
static_assert((int)WEIGHTS == (int)CAP_REASONS, "a weight per reason");

/* A granted check by the class of its place, where refusal would matter. */
static const enum weight class_weights[] = {
	[CLASS_DECISIVE] = WEIGHT_DECISIVE,
	[CLASS_PROBE] = WEIGHT_EARLY,
	[CLASS_EARLY] = WEIGHT_EARLY,
	[CLASS_ALTERNATIVE] = WEIGHT_ALTERNATIVE,
	[CLASS_LIMIT] = WEIGHT_LIMIT,
	[CLASS_UNCLASSIFIED] = WEIGHT_UNCLASSIFIED,
};
static_assert(ARRAY_SIZE(class_weights) == CLASSES, "a weight per class");

/* A check in the scales. cap differs from check->cap where it argues for a narrower one. */
struct weighed {
	const struct check *check;
	const struct site *row;
	unsigned int cap;
	enum weight weight;
};

static size_t count_callers(const struct check *c)
{
	size_t n = 0;

	while (n < PROFILE_CALLERS && c->callers[n])
		n++;
	return n;
}

const struct site *check_site(const struct check *c)
{
	return site_find((int)c->cap, c->site, (const char *const *)c->callers, count_callers(c));
}

bool check_refused(const struct check *c)
{
	return c->flags & (LC_CHECK_DENIED | LC_CHECK_LSM_DENIED);
}

/* access(2) and its kin: the question is the program's, asked with its real ids. */
static bool in_access(const struct check *c)
{
	const struct sysno_info *call = c->abi < LC_ABIS ? sysno_by_number(c->abi, c->nr) : NULL;

	return call && !strcmp(call->group, "access");
}

/* Whether a file system that acts with its mounter's or server's credentials stands in the stack. */
static bool in_delegating_fs(const struct check *c)
{
	static const char *const prefixes[] = { "ovl_", "cachefiles_", "nfsd_" };
	size_t n = count_callers(c);

	for (size_t p = 0; p < ARRAY_SIZE(prefixes); p++) {
		size_t size = strlen(prefixes[p]);

		if (!strncmp(c->site, prefixes[p], size))
			return true;
		for (size_t i = 0; i < n; i++)
			if (!strncmp(c->callers[i], prefixes[p], size))
				return true;
	}
	return false;
}

/*
 * Whether the credentials asked were not the program's. Only what is known to be another's counts:
 * io_uring personalities and the opener's credentials of a netlink socket are mostly its own.
 */
static bool on_foreign_creds(const struct check *c)
{
	if (!(c->flags & LC_CHECK_OVERRIDDEN))
		return false;
	return in_delegating_fs(c) || (in_access(c) && check_refused(c));
}

/*
 * Where only the final answer is seen, a bit that was set for the very namespace that was asked tells
 * who refused: the capability module cannot have.
 */
static enum weight weigh_refused(const struct check *c)
{
	if (c->flags & LC_CHECK_LSM_DENIED)
		return WEIGHT_DENIED_LSM;
	if (!(c->flags & LC_CHECK_EFFECTIVE))
		return WEIGHT_DENIED;
	return c->flags & CHECK_NS_FLAGS ? WEIGHT_DENIED_NAMESPACE : WEIGHT_DENIED_LSM;
}

/* What was asked early, but found to matter, decides. */
static enum check_class class_of(const struct check *c, const struct site *row)
{
	if (!row)
		return CLASS_UNCLASSIFIED;
	if (row->class == CLASS_EARLY && (c->flags & (LC_CHECK_JUDGED | LC_CHECK_MOOT)) == LC_CHECK_JUDGED)
		return CLASS_DECISIVE;
	return row->class;
}

static enum weight weigh(const struct check *c, const struct site *row)
{
	if ((row && row->harmless) || (c->flags & LC_CHECK_MOOT))
		return WEIGHT_HARMLESS;
	if (on_foreign_creds(c))
		return WEIGHT_OVERRIDDEN;
	if (check_refused(c))
		return weigh_refused(c);
	if ((c->flags & LC_CHECK_OWNER) || !(c->flags & LC_CHECK_EFFECTIVE))
		return WEIGHT_OWNER;
	if (c->flags & LC_CHECK_MADE_NS)
		return WEIGHT_MADE_NAMESPACE;
	return class_weights[class_of(c, row)];
}

static size_t weigh_all(const struct profile *p, struct weighed *w)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nchecks; i++) {
		const struct check *c = &p->checks[i];
		const struct site *row;

		if (c->cap >= CAP_ROOM || (c->flags & LC_CHECK_VOID))
			continue;
		row = check_site(c);
		w[n++] = (struct weighed){ c, row, c->cap, weigh(c, row) };
	}
	return n;
}

/* The place: what asks several capabilities in turn for one decision. */
static int compare_places(const void *a, const void *b)
{
	const struct check *x = ((const struct weighed *)a)->check, *y = ((const struct weighed *)b)->check;
	int r = order_u64(x->program, y->program);

	if (!r)
		r = order_u64(x->abi, y->abi);
	if (!r)
		r = order_u64(x->nr, y->nr);
	return r ? r : strcmp(x->site, y->site);
}

static bool is_alternative(const struct weighed *w)
{
	return w->row && w->row->class == CLASS_ALTERNATIVE;
}

/*
 * One place: an alternative refused there is no need if another one, asked
 * next, was granted and never refused there.
 */
static void settle_place(struct weighed *w, size_t n)
{
	uint64_t granted = 0, refused = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t bit = UINT64_C(1) << w[i].cap;

		if (check_refused(w[i].check))
			refused |= bit;
		else if (w[i].weight == WEIGHT_ALTERNATIVE)
			granted |= bit;
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t others = granted & ~refused & ~(UINT64_C(1) << w[i].cap);

		if (w[i].weight == WEIGHT_DENIED && is_alternative(&w[i]) && others)
			w[i].weight = WEIGHT_HARMLESS;
	}
}

static void settle_alternatives(struct weighed *w, size_t n)
{
	size_t end;

	qsort(w, n, sizeof(*w), compare_places);
	for (size_t start = 0; start < n; start = end) {
		end = start + 1;
		while (end < n && !compare_places(&w[start], &w[end]))
			end++;
		settle_place(&w[start], end - start);
	}
}

static bool has_narrower(const struct weighed *w, unsigned int cap_last)
{
	return w->weight == WEIGHT_ALTERNATIVE && w->row->instead >= 0 && w->row->instead < CAP_ROOM &&
	       (!cap_last || (unsigned int)w->row->instead <= cap_last);
}

/* Puts the narrower capability in the place of a wide one that is needed nowhere else. */
static size_t substitute(struct weighed *w, size_t n, unsigned int cap_last)
{
	uint64_t needed = 0;
	size_t all = n;

	for (size_t i = 0; i < n; i++)
		if (w[i].weight <= WEIGHT_UNCLASSIFIED && !has_narrower(&w[i], cap_last))
			needed |= UINT64_C(1) << w[i].cap;
	for (size_t i = 0; i < n; i++) {
		if (!has_narrower(&w[i], cap_last) || (needed & UINT64_C(1) << w[i].cap))
			continue;
		w[i].weight = WEIGHT_SUBSTITUTED;
		w[all] = w[i];
		w[all].cap = (unsigned int)w[i].row->instead;
		w[all++].weight = WEIGHT_NARROWER;
	}
	return all;
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

static int conclude(struct cap_plan *cap, const struct weighed *w, size_t n)
{
	const struct check **evidence = calloc(n, sizeof(*evidence));

	if (!evidence)
		return -ENOMEM;
	*cap = (struct cap_plan){
		.cap = w->cap,
		.advice = verdicts[w->weight].advice,
		.class = class_of(w->check, w->row),
		.reason = verdicts[w->weight].reason,
		.decider = w->check,
		.evidence = evidence,
		.nevidence = n,
	};
	for (size_t i = 0; i < n; i++) {
		evidence[i] = w[i].check;
		cap->ndeciders += w[i].weight == w->weight;
		if (w[i].check->cap != w->cap)
			continue; /* asked for the wider one */
		*(check_refused(w[i].check) ? &cap->denied : &cap->granted) += w[i].check->count;
	}
	return 0;
}

/* Whether keeping it may be needless: nobody saw what happens without it. */
static bool doubts(const struct weighed *w)
{
	if (w->weight == WEIGHT_EARLY || w->weight == WEIGHT_UNCLASSIFIED)
		return true;
	return w->weight < WEIGHT_EARLY && (w->check->flags & LC_CHECK_OVERRIDDEN) && !in_access(w->check);
}

static int conclude_all(struct weighed *w, size_t n, struct cap_plan *caps, size_t *ncaps, bool *unproven)
{
	size_t end;

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

int advise_capabilities(const struct profile *profile, struct cap_plan **out, size_t *n, bool *unproven)
{
	/* Each check may argue twice: for what was asked and for what would do. */
	_free_ struct weighed *w = calloc(2 * profile->nchecks + 1, sizeof(*w));
	_free_ struct cap_plan *caps = calloc(CAP_ROOM, sizeof(*caps));
	size_t all, ncaps = 0;
	bool doubtful = false;
	int r;

	if (!w || !caps)
		return -ENOMEM;
	all = weigh_all(profile, w);
	settle_alternatives(w, all);
	all = substitute(w, all, profile->cap_last);
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
