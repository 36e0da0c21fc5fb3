// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how capability facts become checks: addresses get names, facts that
 * then say the same are added up, and results find the check by its id.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/fold_maker.h"
#include "core/site.h"

/* A capability fact with names in place of addresses; the texts are the fold's. */
struct named {
	const struct check_fact *fact;
	uint32_t phases;
	uint64_t count, first_ns;
	const char *site;
	const char *callers[PROFILE_CALLERS];
};

static const char *symbol_of(const struct fold *f, uint64_t ip)
{
	struct symbol_fact *fact;

	HASH_FIND(hh, f->symbols, &ip, sizeof(ip), fact);
	return fact ? fact->name : "";
}

static void name_check(const struct maker *m, const struct check_fact *fact, struct named *out)
{
	const char *symbols[LC_FRAMES];
	size_t n = fact->key.nframes, at, callers = 0;

	for (size_t i = 0; i < n; i++)
		symbols[i] = symbol_of(m->fold, fact->key.ip[i]);
	at = site_of_stack(symbols, n);
	*out = (struct named){ .fact = fact, .phases = maker_phases(m, fact->key.slot), .count = fact->count,
			       .first_ns = fact->first_ns };
	out->site = at < n ? symbols[at] : "";
	for (size_t i = at + 1; i < n && callers < PROFILE_CALLERS; i++) {
		if (*symbols[i])
			out->callers[callers++] = symbols[i];
	}
}

static int compare_callers(const struct named *x, const struct named *y)
{
	int r = 0;

	for (size_t i = 0; !r && i < PROFILE_CALLERS; i++)
		r = strcmp(x->callers[i] ? x->callers[i] : "", y->callers[i] ? y->callers[i] : "");
	return r;
}

static int compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	const struct check_key *k = &x->fact->key, *l = &y->fact->key;
	int r = order_u64(id_of(k->slot), id_of(l->slot));

	if (!r)
		r = order_u64(k->cap, l->cap);
	if (!r)
		r = strcmp(x->site, y->site);
	if (!r)
		r = order_u64(k->nr, l->nr);
	if (!r)
		r = order_u64(k->abi, l->abi);
	if (!r)
		r = order_u64(k->flags, l->flags);
	if (!r)
		r = compare_callers(x, y);
	return r ? r : order_u64(x->phases, y->phases);
}

/* Adds up neighbours that have become the same. Returns how many are left; place: which one each fact is in. */
static size_t merge_named(struct named *all, size_t n, size_t *place)
{
	size_t last = 0;

	for (size_t i = 0; i < n; i++) {
		if (i && compare_named(&all[last], &all[i])) {
			all[++last] = all[i];
		} else if (i) {
			all[last].count = add_saturated(all[last].count, all[i].count);
			all[last].first_ns = earlier(all[last].first_ns, all[i].first_ns);
		}
		place[all[i].fact->index] = last;
	}
	return n ? last + 1 : 0;
}

static int make_check(const struct maker *m, const struct named *from, struct check *to)
{
	to->program = id_of(from->fact->key.slot);
	to->cap = from->fact->key.cap;
	to->flags = from->fact->key.flags;
	to->nr = from->fact->key.nr;
	to->abi = from->fact->key.abi;
	to->count = from->count;
	to->first_ns = since(m, from->first_ns);
	to->phases = from->phases;
	if (maker_copy(from->site, &to->site))
		return -ENOMEM;
	for (size_t i = 0; i < PROFILE_CALLERS && from->callers[i]; i++) {
		if (maker_copy(from->callers[i], &to->callers[i]))
			return -ENOMEM;
	}
	return 0;
}

/* The check that the id stands for; NULL if none was told. */
static struct check *check_of(const struct maker *m, const size_t *place, const struct id_fact *id)
{
	const struct check_fact *fact;

	if (id->of != ID_CHECK)
		return NULL;
	HASH_FIND(hh, m->fold->checks, &id->check, sizeof(id->check), fact);
	return fact ? &m->profile->checks[place[fact->index]] : NULL;
}

/* The clock of the last time is coarser: it can be behind that of the first. */
static void tell_last_times(struct maker *m, const size_t *place)
{
	for (const struct id_fact *id = m->fold->ids; id; id = id->hh.next) {
		struct check *c = check_of(m, place, id);
		uint64_t ns = since(m, id->last_ns);

		if (!c || !id->last_ns)
			continue;
		if (ns < c->first_ns)
			ns = c->first_ns;
		if (ns > c->last_ns)
			c->last_ns = ns;
	}
}

/* A result and the check it belongs to. */
struct tied {
	size_t check;
	struct result result;
};

static int compare_tied(const void *a, const void *b)
{
	const struct tied *x = a, *y = b;

	return x->check != y->check ? order_u64(x->check, y->check) : order_u64(x->result.error, y->result.error);
}

/* Results whose check is known. What nobody told of cannot be tied to anything. */
static size_t tie_results(struct maker *m, const size_t *place, struct tied *out)
{
	uint64_t *bad = &m->profile->lost[LC_LOST_BAD];
	size_t n = 0;

	for (const struct result_fact *r = m->fold->results; r; r = r->hh.next) {
		struct id_fact *id;
		const struct check *c;

		HASH_FIND(hh, m->fold->ids, &r->key.id, sizeof(r->key.id), id);
		c = id ? check_of(m, place, id) : NULL;
		if (c)
			out[n++] = (struct tied){ c - m->profile->checks, { r->key.error, r->count } };
		else if (!id || id->of != ID_VOID)
			*bad = add_saturated(*bad, 1);
	}
	return n;
}

/* Adds up the results of one error. Returns how many are left. */
static size_t merge_tied(struct tied *all, size_t n)
{
	size_t last = 0;

	for (size_t i = 1; i < n; i++) {
		if (compare_tied(&all[last], &all[i]))
			all[++last] = all[i];
		else
			all[last].result.count = add_saturated(all[last].result.count, all[i].result.count);
	}
	return n ? last + 1 : 0;
}

/* Gives n results, which are all its, to their check. */
static int give_results(struct maker *m, const struct tied *all, size_t n)
{
	struct check *c = &m->profile->checks[all->check];
	uint64_t *lost = &m->profile->lost[LC_LOST_RESULTS];

	if (n > PROFILE_MAX_RESULTS) {
		*lost = add_saturated(*lost, n - PROFILE_MAX_RESULTS);
		n = PROFILE_MAX_RESULTS;
	}
	c->results = calloc(n, sizeof(*c->results));
	if (!c->results)
		return -ENOMEM;
	c->nresults = n;
	for (size_t i = 0; i < n; i++)
		c->results[i] = all[i].result;
	return 0;
}

static int make_results(struct maker *m, const size_t *place)
{
	size_t n = HASH_COUNT(m->fold->results), end;
	_free_ struct tied *all = calloc(n + 1, sizeof(*all));

	if (!all)
		return -ENOMEM;
	n = tie_results(m, place, all);
	qsort(all, n, sizeof(*all), compare_tied);
	n = merge_tied(all, n);
	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && all[end].check == all[i].check;)
			end++;
		if (give_results(m, &all[i], end - i))
			return -ENOMEM;
	}
	return 0;
}

int maker_checks(struct maker *m)
{
	struct profile *p = m->profile;
	size_t n = HASH_COUNT(m->fold->checks), i = 0;
	_free_ struct named *all = calloc(n + 1, sizeof(*all));
	_free_ size_t *place = calloc(n + 1, sizeof(*place));

	if (!all || !place)
		return -ENOMEM;
	for (const struct check_fact *fact = m->fold->checks; fact; fact = fact->hh.next)
		name_check(m, fact, &all[i++]);
	qsort(all, n, sizeof(*all), compare_named);
	n = merge_named(all, n, place);
	p->checks = calloc(n + 1, sizeof(*p->checks));
	if (!p->checks)
		return -ENOMEM;
	p->nchecks = n;
	for (i = 0; i < n; i++) {
		if (make_check(m, &all[i], &p->checks[i]))
			return -ENOMEM;
	}
	tell_last_times(m, place);
	return make_results(m, place);
}
