// SPDX-License-Identifier: BSD-2-Clause
/* Knows what the fold keeps of owners: cgroups, pid namespaces and what runtimes call them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "base/text.h"
#include "core/fold_maker.h"
#include "core/fold_merge.h"

/* Each program has one owner at most, so there cannot be more owners than programs. */
_Static_assert(PROFILE_MAX_OWNERS > LC_MAX_PROGRAMS + 1, "a profile holds the owners of all programs");

static void merge_owner(struct lc_owner *have, const struct lc_owner *new)
{
	if (!have->h.kind) {
		*have = *new;
		return;
	}
	have->flags |= new->flags;
	TAKE_LARGER(have->cgroup, new->cgroup);
	TAKE_LARGER(have->hierarchy, new->hierarchy);
	TAKE_LARGER(have->pid_ns, new->pid_ns);
	TAKE_LARGER(have->entered, new->entered);
	TAKE_LARGER(have->left, new->left);
	if (new->h.ns < have->h.ns)
		have->h.ns = new->h.ns;
}

static int feed_owner(struct fold *f, const struct lc_owner *r)
{
	_buf_ struct buf path = BUF_INIT;
	_free_ char *cgroup = NULL;
	struct owner_fact *fact;

	decode_cgroup(r, &path);
	cgroup = buf_take(&path);
	fact = cgroup ? FACT(f->owners, &r->id) : NULL;
	if (!fact)
		return -ENOMEM;
	merge_owner(&fact->record, r);
	take_text(&fact->cgroup, &cgroup);
	return 0;
}

static int feed_label(struct fold *f, const struct lc_label *r)
{
	_buf_ struct buf text = BUF_INIT;
	_free_ char *label = NULL;
	struct owner_fact *fact;

	text_escape(&text, r->text, r->size);
	label = buf_take(&text);
	fact = label ? FACT(f->owners, &r->owner) : NULL;
	if (!fact)
		return -ENOMEM;
	take_text(&fact->label[r->kind], &label);
	return 0;
}

int fold_feed_owners(struct fold *f, const union record *r)
{
	switch (r->head.kind) {
	case LC_OWNER:
		return feed_owner(f, &r->owner);
	case LC_LABEL:
		return feed_label(f, &r->label);
	default:
		return 0;
	}
}

static void free_texts(struct owner_fact *fact)
{
	free(fact->cgroup);
	for (size_t kind = 0; kind < LC_LABELS; kind++)
		free(fact->label[kind]);
}

void fold_free_owners(struct fold *f)
{
	FREE_FACTS(f->owners, free_texts(fact));
}

/* --- the profile's -------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
	return order_u64(*(const uint32_t *)a, *(const uint32_t *)b);
}

/* The owners that programs name, ascending, each once. Returns how many; ids has room for one a program. */
static size_t named_owners(const struct profile *p, uint32_t *ids)
{
	size_t n = 0, unique = 0;

	for (size_t i = 0; i < p->nprograms; i++) {
		if (p->programs[i].owner)
			ids[n++] = p->programs[i].owner;
	}
	qsort(ids, n, sizeof(*ids), compare_ids);
	for (size_t i = 0; i < n; i++) {
		if (!unique || ids[unique - 1] != ids[i])
			ids[unique++] = ids[i];
	}
	return unique;
}

static int make_labels(const struct owner_fact *fact, struct owner *o)
{
	int r = 0;

	for (size_t kind = 1; !r && kind < LC_LABELS; kind++) {
		if (fact->label[kind] && *fact->label[kind])
			r = maker_copy(fact->label[kind], &o->label[kind]);
	}
	return r;
}

/* One whose record was lost stays apart from the others. */
static int make_owner(const struct maker *m, uint32_t id, struct owner *o)
{
	struct owner_fact *fact;

	o->id = id;
	HASH_FIND(hh, m->fold->owners, &id, sizeof(id), fact);
	if (!fact)
		return maker_copy("", &o->cgroup);
	o->flags = fact->record.flags;
	o->hierarchy = fact->record.hierarchy;
	o->pid_ns = fact->record.pid_ns;
	o->entered = fact->record.entered;
	o->left = fact->record.left;
	o->first_ns = since(m, fact->record.h.ns);
	return maker_copy(fact->cgroup ?: "", &o->cgroup) ?: make_labels(fact, o);
}

int maker_owners(struct maker *m)
{
	struct profile *p = m->profile;
	_free_ uint32_t *ids = calloc(p->nprograms + 1, sizeof(*ids));
	size_t n;
	int r = 0;

	if (!ids)
		return -ENOMEM;
	n = named_owners(p, ids);
	p->owners = calloc(n + 1, sizeof(*p->owners));
	if (!p->owners)
		return -ENOMEM;
	for (; !r && p->nowners < n; p->nowners++)
		r = make_owner(m, ids[p->nowners], &p->owners[p->nowners]);
	return r;
}
