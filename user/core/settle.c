/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows which checks are one decision: the kernel asks for a narrow capability
 * and then for a wide one that would do as well, and only one is needed.
 *
 * At one place (program, call, function) a narrow one that was refused and the
 * wide one asked next are one need. That each wide check followed a narrow one
 * is known by counting: the wide one was asked no more often than the narrow
 * ones were refused. Then
 *   the wide one granted              -> the narrow ones, unless the wide one is needed elsewhere
 *   the wide one refused, too         -> a question for the narrow ones only
 * Else the wide one was also asked alone and stands for itself; a narrow one
 * is no need if the wide one was never refused there.
 */
#include "core/weigh.h"

#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>

#include "base/order.h"
#include "core/advise.h"

#define BIT(cap) (UINT64_C(1) << (cap))

static int compare_calls(const void *a, const void *b)
{
	const struct check *x = ((const struct weighed *)a)->check, *y = ((const struct weighed *)b)->check;
	int r = order_u64(x->program, y->program);

	if (!r)
		r = order_u64(x->abi, y->abi);
	return r ? r : order_u64(x->nr, y->nr);
}

/* The place: what asks several capabilities in turn for one decision. */
static int compare_places(const void *a, const void *b)
{
	const struct check *x = ((const struct weighed *)a)->check, *y = ((const struct weighed *)b)->check;
	int r = compare_calls(a, b);

	return r ? r : strcmp(site_decision(x->site), site_decision(y->site));
}

static bool is_alternative(const struct weighed *w)
{
	return w->row && w->row->class == CLASS_ALTERNATIVE;
}

/* Granted, and of consequence if refused; on what foot is for the place to tell. */
static bool counts_as_granted(const struct weighed *w)
{
	return w->weight <= WEIGHT_UNCLASSIFIED || w->weight == WEIGHT_FALLBACK;
}

/* Refused for want of it; that the call went on is what the next answer made of it. */
static bool counts_as_refused(const struct weighed *w)
{
	return w->weight == WEIGHT_DENIED || (w->weight == WEIGHT_SURVIVED && !(w->check->flags & LC_CHECK_EFFECTIVE));
}

/* Part of a question that is asked in turn: its place is known, and not to ask in vain. */
static bool takes_turns(const struct weighed *w)
{
	return w->row && w->row->class != CLASS_PROBE && !w->row->harmless && w->cap == w->check->cap;
}

/* What the answers at one place come to. */
struct place {
	struct weighed *w;
	size_t n;
};

static uint64_t narrower_of(const struct weighed *w)
{
	uint64_t set = site_narrower((int)w->cap);

	return w->row->instead >= 0 && w->row->instead < CAP_ROOM ? set | BIT(w->row->instead) : set;
}

static uint64_t count_checks(const struct place *p, uint64_t caps, bool (*is)(const struct weighed *))
{
	uint64_t count = 0;

	for (size_t i = 0; i < p->n; i++)
		if ((caps & BIT(p->w[i].cap)) && takes_turns(&p->w[i]) && is(&p->w[i]) &&
		    __builtin_add_overflow(count, p->w[i].check->count, &count))
			return UINT64_MAX;
	return count;
}

static uint64_t caps_that(const struct place *p, bool (*is)(const struct weighed *))
{
	uint64_t caps = 0;

	for (size_t i = 0; i < p->n; i++)
		if (takes_turns(&p->w[i]) && is(&p->w[i]))
			caps |= BIT(p->w[i].cap);
	return caps;
}

/* The wide one was never asked alone: narrow stands for it. */
static void replace_wide(struct place *p, unsigned int wide, uint64_t narrow)
{
	for (size_t i = 0; i < p->n; i++) {
		struct weighed *w = &p->w[i];

		if (w->cap != wide || !takes_turns(w))
			continue;
		if (counts_as_granted(w))
			w->narrower = narrow;
		else if (w->weight == WEIGHT_DENIED)
			w->weight = WEIGHT_SUBSTITUTED;
	}
}

/* Whether callers do with less where this one is refused, too. */
static bool falls_back(const struct weighed *w, uint64_t caps)
{
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		const struct site *row = caps & BIT(cap) ? check_site_of(w->check, cap) : NULL;

		if (row && row->trait == TRAIT_FALLBACK)
			return true;
	}
	return false;
}

/* The wide one was asked after a narrow one and alone: it is more than a fallback. */
static void keep_wide(struct place *p, unsigned int wide, uint64_t narrow)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->w[i].cap == wide && p->w[i].weight == WEIGHT_FALLBACK && !falls_back(&p->w[i], narrow))
			p->w[i].weight = WEIGHT_ALTERNATIVE;
}

static void excuse(struct place *p, uint64_t caps)
{
	for (size_t i = 0; i < p->n; i++)
		if ((caps & BIT(p->w[i].cap)) && p->w[i].weight == WEIGHT_DENIED && takes_turns(&p->w[i]))
			p->w[i].weight = WEIGHT_HARMLESS;
}

/* One wide capability of a place and the narrow ones that were refused there. */
static void settle_wide(struct place *p, unsigned int wide, uint64_t narrow)
{
	uint64_t granted = count_checks(p, BIT(wide), counts_as_granted);
	uint64_t refused = count_checks(p, BIT(wide), counts_as_refused);

	if (granted + refused <= count_checks(p, narrow, counts_as_refused)) {
		replace_wide(p, wide, narrow);
		if (granted)
			excuse(p, narrow);
		return;
	}
	keep_wide(p, wide, narrow);
	if (granted && !refused)
		excuse(p, narrow);
}

static void settle_pairs(struct place *p)
{
	uint64_t refused = caps_that(p, counts_as_refused);
	uint64_t wide = 0;

	if (!refused)
		return;
	for (size_t i = 0; i < p->n; i++) {
		struct weighed *w = &p->w[i];
		uint64_t narrow;

		if ((wide & BIT(w->cap)) || !takes_turns(w) || !(counts_as_granted(w) || counts_as_refused(w)))
			continue;
		narrow = narrower_of(w) & refused & ~BIT(w->cap);
		if (!narrow)
			continue;
		wide |= BIT(w->cap);
		settle_wide(p, w->cap, narrow);
	}
}

/* Alternatives of no known order: one that was refused is no need if another was granted and never refused. */
static void settle_others(struct place *p)
{
	uint64_t granted = 0, refused = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (check_refused(p->w[i].check))
			refused |= BIT(p->w[i].cap);
		else if (p->w[i].weight == WEIGHT_ALTERNATIVE)
			granted |= BIT(p->w[i].cap);
	}
	for (size_t i = 0; i < p->n; i++)
		if (p->w[i].weight == WEIGHT_DENIED && is_alternative(&p->w[i]) &&
		    (granted & ~refused & ~BIT(p->w[i].cap)))
			p->w[i].weight = WEIGHT_HARMLESS;
}

static bool is_called_by(const struct weighed *w, const char *normal)
{
	for (size_t i = 0; i < PROFILE_CALLERS && w->check->callers[i]; i++)
		if (site_is(w->check->callers[i], normal))
			return true;
	return false;
}

static bool asks_for_mode(const struct weighed *w)
{
	return w->weight == WEIGHT_ALTERNATIVE && site_is(w->check->site, "generic_permission") &&
	       is_called_by(w, "may_open");
}

static bool asks_for_process(const struct weighed *w)
{
	return w->weight == WEIGHT_FALLBACK && w->cap == CAP_SYS_PTRACE && is_called_by(w, "proc_mem_open");
}

/*
 * One call of one program. Opening a file of another process in /proc asks for its mode and then for the process:
 * if as many files as that were opened, and no more, those that do without the one do without the other.
 */
static void settle_files_of_processes(struct place *p)
{
	uint64_t modes = count_checks(p, UINT64_MAX, asks_for_mode);

	if (!modes || modes > count_checks(p, UINT64_MAX, asks_for_process))
		return;
	for (size_t i = 0; i < p->n; i++)
		if (asks_for_mode(&p->w[i]))
			p->w[i].weight = WEIGHT_FALLBACK;
}

/* Wide ones that were asked first and granted: the narrower one was never asked. */
static void mark_wide_first(struct weighed *w, size_t n, unsigned int cap_last)
{
	uint64_t known = cap_last >= CAP_ROOM - 1 || !cap_last ? UINT64_MAX : BIT(cap_last + 1) - 1;

	for (size_t i = 0; i < n; i++) {
		if (w[i].weight == WEIGHT_ALTERNATIVE && w[i].row->instead >= 0 && w[i].row->instead < CAP_ROOM)
			w[i].narrower |= BIT(w[i].row->instead);
		w[i].narrower &= known;
	}
}

/* Calls do_group with each group of w[0..n), which is sorted so that the groups are together. */
static void for_each_group(struct weighed *w, size_t n, int (*compare)(const void *, const void *),
			   void (*do_group)(struct place *))
{
	size_t end;

	for (size_t start = 0; start < n; start = end) {
		struct place p = { &w[start], 1 };

		end = start + 1;
		while (end < n && !compare(&w[start], &w[end]))
			end++;
		p.n = end - start;
		do_group(&p);
	}
}

static void settle_place(struct place *p)
{
	settle_pairs(p);
	settle_others(p);
}

void settle_decisions(struct weighed *w, size_t n, unsigned int cap_last)
{
	if (n)
		qsort(w, n, sizeof(*w), compare_places);
	for_each_group(w, n, compare_calls, settle_files_of_processes);
	for_each_group(w, n, compare_places, settle_place);
	mark_wide_first(w, n, cap_last);
}

/* Capabilities that some place needs and no narrower one can replace there. */
static uint64_t needed_as_such(const struct weighed *w, size_t n)
{
	uint64_t needed = 0;

	for (size_t i = 0; i < n; i++)
		if (w[i].weight <= WEIGHT_UNCLASSIFIED && !w[i].narrower)
			needed |= BIT(w[i].cap);
	return needed;
}

size_t settle_extra(const struct weighed *w, size_t n)
{
	size_t extra = 0;

	for (size_t i = 0; i < n; i++)
		extra += (size_t)__builtin_popcountll(w[i].narrower);
	return extra;
}

size_t settle_narrower(struct weighed *w, size_t n)
{
	uint64_t needed = needed_as_such(w, n);
	size_t all = n;

	for (size_t i = 0; i < n; i++) {
		enum weight weight = WEIGHT_NARROWER;

		if (!w[i].narrower || (needed & BIT(w[i].cap)))
			continue;
		if (w[i].weight == WEIGHT_FALLBACK && falls_back(&w[i], w[i].narrower))
			weight = WEIGHT_FALLBACK;
		w[i].weight = WEIGHT_SUBSTITUTED;
		for (unsigned int cap = 0; cap < CAP_ROOM; cap++)
			if (w[i].narrower & BIT(cap))
				w[all++] = (struct weighed){ w[i].check, w[i].row, cap, weight, 0 };
	}
	return all;
}

static bool is_kept(const struct weighed *w)
{
	return w->weight <= WEIGHT_UNCLASSIFIED;
}

/* For each capability the phases in which it is kept; where no boundary was seen the set of all. */
static void kept_phases(const struct weighed *w, size_t n, unsigned int phases[CAP_ROOM])
{
	for (size_t i = 0; i < n; i++)
		if (is_kept(&w[i]))
			phases[w[i].cap] |= w[i].check->phases ? w[i].check->phases : (1u << PHASES) - 1;
}

/* A kept one that would be asked next at the same place, in all phases of this check. */
static bool is_covered(const struct weighed *w, const unsigned int phases[CAP_ROOM])
{
	unsigned int mine = w->check->phases ? w->check->phases : (1u << PHASES) - 1;

	for (unsigned int wide = 0; wide < CAP_ROOM; wide++) {
		const struct site *row;

		if (wide == w->cap || !(site_narrower((int)wide) & BIT(w->cap)) || (mine & ~phases[wide]))
			continue;
		row = check_site_of(w->check, wide);
		if (row && row->class == CLASS_ALTERNATIVE)
			return true;
	}
	return false;
}

void settle_covered(struct weighed *w, size_t n)
{
	unsigned int phases[CAP_ROOM] = { 0 };

	kept_phases(w, n, phases);
	for (size_t i = 0; i < n; i++)
		if ((w[i].weight == WEIGHT_ALTERNATIVE || w[i].weight == WEIGHT_EARLY) && is_covered(&w[i], phases))
			w[i].weight = WEIGHT_COVERED;
}
