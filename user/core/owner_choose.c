// SPDX-License-Identifier: BSD-2-Clause
/* Knows which owner somebody means who writes a name, a part of an id, or a pattern. */
#include "core/owner_choose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/glob.h"
#include "core/owner_group.h"

#define LISTED 16

struct wish {
	const struct owner_choice *choice;
	bool exactly; /* somebody is called so */
};

static bool is_meant(const struct owner *o, void *ctx)
{
	const struct wish *w = ctx;
	const struct owner_choice *c = w->choice;

	if (c->container && !(w->exactly ? owner_is_exactly(o, c->container) : owner_is(o, c->container)))
		return false;
	return !c->unit || owner_is_unit(o, c->unit);
}

static bool somebody_is_called(const struct profile *p, const char *name)
{
	for (size_t i = 0; i < p->nowners; i++) {
		if (owner_is_exactly(&p->owners[i], name))
			return true;
	}
	return false;
}

/* Marks the groups that are meant. Returns how many. */
static size_t mark(const struct profile *p, const struct owner_groups *groups, struct wish *wish, bool *marks)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nowners; i++)
		marks[groups->of[i]] |= is_meant(&p->owners[i], wish);
	for (size_t i = 0; i < groups->n; i++)
		n += marks[i];
	return n;
}

/* marks NULL: all of this kind. */
static void list(const struct owner_groups *groups, enum owner_kind kind, const bool *marks, struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < groups->n; i++) {
		if (groups->at[i].kind != kind || (marks && !marks[i]))
			continue;
		if (n < LISTED)
			buf_addf(out, "%s%s", n ? ", " : "", groups->at[i].title);
		n++;
	}
	if (n > LISTED)
		buf_addf(out, " and %zu more", n - LISTED);
}

/* Names that begin alike are told by their ids. */
static bool is_ambiguous(const struct wish *w, size_t meant)
{
	const char *container = w->choice->container;

	return meant > 1 && container && !w->exactly && !glob_is_pattern(container);
}

/* A container that was started again has the same name, and another id. */
static void tell_name(const struct owner_groups *groups, const bool *marks, struct buf *out)
{
	const char *name = NULL;

	for (size_t i = 0; i < groups->n; i++) {
		if (marks[i] && name && strcmp(name, groups->at[i].title))
			return;
		if (marks[i])
			name = groups->at[i].title;
	}
	buf_add(out, name ?: "");
}

/* Before anything is taken out: the groups point into the profile. */
static int decide(const struct profile *p, struct wish *wish, struct buf *out)
{
	_owner_groups_ struct owner_groups groups = OWNER_GROUPS_INIT;
	_free_ bool *marks = NULL;
	size_t meant;

	if (owner_groups_make(p, &groups))
		return -ENOMEM;
	marks = calloc(groups.n + 1, sizeof(*marks));
	if (!marks)
		return -ENOMEM;
	meant = mark(p, &groups, wish, marks);
	if (!meant) {
		list(&groups, wish->choice->container ? OWNER_CONTAINER : OWNER_UNIT, NULL, out);
		return -ENOENT;
	}
	if (is_ambiguous(wish, meant)) {
		list(&groups, OWNER_CONTAINER, marks, out);
		return -ENOTUNIQ;
	}
	tell_name(&groups, marks, out);
	return 0;
}

int owner_choose(struct profile *profile, const struct owner_choice *choice, char **text)
{
	struct wish wish = { .choice = choice };
	_buf_ struct buf b = BUF_INIT;
	_free_ char *said = NULL;
	int r;

	wish.exactly = choice->container && somebody_is_called(profile, choice->container);
	r = decide(profile, &wish, &b);
	if (r == -ENOMEM)
		return r;
	said = buf_take(&b);
	if (!said)
		return -ENOMEM;
	if (!r)
		r = owner_select(profile, is_meant, &wish);
	if (r != -ENOMEM)
		*text = TAKE(said);
	return r;
}
