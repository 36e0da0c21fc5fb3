// SPDX-License-Identifier: BSD-2-Clause
/* Reads the owners of a profile file. Older files have none. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/owner_words.h"
#include "core/profile_reader.h"

static int read_flag(const struct node *n, const char *word, uint32_t *flags)
{
	for (const struct flag_word *w = owner_words; w->bit; w++) {
		if (!strcmp(w->word, word)) {
			*flags |= w->bit;
			return 0;
		}
	}
	return node_wrong(n, "flags", "unknown flag %s", word);
}

static int read_flags(const struct node *n, uint32_t *flags)
{
	struct node_list list;
	int r = node_list(n, "flags", &list);

	for (size_t i = 0; !r && i < list.n; i++) {
		const char *word;

		r = node_element_word(n, "flags", &list, i, &word);
		if (!r)
			r = read_flag(n, word, flags);
	}
	return r;
}

/* What else a newer version may know of an owner is passed over. */
static int read_labels(const struct node *n, struct owner *o)
{
	struct node labels;
	int r = node_object(n, "labels", &labels);

	for (size_t kind = 1; !r && kind < LC_LABELS; kind++) {
		if (reader_has(&labels, owner_label_word(kind)))
			r = node_text(&labels, owner_label_word(kind), &o->label[kind]);
	}
	return r;
}

static int read_owner(const struct node *n, struct owner *o)
{
	int r = node_u32(n, "id", UINT32_MAX, &o->id);

	if (!r && !o->id)
		return node_wrong(n, "id", "must not be 0");
	if (!r)
		r = node_text(n, "cgroup", &o->cgroup);
	if (!r)
		r = node_u32(n, "hierarchy", UINT32_MAX, &o->hierarchy);
	if (!r)
		r = node_u32(n, "pid_ns", UINT32_MAX, &o->pid_ns);
	if (!r)
		r = read_flags(n, &o->flags);
	if (!r)
		r = node_u64(n, "entered", &o->entered);
	if (!r)
		r = node_u64(n, "left", &o->left);
	if (!r)
		r = node_u64(n, "first_ns", &o->first_ns);
	return r ? r : read_labels(n, o);
}

static int compare_owners(const void *a, const void *b)
{
	const struct owner *x = a, *y = b;

	return order_u64(x->id, y->id);
}

static int sort_owners(const struct node *root, struct profile *p)
{
	qsort(p->owners, p->nowners, sizeof(*p->owners), compare_owners);
	for (size_t i = 1; i < p->nowners; i++) {
		if (p->owners[i - 1].id == p->owners[i].id)
			return node_wrong(root, "owners", "id %u is there twice", p->owners[i].id);
	}
	return 0;
}

static int read_owners(const struct node *root, struct profile *p)
{
	struct node_list list;
	int r = node_list(root, "owners", &list);

	if (r)
		return r;
	if (list.n > PROFILE_MAX_OWNERS)
		return node_wrong(root, "owners", "more than %u", PROFILE_MAX_OWNERS);
	p->owners = calloc(list.n + 1, sizeof(*p->owners));
	if (!p->owners)
		return -ENOMEM;
	for (; !r && p->nowners < list.n; p->nowners++) { /* a bad one is freed, too */
		struct node owner;

		r = node_element(root, "owners", &list, p->nowners, &owner);
		if (!r)
			r = read_owner(&owner, &p->owners[p->nowners]);
	}
	return r ? r : sort_owners(root, p);
}

int reader_owners(const struct node *root, struct profile *profile)
{
	return reader_has(root, "owners") ? read_owners(root, profile) : 0;
}

int reader_owner(const struct node *n, const struct profile *profile, uint32_t *out)
{
	struct owner key = { 0 };
	int r;

	if (!reader_has(n, "owner"))
		return 0;
	r = node_u32(n, "owner", UINT32_MAX, &key.id);
	if (r)
		return r;
	if (!profile->nowners || !bsearch(&key, profile->owners, profile->nowners, sizeof(key), compare_owners))
		return node_wrong(n, "owner", "no such owner");
	*out = key.id;
	return 0;
}
