// SPDX-License-Identifier: BSD-2-Clause
/* Knows what is left of a profile when only some owners are asked about. */
#include "core/owner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"

/* What becomes of a program. */
enum fate { FATE_GONE, FATE_STUB, FATE_WHOLE };

struct known {
	uint32_t id;
	size_t index;
};

/* What is taken out of a profile goes into .rest, which is freed at the end. */
struct selection {
	struct profile *profile, *rest;
	struct known *known; /* the programs by id */
	enum fate *fate;     /* by index of the program */
	bool *factual;	     /* whether there is anything to say of it; by index */
	bool lossy;	     /* something of it is gone */
};

static int by_id(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return order_u64(x->id, y->id);
}

static const struct known *find(const struct selection *s, uint32_t id)
{
	struct known key = { .id = id };

	return bsearch(&key, s->known, s->profile->nprograms, sizeof(key), by_id);
}

static bool is_whole(const struct selection *s, uint32_t program)
{
	const struct known *k = find(s, program);

	return k && s->fate[k->index] == FATE_WHOLE;
}

/* --- which programs -------------------------------------------------------------- */

static void mark_wanted(struct selection *s, bool (*wanted)(const struct owner *owner, void *ctx), void *ctx)
{
	const struct profile *p = s->profile;

	for (size_t i = 0; i < p->nowners; i++) {
		if (!wanted(&p->owners[i], ctx))
			continue;
		for (size_t j = 0; j < p->nprograms; j++) {
			if (p->programs[j].owner == p->owners[i].id)
				s->fate[j] = FATE_WHOLE;
		}
	}
}

/* Parents come before their children, so that one way back is enough. */
static void mark_parents(struct selection *s)
{
	for (size_t i = s->profile->nprograms; i--;) {
		const struct known *parent = find(s, s->profile->programs[i].parent);

		if (s->fate[i] != FATE_GONE && parent && s->fate[parent->index] == FATE_GONE)
			s->fate[parent->index] = FATE_STUB;
	}
}

static void mark_fact(struct selection *s, uint32_t program)
{
	const struct known *k = find(s, program);

	if (k)
		s->factual[k->index] = true;
}

static void mark_facts(struct selection *s)
{
	const struct profile *p = s->profile;

	for (size_t i = 0; i < p->nchecks; i++)
		mark_fact(s, p->checks[i].program);
	for (size_t i = 0; i < p->nrefusals; i++)
		mark_fact(s, p->refusals[i].program);
	for (size_t i = 0; i < p->nprivileges; i++)
		mark_fact(s, p->privileges[i].program);
	for (size_t i = 0; i < p->nvalues; i++)
		mark_fact(s, p->values[i].program);
	for (size_t i = 0; i < p->nprograms; i++) {
		for (size_t abi = 0; abi < LC_ABIS; abi++)
			s->factual[i] |= p->programs[i].syscalls[abi].n > 0;
	}
}

/* What may have been meant: facts of nobody in particular. */
static void count_lost(struct selection *s)
{
	uint64_t *lost = &s->profile->lost[LC_LOST_OWNERS];

	for (size_t i = 0; i < s->profile->nprograms; i++) {
		if (s->fate[i] == FATE_WHOLE || !s->factual[i])
			continue;
		s->lossy = true;
		if (!s->profile->programs[i].owner && *lost < UINT64_MAX)
			(*lost)++;
	}
}

/* --- taking out ------------------------------------------------------------------- */

/* Moves each element of a list of the profile that must go to the same list of the rest. */
#define PART(list, n, stays)                                                \
	do {                                                                \
		size_t left_ = 0;                                           \
		for (size_t i = 0; i < s->profile->n; i++) {                \
			if (stays)                                          \
				s->profile->list[left_++] = s->profile->list[i]; \
			else                                                \
				s->rest->list[s->rest->n++] = s->profile->list[i]; \
		}                                                           \
		s->profile->n = left_;                                      \
	} while (0)

/* Whether a program that stays has this owner. What was moved there is told of those alone that are asked about. */
static bool is_used(const struct selection *s, struct owner *owner)
{
	enum fate best = FATE_GONE;

	for (size_t i = 0; i < s->profile->nprograms; i++) {
		if (s->profile->programs[i].owner == owner->id && s->fate[i] > best)
			best = s->fate[i];
	}
	if (best == FATE_STUB)
		owner->entered = owner->left = 0;
	return best != FATE_GONE;
}

/* What tells how the others were started, and nothing of what it did. */
#define STUB_FLAGS (LC_PROGRAM_UNNAMED | LC_PROGRAM_ADOPTED | LC_PROGRAM_ENTERED | LC_PROGRAM_FILTERING)

static void make_stub(struct program *p, struct program *rest)
{
	for (size_t abi = 0; abi < LC_ABIS; abi++) {
		rest->syscalls[abi] = p->syscalls[abi];
		p->syscalls[abi] = (struct sysset){ 0 };
	}
	p->flags &= STUB_FLAGS;
	p->alive = 0;
	p->file = (struct program_file){ 0 };
}

static void part_programs(struct selection *s)
{
	struct profile *p = s->profile;

	for (size_t i = 0; i < p->nprograms; i++) {
		if (s->fate[i] == FATE_STUB)
			make_stub(&p->programs[i], &s->rest->programs[s->rest->nprograms++]);
	}
	PART(programs, nprograms, s->fate[i] != FATE_GONE);
	if (p->places)
		profile_index(p); /* which has the room */
}

static void part(struct selection *s)
{
	struct boundary *b = &s->profile->boundary;

	PART(checks, nchecks, is_whole(s, s->profile->checks[i].program));
	PART(refusals, nrefusals, is_whole(s, s->profile->refusals[i].program));
	PART(privileges, nprivileges, is_whole(s, s->profile->privileges[i].program));
	PART(values, nvalues, is_whole(s, s->profile->values[i].program));
	PART(owners, nowners, is_used(s, &s->profile->owners[i]));
	if (!is_whole(s, b->program))
		b->program = 0;
	if (!is_whole(s, b->drop_program))
		b->drop_program = 0;
	part_programs(s);
	/* What was tried was the set of all of them. */
	if (s->lossy)
		proof_free(&s->profile->proof);
}

static int prepare(struct selection *s)
{
	const struct profile *p = s->profile;
	struct profile *rest = s->rest;

	s->known = calloc(p->nprograms + 1, sizeof(*s->known));
	s->fate = calloc(p->nprograms + 1, sizeof(*s->fate));
	s->factual = calloc(p->nprograms + 1, sizeof(*s->factual));
	rest->programs = calloc(p->nprograms + 1, sizeof(*rest->programs));
	rest->checks = calloc(p->nchecks + 1, sizeof(*rest->checks));
	rest->refusals = calloc(p->nrefusals + 1, sizeof(*rest->refusals));
	rest->privileges = calloc(p->nprivileges + 1, sizeof(*rest->privileges));
	rest->values = calloc(p->nvalues + 1, sizeof(*rest->values));
	rest->owners = calloc(p->nowners + 1, sizeof(*rest->owners));
	if (!s->known || !s->fate || !s->factual || !rest->programs || !rest->checks || !rest->refusals ||
	    !rest->privileges || !rest->values || !rest->owners)
		return -ENOMEM;
	for (size_t i = 0; i < p->nprograms; i++)
		s->known[i] = (struct known){ p->programs[i].id, i };
	qsort(s->known, p->nprograms, sizeof(*s->known), by_id);
	return 0;
}

static void selection_free(struct selection *s)
{
	free(s->known);
	free(s->fate);
	free(s->factual);
	profile_free(&s->rest);
}

int owner_select(struct profile *profile, bool (*wanted)(const struct owner *owner, void *ctx), void *ctx)
{
	_cleanup_(selection_free) struct selection s = { .profile = profile };
	int r;

	s.rest = calloc(1, sizeof(*s.rest));
	r = s.rest ? prepare(&s) : -ENOMEM;
	if (r)
		return r;
	mark_wanted(&s, wanted, ctx);
	mark_parents(&s);
	mark_facts(&s);
	count_lost(&s);
	part(&s);
	return 0;
}
