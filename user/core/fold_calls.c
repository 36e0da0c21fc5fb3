// SPDX-License-Identifier: BSD-2-Clause
/* Knows what the fold keeps of calls: their numbers, which never worked, and what their arguments were. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/fold_maker.h"
#include "core/fold_merge.h"
#include "core/values.h"

#define FIRST_ROOM 32

static struct call_list *list_of(struct fold *f, uint32_t slot)
{
	return &f->calls[slot_chapter(slot) * (LC_MAX_PROGRAMS + 1) + slot_program(slot)];
}

static bool is_before(const struct call_fact *fact, uint32_t abi, uint32_t nr)
{
	return fact->abi != abi ? fact->abi < abi : fact->nr < nr;
}

/* Where the call is, or belongs. */
static uint32_t place_of(const struct call_list *l, uint32_t abi, uint32_t nr)
{
	uint32_t low = 0, high = l->n;

	if (high && is_before(&l->at[high - 1], abi, nr))
		return high;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (is_before(&l->at[middle], abi, nr))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct call_fact *call_at(const struct call_list *l, uint32_t place, uint32_t abi, uint32_t nr)
{
	return place < l->n && l->at[place].abi == abi && l->at[place].nr == nr ? &l->at[place] : NULL;
}

static int insert(struct call_list *l, uint32_t place, uint32_t abi, uint32_t nr)
{
	if (l->n == l->room) {
		uint32_t room = l->room ? l->room * 2 : FIRST_ROOM;
		struct call_fact *grown = reallocarray(l->at, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		l->at = grown;
		l->room = room;
	}
	memmove(&l->at[place + 1], &l->at[place], (l->n - place) * sizeof(*l->at));
	l->at[place] = (struct call_fact){ .abi = abi, .nr = nr };
	l->n++;
	return 0;
}

static int feed_syscall(struct fold *f, const struct lc_syscall *r)
{
	struct call_list *l = list_of(f, r->h.slot);
	uint32_t place = place_of(l, r->abi, r->nr);

	if (!call_at(l, place, r->abi, r->nr) && insert(l, place, r->abi, r->nr))
		return -ENOMEM;
	TAKE_LARGER(l->at[place].count, r->count);
	take_first(&l->at[place].first_ns, r->h.ns);
	return 0;
}

/* Of two errors that of more calls: the later record. */
static int feed_failed(struct fold *f, const struct lc_failed *r)
{
	struct call_key key = { .slot = r->h.slot, .abi = r->abi, .nr = r->nr };
	struct failed_fact *fact = FACT(f->failed, &key);

	if (!fact)
		return -ENOMEM;
	if (!fact->error || r->count > fact->count || (r->count == fact->count && r->error < fact->error))
		fact->error = r->error;
	TAKE_LARGER(fact->count, r->count);
	take_first(&fact->first_ns, r->h.ns);
	return 0;
}

/* A set without values says that there are some which are not known. */
static int feed_values(struct fold *f, const struct lc_values *r)
{
	struct values_key key = { .slot = r->h.slot, .abi = r->abi, .nr = r->nr, .index = r->index };
	size_t n = r->n < LC_VALUES_KEPT ? r->n : LC_VALUES_KEPT;
	struct values_fact *fact = FACT(f->values, &key);
	uint64_t values[LC_VALUES_KEPT];

	for (size_t i = 0; i < n; i++)
		values[i] = r->value[i];
	return fact ? values_join(&fact->set, values, n, !n || r->n > n) : -ENOMEM;
}

int fold_feed_calls(struct fold *f, const union record *r)
{
	switch (r->head.kind) {
	case LC_SYSCALL:
		return feed_syscall(f, &r->syscall);
	case LC_FAILED:
		return feed_failed(f, &r->failed);
	case LC_VALUES_OF:
		return feed_values(f, &r->values);
	default:
		return 0;
	}
}

void fold_free_calls(struct fold *f)
{
	for (size_t i = 0; i < CALL_LISTS; i++)
		free(f->calls[i].at);
	FREE_FACTS(f->failed);
	FREE_FACTS(f->values, values_free(&fact->set));
}

/* --- the profile's ---------------------------------------------------------------- */

static int add_use(struct maker *m, const struct call_key *key, uint64_t count, uint64_t first_ns, uint32_t failed)
{
	struct program *p = &m->profile->programs[m->index[id_of(key->slot)]];
	struct sysuse use = { .nr = key->nr, .phases = maker_phases(m, key->slot), .count = count,
			      .first_ns = since(m, first_ns), .failed = failed };

	return sysset_add_use(&p->syscalls[key->abi], &use);
}

/* What never worked was called, even where nothing else tells so. */
static int add_untold(struct maker *m, const struct failed_fact *failed)
{
	const struct call_key *key = &failed->key;
	const struct call_list *l = list_of((struct fold *)m->fold, key->slot);

	if (call_at(l, place_of(l, key->abi, key->nr), key->abi, key->nr))
		return 0;
	return add_use(m, key, failed->count, failed->first_ns, failed->error);
}

static int add_list(struct maker *m, uint32_t slot, const struct call_list *l)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < l->n; i++) {
		const struct call_fact *c = &l->at[i];
		struct call_key key = { .slot = slot, .abi = c->abi, .nr = c->nr };
		struct failed_fact *failed;

		HASH_FIND(hh, m->fold->failed, &key, sizeof(key), failed);
		r = add_use(m, &key, c->count, c->first_ns, failed ? failed->error : 0);
	}
	return r;
}

int maker_calls(struct maker *m)
{
	int r = 0;

	for (uint32_t i = 0; !r && i < CALL_LISTS; i++)
		r = add_list(m, call_slot(i), &m->fold->calls[i]);
	for (const struct failed_fact *f = m->fold->failed; !r && f; f = f->hh.next)
		r = add_untold(m, f);
	return r;
}

static int make_set(const struct values_fact *fact, struct value_set *out)
{
	*out = (struct value_set){ .program = id_of(fact->key.slot), .abi = fact->key.abi, .nr = fact->key.nr,
				   .index = fact->key.index };
	return values_join(out, fact->set.values, fact->set.n, fact->set.more);
}

/* Those that the profile has no room for are lost. */
static void limit_sets(struct profile *p)
{
	size_t n = p->nvalues;

	for (; p->nvalues > PROFILE_MAX_VALUE_SETS; p->nvalues--)
		values_free(&p->values[p->nvalues - 1]);
	p->lost[LC_LOST_VALUES] = add_saturated(p->lost[LC_LOST_VALUES], n - p->nvalues);
}

int maker_values(struct maker *m)
{
	struct profile *p = m->profile;

	p->values = calloc(HASH_COUNT(m->fold->values) + 1, sizeof(*p->values));
	if (!p->values)
		return -ENOMEM;
	for (const struct values_fact *f = m->fold->values; f; f = f->hh.next) {
		if (!f->set.values) /* memory ran out while it was fed */
			continue;
		if (make_set(f, &p->values[p->nvalues]))
			return -ENOMEM;
		p->nvalues++;
	}
	qsort(p->values, p->nvalues, sizeof(*p->values), values_compare);
	limit_sets(p);
	return 0;
}
