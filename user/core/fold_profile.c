// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows how facts become a profile: what the recording was and who took part
 * in it, everything in an order of its own.
 */
#include "core/fold.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "base/text.h"
#include "core/fold_maker.h"
#include "core/role.h"

uint32_t maker_phases(const struct maker *m, uint32_t slot)
{
	const struct lc_boundary *b = &m->fold->boundary;

	if (!b->h.kind || m->no_phases)
		return 0;
	return 1u << (slot_chapter(slot) < b->chapter ? PHASE_INIT : PHASE_SERVING);
}

int maker_copy(const char *text, char **out)
{
	*out = strdup(text);
	return *out ? 0 : -ENOMEM;
}

int maker_copy_escaped(const char *text, char **out)
{
	_buf_ struct buf b = BUF_INIT;

	text_escape(&b, text, strlen(text));
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}

static int make_session(struct maker *m)
{
	const struct fold *f = m->fold;
	struct profile *p = m->profile;

	p->start_ns = f->session.h.ns;
	p->start_realtime_ns = f->session.realtime_ns;
	p->scope = f->session.scope;
	p->cap_last = f->session.cap_last;
	p->produced = f->produced;
	p->delivered = f->delivered;
	p->ended = f->ended;
	p->duration_ns = since(m, f->ended ? f->end_ns : f->last_ns);
	memcpy(p->lost, f->lost, sizeof(p->lost));
	p->lost[LC_LOST_BAD] = add_saturated(p->lost[LC_LOST_BAD], f->bad);
	if (maker_copy_escaped(f->session.release, &p->release))
		return -ENOMEM;
	return maker_copy_escaped(f->session.machine, &p->machine);
}

static int compare_hooks(const void *a, const void *b)
{
	const struct hook_fact *const *x = a, *const *y = b;

	return memcmp(&(*x)->key, &(*y)->key, sizeof((*x)->key));
}

static int make_hooks(struct maker *m)
{
	size_t n = HASH_COUNT(m->fold->hooks), i = 0;
	_free_ const struct hook_fact **facts = calloc(n + 1, sizeof(*facts));

	m->profile->hooks = calloc(n + 1, sizeof(*m->profile->hooks));
	if (!facts || !m->profile->hooks)
		return -ENOMEM;
	for (const struct hook_fact *fact = m->fold->hooks; fact; fact = fact->hh.next)
		facts[i++] = fact;
	qsort(facts, n, sizeof(*facts), compare_hooks);
	m->profile->nhooks = n;
	for (i = 0; i < n; i++) {
		struct hook_use *h = &m->profile->hooks[i];

		if (maker_copy_escaped(facts[i]->key.role, &h->role) ||
		    maker_copy_escaped(facts[i]->key.hook, &h->hook) || maker_copy_escaped(facts[i]->blind, &h->blind))
			return -ENOMEM;
	}
	return 0;
}

static int compare_arguments(const void *a, const void *b)
{
	const struct argument_fact *const *x = a, *const *y = b;

	return order_u64((*x)->key, (*y)->key);
}

static int make_command(struct maker *m)
{
	size_t n = HASH_COUNT(m->fold->arguments), i = 0;
	_free_ const struct argument_fact **facts = calloc(n + 1, sizeof(*facts));

	if (!facts)
		return -ENOMEM;
	if (!n)
		return 0;
	for (const struct argument_fact *fact = m->fold->arguments; fact; fact = fact->hh.next)
		facts[i++] = fact;
	qsort(facts, n, sizeof(*facts), compare_arguments);
	m->profile->command = calloc(n + 1, sizeof(*m->profile->command));
	if (!m->profile->command)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		if (maker_copy(facts[i]->text, &m->profile->command[i]))
			return -ENOMEM;
	}
	return 0;
}

static int make_program(struct maker *m, uint32_t id, struct program *p)
{
	struct program_fact *fact;

	p->id = id;
	HASH_FIND(hh, m->fold->programs, &id, sizeof(id), fact);
	if (!fact) {
		/* Its record was lost; what it did must not be. */
		p->flags = LC_PROGRAM_UNNAMED;
		return maker_copy("", &p->exe) || maker_copy("", &p->comm) ? -ENOMEM : 0;
	}
	p->parent = fact->record.parent;
	p->flags = fact->record.flags;
	if (*fact->exe)
		p->flags &= ~LC_PROGRAM_UNNAMED;
	p->dev = fact->record.dev;
	p->ino = fact->record.ino;
	p->instances = fact->record.instances;
	p->alive = fact->record.alive;
	p->uid = fact->record.uid;
	p->owner = fact->record.owner;
	p->first_ns = since(m, fact->record.h.ns);
	return maker_copy(fact->exe, &p->exe) || maker_copy(fact->comm, &p->comm) ? -ENOMEM : 0;
}

/* Marks each id that is a program or that a fact belongs to. Returns their number. */
static size_t mark_ids(const struct fold *f, bool *used)
{
	size_t n = 0;

	for (const struct program_fact *p = f->programs; p; p = p->hh.next)
		used[p->key] = true;
	for (uint32_t i = 0; i < CALL_LISTS; i++)
		used[id_of(call_slot(i))] |= f->calls[i].n > 0;
	for (const struct check_fact *c = f->checks; c; c = c->hh.next)
		used[id_of(c->key.slot)] = true;
	for (const struct refusal_fact *r = f->refusals; r; r = r->hh.next)
		used[id_of(r->key.slot)] = true;
	for (const struct privilege_fact *p = f->privileges; p; p = p->hh.next)
		used[id_of(p->key.slot)] = true;
	for (const struct failed_fact *c = f->failed; c; c = c->hh.next)
		used[id_of(c->key.slot)] = true;
	for (const struct values_fact *v = f->values; v; v = v->hh.next)
		used[id_of(v->key.slot)] = true;
	for (size_t i = 0; i < IDS; i++)
		n += used[i];
	return n;
}

/* Where a program belongs in the output. */
struct rank {
	uint32_t depth;
	uint32_t parent; /* index, or NO_INDEX */
	const struct program *program;
};

#define UNRANKED UINT32_MAX
#define RANKING (UINT32_MAX - 1)

/* Depth of each program below its root. A parent that closes a circle is cut. */
static void rank_depths(struct rank *ranks, uint32_t *chain, size_t n, struct program *programs)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = i, length = 0, depth = 0;

		for (; at != NO_INDEX && ranks[at].depth == UNRANKED; at = ranks[at].parent) {
			ranks[at].depth = RANKING;
			chain[length++] = at;
		}
		if (at != NO_INDEX && ranks[at].depth == RANKING)
			programs[chain[length - 1]].parent = 0;
		else if (at != NO_INDEX)
			depth = ranks[at].depth + 1;
		while (length)
			ranks[chain[--length]].depth = depth++;
	}
}

static int compare_ranks(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;
	int r = order_u64(x->depth, y->depth);

	if (!r)
		r = order_u64(x->program->first_ns, y->program->first_ns);
	return r ? r : order_u64(x->program->id, y->program->id);
}

/* Parents before children, then by time. programs come in the order of their ids. */
static int order_programs(struct maker *m)
{
	struct profile *p = m->profile;
	size_t n = p->nprograms;
	_free_ struct rank *ranks = calloc(n + 1, sizeof(*ranks));
	_free_ uint32_t *chain = calloc(n + 1, sizeof(*chain));
	_free_ struct program *ordered = calloc(n + 1, sizeof(*ordered)), *unordered = p->programs;

	if (!ranks || !chain || !ordered) {
		TAKE(unordered);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct program *program = &p->programs[i];
		uint32_t parent = program->parent ? m->index[program->parent] : NO_INDEX;

		if (parent == NO_INDEX)
			program->parent = 0;
		ranks[i] = (struct rank){ .depth = UNRANKED, .parent = parent, .program = program };
	}
	rank_depths(ranks, chain, n, p->programs);
	qsort(ranks, n, sizeof(*ranks), compare_ranks);
	for (uint32_t i = 0; i < n; i++) {
		ordered[i] = *ranks[i].program;
		m->index[ordered[i].id] = i;
	}
	p->programs = TAKE(ordered);
	return 0;
}

static int make_programs(struct maker *m)
{
	bool used[IDS] = { false };
	size_t n = mark_ids(m->fold, used);
	struct program *next;

	next = m->profile->programs = calloc(n + 1, sizeof(*next));
	if (!next)
		return -ENOMEM;
	m->profile->nprograms = n;
	for (uint32_t id = 0; id < IDS; id++) {
		m->index[id] = used[id] ? next - m->profile->programs : NO_INDEX;
		if (used[id] && make_program(m, id, next++))
			return -ENOMEM;
	}
	return order_programs(m) ?: profile_index(m->profile);
}

/* A runtime waits for what it starts: that is no sign that this serves, and nobody knows its phases then. */
static int make_start(struct maker *m)
{
	const struct lc_boundary *b = &m->fold->boundary;
	_roles_ struct roles roles = ROLES_INIT;
	int r;

	if (b->h.kind != LC_BOUNDARY || b->sign != LC_BOUNDARY_WAIT)
		return 0;
	r = roles_make(m->profile, &roles);
	if (!r)
		m->no_phases = roles.first && since(m, b->h.ns) < roles.first->first_ns;
	return r;
}

int fold_profile(const struct fold *f, struct profile **out)
{
	static int (*const steps[])(struct maker *) = {
		make_session,  make_hooks,     make_command,   make_programs,  maker_owners,
		make_start,    maker_calls,    maker_values,   maker_checks,   maker_refusals, maker_verdicts,
		maker_privileges, maker_settings, maker_boundary, maker_outcome,
	};
	_profile_ struct profile *p = calloc(1, sizeof(*p));
	struct maker m = { .fold = f, .profile = p };

	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		int r = steps[i](&m);

		if (r)
			return r;
	}
	*out = TAKE(p);
	return 0;
}
