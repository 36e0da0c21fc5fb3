// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what a profile says beside its facts: which calls were turned away, what
 * was set on the machine, from when on the workload served and how it ended.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/fold_maker.h"

static int compare_refusals(const void *a, const void *b)
{
	const struct refusal *x = a, *y = b;
	int r = order_u64(x->program, y->program);

	if (!r)
		r = order_u64(x->abi, y->abi);
	if (!r)
		r = order_u64(x->nr, y->nr);
	if (!r)
		r = order_u64(x->error, y->error);
	return r ? r : order_u64(x->by, y->by);
}

/* Adds up those that differ in their chapter only. Returns how many are left. */
static size_t merge_refusals(struct refusal *all, size_t n)
{
	size_t last = 0;

	for (size_t i = 1; i < n; i++) {
		if (compare_refusals(&all[last], &all[i])) {
			all[++last] = all[i];
			continue;
		}
		all[last].count = add_saturated(all[last].count, all[i].count);
		all[last].first_ns = earlier(all[last].first_ns, all[i].first_ns);
	}
	return n ? last + 1 : 0;
}

/* How many of n the profile can hold; the rest is lost. */
static size_t limit(struct maker *m, size_t n, size_t max, enum lc_cause cause)
{
	if (n <= max)
		return n;
	m->profile->lost[cause] = add_saturated(m->profile->lost[cause], n - max);
	return max;
}

int maker_refusals(struct maker *m)
{
	struct profile *p = m->profile;
	size_t n = HASH_COUNT(m->fold->refusals), i = 0;

	p->refusals = calloc(n + 1, sizeof(*p->refusals));
	if (!p->refusals)
		return -ENOMEM;
	for (const struct refusal_fact *r = m->fold->refusals; r; r = r->hh.next)
		p->refusals[i++] = (struct refusal){
			.program = id_of(r->key.slot), .nr = r->key.nr, .abi = r->key.abi, .error = r->key.error,
			.by = r->key.by, .count = r->count, .first_ns = since(m, r->first_ns),
		};
	qsort(p->refusals, n, sizeof(*p->refusals), compare_refusals);
	p->nrefusals = limit(m, merge_refusals(p->refusals, n), PROFILE_MAX_REFUSALS, LC_LOST_RESULTS);
	return 0;
}

static int compare_settings(const void *a, const void *b)
{
	const struct setting_fact *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

int maker_settings(struct maker *m)
{
	struct profile *p = m->profile;
	size_t n = HASH_COUNT(m->fold->settings), i = 0;
	_free_ const struct setting_fact **facts = calloc(n + 1, sizeof(*facts));

	p->settings = calloc(n + 1, sizeof(*p->settings));
	if (!facts || !p->settings)
		return -ENOMEM;
	for (const struct setting_fact *fact = m->fold->settings; fact; fact = fact->hh.next)
		facts[i++] = fact;
	qsort(facts, n, sizeof(*facts), compare_settings);
	p->nsettings = limit(m, n, PROFILE_MAX_SETTINGS, LC_LOST_BAD);
	for (i = 0; i < p->nsettings; i++) {
		if (maker_copy(facts[i]->name, &p->settings[i].name) ||
		    maker_copy(facts[i]->value, &p->settings[i].value))
			return -ENOMEM;
	}
	return 0;
}

/* A program that is in the profile, else 0. */
static uint32_t known_program(const struct maker *m, uint32_t slot)
{
	return slot && m->index[slot] != NO_INDEX ? slot : 0;
}

int maker_boundary(struct maker *m)
{
	const struct lc_boundary *b = &m->fold->boundary;

	if (!b->h.kind || m->no_phases)
		return 0;
	m->profile->boundary = (struct boundary){
		.sign = b->sign,
		.program = known_program(m, b->h.slot),
		.ns = since(m, b->h.ns),
		.drop_ns = since(m, b->drop_ns),
		.drop_program = known_program(m, b->drop_slot),
	};
	return 0;
}

int maker_outcome(struct maker *m)
{
	const struct lc_outcome *o = &m->fold->outcome;

	m->profile->outcome = (struct outcome){
		.flags = o->flags, .status = o->status, .drive_status = o->drive_status,
		.bounding = o->bounding, .permitted = o->permitted,
	};
	return 0;
}
