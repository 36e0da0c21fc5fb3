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
	bool outermost; /* somebody who is in no other container */
	const struct profile *profile;
	bool *meant;  /* the owners of the profile that are meant, as they stand in it */
};

static bool is_nested(const struct owner *o)
{
	struct owner_facts f;

	owner_facts(o, &f);
	return f.outer.text;
}

static bool is_container(const struct wish *w, const struct owner *o)
{
	if (w->outermost && is_nested(o))
		return false;
	return w->exactly ? owner_is_exactly(o, w->choice->container) : owner_is(o, w->choice->container);
}

static bool is_meant(const struct owner *o, void *ctx)
{
	const struct wish *w = ctx;

	return w->meant[o - w->profile->owners];
}

/*
 * Whoever may make cgroups in a container may give them the name of another container: those that are in none come
 * first, and what is in one is meant only if nobody else is.
 */
static void look_for(struct wish *w)
{
	const struct profile *p = w->profile;
	const char *name = w->choice->container;

	for (size_t i = 0; name && i < p->nowners; i++)
		w->exactly |= owner_is_exactly(&p->owners[i], name);
	for (size_t i = 0; name && !w->outermost && i < p->nowners; i++)
		w->outermost = !is_nested(&p->owners[i]) && is_container(w, &p->owners[i]);
}

/* Of a container all cgroups are meant, though its runtime knows only one of them. */
static void mark_containers(const struct wish *w, const struct owner_groups *groups, bool *marks)
{
	const struct profile *p = w->profile;

	for (size_t i = 0; i < p->nowners; i++)
		marks[groups->of[i]] |= !w->choice->container || is_container(w, &p->owners[i]);
}

/* Marks the groups and owners that are meant. Returns how many groups. */
static size_t mark(const struct wish *w, const struct owner_groups *groups, bool *marks)
{
	const struct profile *p = w->profile;
	_free_ bool *containers = calloc(groups->n + 1, sizeof(*containers));
	size_t n = 0;

	if (!containers)
		return SIZE_MAX;
	mark_containers(w, groups, containers);
	for (size_t i = 0; i < p->nowners; i++) {
		w->meant[i] = containers[groups->of[i]] &&
			      (!w->choice->unit || owner_is_unit(&p->owners[i], w->choice->unit));
		marks[groups->of[i]] |= w->meant[i];
	}
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
static int decide(struct wish *wish, struct buf *out)
{
	_owner_groups_ struct owner_groups groups = OWNER_GROUPS_INIT;
	_free_ bool *marks = NULL;
	size_t meant;

	if (owner_groups_make(wish->profile, &groups))
		return -ENOMEM;
	marks = calloc(groups.n + 1, sizeof(*marks));
	if (!marks)
		return -ENOMEM;
	meant = mark(wish, &groups, marks);
	if (meant == SIZE_MAX)
		return -ENOMEM;
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
	_free_ bool *meant = calloc(profile->nowners + 1, sizeof(*meant));
	struct wish wish = { .choice = choice, .profile = profile, .meant = meant };
	_buf_ struct buf b = BUF_INIT;
	_free_ char *said = NULL;
	int r;

	if (!meant)
		return -ENOMEM;
	look_for(&wish);
	r = decide(&wish, &b);
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
