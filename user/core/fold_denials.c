// SPDX-License-Identifier: BSD-2-Clause
/* Knows which refused calls a recording tells of, and what refused them. */
#include <errno.h>
#include <stdlib.h>

#include "core/denials.h"
#include "core/fold_maker.h"

static struct refusal_key key_of(const struct lc_denial *d)
{
	return (struct refusal_key){
		.slot = slot_program(d->h.slot), .abi = d->abi, .nr = d->nr, .error = d->error, .by = d->by,
	};
}

static struct denial_fact *find(const struct fold *f, const struct refusal_key *key)
{
	struct denial_fact *fact;

	HASH_FIND(hh, f->first_denials, key, sizeof(*key), fact);
	return fact;
}

static int add(struct fold *f, const struct refusal_key *key, uint32_t id)
{
	_free_ struct denial_fact *fact = calloc(1, sizeof(*fact));

	if (!fact)
		return -ENOMEM;
	fact->key = *key;
	fact->id = id;
	HASH_ADD(hh, f->first_denials, key, sizeof(fact->key), fact);
	if (!fact->hh.tbl)
		return -ENOMEM;
	TAKE(fact);
	return 0;
}

/* The first of its kind stays, whatever the order they come in. */
static int feed_denial(struct fold *f, const struct lc_denial *d)
{
	struct refusal_key key = key_of(d);
	struct denial_fact *fact = find(f, &key);

	if (!fact)
		return add(f, &key, d->id);
	if (d->id > fact->id) {
		denials_drop(f->denials, d->id);
	} else if (d->id < fact->id) {
		denials_drop(f->denials, fact->id);
		fact->id = d->id;
	}
	return 0;
}

int fold_feed_denials(struct fold *f, const union record *r)
{
	int error = denials_feed(f->denials, r);

	return !error && r->head.kind == LC_DENIAL ? feed_denial(f, &r->denial) : error;
}

static int judge(const struct maker *m, const struct denial_fact *fact, struct refusal *out)
{
	_free_ struct layer_verdict *verdict = calloc(1, sizeof(*verdict));
	const struct lc_denial *denial;
	int r = verdict ? denials_judge(m->fold->denials, fact->id, verdict, &denial) : -ENOMEM;

	if (r)
		return r == -ENOENT ? 0 : r;
	out->verdict = TAKE(verdict);
	out->first_ns = earlier(out->first_ns, since(m, denial->h.ns));
	return 0;
}

/* The same slot without its chapter: a program's refusals of all chapters are one. */
int maker_verdicts(struct maker *m)
{
	struct profile *p = m->profile;
	int r = 0;

	for (size_t i = 0; !r && i < p->nrefusals; i++) {
		struct refusal *refusal = &p->refusals[i];
		struct refusal_key key = {
			.slot = refusal->program == NO_SLOT_ID ? 0 : refusal->program, .abi = refusal->abi,
			.nr = refusal->nr, .error = refusal->error, .by = refusal->by,
		};
		struct denial_fact *fact = find(m->fold, &key);

		if (fact)
			r = judge(m, fact, refusal);
	}
	return r;
}

void fold_free_denials(struct fold *f)
{
	FREE_FACTS(f->first_denials);
	denials_free(&f->denials);
}
