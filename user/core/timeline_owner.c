// SPDX-License-Identifier: BSD-2-Clause
/* Knows whose the programs of the live view are. */
#include "core/timeline_owner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/owner.h"

struct live_owner {
	struct owner facts;
	char *container, *id, *pod, *unit; /* what .told points to; .container of a unit its name; NULL: none */
	struct event_owner told;
};

static int spelled(void (*spell)(const struct owner *owner, struct buf *out), const struct owner *o, char **out)
{
	_buf_ struct buf b = BUF_INIT;
	_free_ char *old = NULL;

	spell(o, &b);
	if (b.failed)
		return -ENOMEM;
	old = *out;
	*out = b.size ? buf_take(&b) : NULL;
	return 0;
}

/* What is known of it has changed: what was told of it before is not what is told from now on. */
static int tell_again(struct live_owners *all, struct live_owner *o)
{
	struct owner_facts f;

	o->told = (struct event_owner){ 0 };
	owner_facts(&o->facts, &f);
	if (spelled(owner_title, &o->facts, &o->container) || spelled(owner_id, &o->facts, &o->id) ||
	    spelled(owner_pod, &o->facts, &o->pod) || spelled(owner_unit, &o->facts, &o->unit))
		return -ENOMEM;
	o->told = (struct event_owner){
		.container = f.kind == OWNER_CONTAINER ? o->container : NULL, .container_id = o->id,
		.image = f.image, .pod = f.pod ?: o->pod, .pod_namespace = f.pod_namespace, .unit = o->unit,
		.cgroup = o->facts.cgroup,
		.facts = &o->facts,
		.version = ++all->version,
	};
	return 0;
}

/* The owner of this id, made if there is none; NULL when memory ran out. */
static struct live_owner *owner_of(struct live_owners *all, uint32_t id)
{
	_free_ struct live_owner *made = NULL;

	if (all->at[id])
		return all->at[id];
	made = calloc(1, sizeof(*made));
	if (!made)
		return NULL;
	made->facts.id = id;
	made->facts.cgroup = strdup("");
	if (made->facts.cgroup)
		all->at[id] = TAKE(made);
	return all->at[id];
}

/* It is told again with other counters: only what is new says something. */
static int replace(struct live_owners *all, struct live_owner *o, char **have, const struct buf *text)
{
	_free_ char *old = NULL;
	char *copy;

	if (text->failed)
		return -ENOMEM;
	if (!text->size || (*have && !strcmp(*have, text->text)))
		return o->told.version ? 0 : tell_again(all, o);
	copy = strdup(text->text);
	if (!copy)
		return -ENOMEM;
	old = *have;
	*have = copy;
	return tell_again(all, o);
}

static int feed_owner(struct live_owners *all, const struct lc_owner *r)
{
	struct live_owner *o = owner_of(all, r->id);
	_buf_ struct buf path = BUF_INIT;

	decode_cgroup(r, &path);
	return o ? replace(all, o, &o->facts.cgroup, &path) : -ENOMEM;
}

static int feed_label(struct live_owners *all, const struct lc_label *r)
{
	struct live_owner *o = owner_of(all, r->owner);
	_buf_ struct buf text = BUF_INIT;

	text_escape(&text, r->text, r->size);
	return o ? replace(all, o, &o->facts.label[r->kind], &text) : -ENOMEM;
}

static void feed_program(struct live_owners *all, const struct lc_program *r)
{
	if (r->owner && r->owner <= LC_MAX_OWNERS)
		all->of[r->h.slot] = r->owner;
}

int live_owners_feed(struct live_owners *all, const union record *r)
{
	switch (r->head.kind) {
	case LC_OWNER:
		return feed_owner(all, &r->owner);
	case LC_LABEL:
		return feed_label(all, &r->label);
	case LC_PROGRAM:
		feed_program(all, &r->program);
		return 0;
	default:
		return 0;
	}
}

const struct event_owner *live_owners_at(const struct live_owners *all, uint32_t id)
{
	const struct live_owner *o = id <= LC_MAX_OWNERS ? all->at[id] : NULL;

	return o && o->told.version ? &o->told : NULL;
}

const struct event_owner *live_owners_of(const struct live_owners *all, uint32_t slot)
{
	return live_owners_at(all, all->of[slot_program(slot)]);
}

void live_owners_clear(struct live_owners *all)
{
	for (size_t id = 0; id <= LC_MAX_OWNERS; id++) {
		struct live_owner *o = all->at[id];

		if (!o)
			continue;
		for (size_t kind = 0; kind < LC_LABELS; kind++)
			free(o->facts.label[kind]);
		free(o->facts.cgroup);
		free(o->container);
		free(o->id);
		free(o->pod);
		free(o->unit);
		free(TAKE(all->at[id]));
	}
}
