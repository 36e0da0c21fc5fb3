// SPDX-License-Identifier: BSD-2-Clause
/* Knows which owners are the same container or unit. */
#include "core/owner_group.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"

/* An owner on the way to its group. */
struct item {
	enum owner_kind kind;
	char *title, *key;
	const char *cgroup; /* the owner's */
	size_t index;	    /* of the owner */
};

static void free_items(struct item *items, size_t n)
{
	for (size_t i = 0; items && i < n; i++) {
		free(items[i].title);
		free(items[i].key);
	}
	free(items);
}

static int spelled(void (*spell)(const struct owner *owner, struct buf *out), const struct owner *o, char **out)
{
	_buf_ struct buf b = BUF_INIT;

	spell(o, &b);
	*out = buf_take(&b);
	return *out ? 0 : -ENOMEM;
}

/*
 * Two containers may have one name, one after the other; and one that is in another may give its cgroup the id of a
 * third.
 */
static void spell_key(const struct owner *o, struct buf *out)
{
	struct owner_facts f;

	owner_facts(o, &f);
	owner_id(o, out);
	if (f.outer.text)
		buf_addf(out, " in %.*s", (int)f.outer.n, f.outer.text);
}

static int read_item(const struct owner *o, size_t index, struct item *out)
{
	struct owner_facts f;

	owner_facts(o, &f);
	out->kind = f.kind;
	out->index = index;
	out->cgroup = o->cgroup;
	if (spelled(owner_title, o, &out->title))
		return -ENOMEM;
	return spelled(f.kind == OWNER_CONTAINER && f.id.text ? spell_key : owner_title, o, &out->key);
}

/* Containers before units, the host last. */
static int kind_rank(enum owner_kind kind)
{
	static const int ranks[] = { [OWNER_CONTAINER] = 0, [OWNER_UNIT] = 1, [OWNER_HOST] = 2 };

	return ranks[kind];
}

static int by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int r = kind_rank(x->kind) - kind_rank(y->kind);

	if (!r)
		r = strcmp(x->key, y->key);
	if (!r)
		r = strcmp(x->cgroup, y->cgroup);
	return r ? r : order_u64(x->index, y->index);
}

static size_t count_labels(const struct owner *o)
{
	size_t n = 0;

	for (size_t kind = 0; kind < LC_LABELS; kind++)
		n += o->label[kind] != NULL;
	return n;
}

static void swap_text(char **a, char **b)
{
	char *text = *a;

	*a = *b;
	*b = text;
}

static void join(struct owner_group *g, const struct owner *o, struct item *item)
{
	g->entered += o->entered;
	g->left += o->left;
	if (g->owner && count_labels(o) <= count_labels(g->owner))
		return;
	g->owner = o;
	swap_text(&g->title, &item->title); /* the loser is freed with the items */
}

/* items: by key. Groups are made of neighbours. */
static void join_all(const struct profile *p, struct item *items, struct owner_groups *out)
{
	for (size_t i = 0; i < p->nowners; i++) {
		struct owner_group *g = out->n ? &out->at[out->n - 1] : NULL;

		if (!g || g->kind != items[i].kind || strcmp(g->key, items[i].key)) {
			g = &out->at[out->n];
			g->number = out->n++;
			g->kind = items[i].kind;
			g->key = TAKE(items[i].key);
			out->containers += g->kind == OWNER_CONTAINER;
		}
		/* Several pid namespaces may be in one cgroup. */
		g->cgroups += !g->owner || strcmp(items[i].cgroup, items[i - 1].cgroup) != 0;
		out->of[items[i].index] = g->number;
		join(g, &p->owners[items[i].index], &items[i]);
	}
}

static int by_title(const void *a, const void *b)
{
	const struct owner_group *x = a, *y = b;
	int r = kind_rank(x->kind) - kind_rank(y->kind);

	if (!r)
		r = strcmp(x->title, y->title);
	return r ? r : strcmp(x->key, y->key);
}

/* Sorts the groups by title, and tells each owner where its own is. */
static int sort_groups(const struct profile *p, struct owner_groups *out)
{
	_free_ size_t *place = calloc(out->n + 1, sizeof(*place));

	if (!place)
		return -ENOMEM;
	qsort(out->at, out->n, sizeof(*out->at), by_title);
	for (size_t i = 0; i < out->n; i++)
		place[out->at[i].number] = i;
	for (size_t i = 0; i < p->nowners; i++)
		out->of[i] = place[out->of[i]];
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct owner *x = a, *y = b;

	return order_u64(x->id, y->id);
}

/* Owners of a profile are sorted by id. */
static const struct owner *find(const struct profile *p, uint32_t id)
{
	struct owner key = { .id = id };

	return id && p->nowners ? bsearch(&key, p->owners, p->nowners, sizeof(key), by_id) : NULL;
}

static void count_programs(const struct profile *p, struct owner_groups *out)
{
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct owner *o = find(p, p->programs[i].owner);
		struct owner_group *g = o ? &out->at[out->of[o - p->owners]] : NULL;

		if (!g || !owner_has_calls(&p->programs[i]))
			continue;
		g->programs++;
		g->instances += p->programs[i].instances;
	}
}

static int fill(const struct profile *p, struct item *items, struct owner_groups *out)
{
	int r = 0;

	for (size_t i = 0; !r && i < p->nowners; i++)
		r = read_item(&p->owners[i], i, &items[i]);
	if (r)
		return r;
	qsort(items, p->nowners, sizeof(*items), by_key);
	join_all(p, items, out);
	r = sort_groups(p, out);
	if (!r)
		count_programs(p, out);
	return r;
}

int owner_groups_make(const struct profile *p, struct owner_groups *out)
{
	_owner_groups_ struct owner_groups groups = OWNER_GROUPS_INIT;
	struct item *items = calloc(p->nowners + 1, sizeof(*items));
	int r;

	groups.at = calloc(p->nowners + 1, sizeof(*groups.at));
	groups.of = calloc(p->nowners + 1, sizeof(*groups.of));
	r = items && groups.at && groups.of ? fill(p, items, &groups) : -ENOMEM;
	free_items(items, p->nowners);
	if (r)
		return r;
	*out = groups;
	groups = (struct owner_groups)OWNER_GROUPS_INIT;
	return 0;
}

const struct owner_group *owner_group_of(const struct owner_groups *groups, const struct profile *p,
					 const struct program *program)
{
	const struct owner *o = find(p, program->owner);

	return o ? &groups->at[groups->of[o - p->owners]] : NULL;
}

void owner_groups_free(struct owner_groups *groups)
{
	for (size_t i = 0; i < groups->n; i++) {
		free(groups->at[i].title);
		free(groups->at[i].key);
	}
	free(groups->at);
	free(groups->of);
	*groups = (struct owner_groups)OWNER_GROUPS_INIT;
}

/* --- whose a program is ----------------------------------------------------------- */

static bool same_word(struct owner_word a, struct owner_word b)
{
	return a.n == b.n && (!a.n || !memcmp(a.text, b.text, a.n));
}

static bool is_same(const struct owner_facts *a, const struct owner_facts *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == OWNER_CONTAINER && a->id.text && b->id.text)
		return same_word(a->id, b->id) && same_word(a->outer, b->outer);
	if (a->kind == OWNER_CONTAINER)
		return a->name && b->name && !strcmp(a->name, b->name);
	return a->kind == OWNER_HOST || same_word(a->unit, b->unit);
}

bool owner_has_calls(const struct program *program)
{
	for (size_t abi = 0; abi < LC_ABIS; abi++) {
		if (program->syscalls[abi].n)
			return true;
	}
	return false;
}

/* Whether it has to be said whose a program is: mostly the first two tell. */
static bool is_mixed(const struct profile *p)
{
	const struct owner *first = NULL;
	struct owner_facts f, g;

	for (size_t i = 0; i < p->nprograms; i++) {
		const struct owner *o = find(p, p->programs[i].owner);

		if (!o || o == first || !owner_has_calls(&p->programs[i]))
			continue;
		owner_facts(o, first ? &g : &f);
		if (first && !is_same(&f, &g) && (f.kind == OWNER_CONTAINER || g.kind == OWNER_CONTAINER))
			return true;
		/* Of several units the first container tells. */
		first = first ? first : o;
	}
	return false;
}

void owner_add_of(const struct profile *p, const struct program *program, struct buf *out)
{
	const struct owner *o = find(p, program->owner);

	if (!o || !is_mixed(p) || owner_kind(o) == OWNER_HOST)
		return;
	buf_add(out, " of ");
	owner_title(o, out);
}
