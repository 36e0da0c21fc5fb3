// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows what a record of the timeline may hold: refused calls and their objects, checks seen, stances, lines of logs.
 */
#include "core/decode_denial.h"

#include <string.h>

#include "base/guard.h"
#include "core/errnos.h"

#define DENIAL_FLAGS 0xfffu
#define OBJECT_FLAGS 0x1ffu
#define STANCE_FLAGS (LC_STANCE_KEEPCAPS * 2 - 1)

/* Ends a text whatever it holds: names are cut, not refused. */
#define END_TEXT(text) ((text)[sizeof(text) - 1] = '\0')

static bool name_ok(struct lc_name *n)
{
	if (n->kind > LC_NAME_ADDRESS || n->size > LC_NAME_ROOM || n->base_size > LC_LINK_ROOM)
		return false;
	memset(n->text + n->size, 0, LC_NAME_ROOM - n->size);
	memset(n->base + n->base_size, 0, LC_LINK_ROOM - n->base_size);
	return !n->base_size || !n->base[n->base_size - 1];
}

static bool step_ok(struct lc_step *s)
{
	END_TEXT(s->hook);
	END_TEXT(s->name);
	return s->kind >= LC_STEP_FILE && s->kind <= LC_STEP_SECCOMP && s->error <= ERRNO_MAX;
}

static bool denial_ok(struct lc_denial *d)
{
	bool ok = d->id && d->abi < LC_ABIS && d->error <= ERRNO_MAX && d->by && d->by < LC_REFUSERS &&
		  !(d->flags & ~DENIAL_FLAGS) && d->nchecks <= LC_DENIAL_CHECKS && d->nsteps <= LC_STEPS;

	END_TEXT(d->comm);
	for (size_t i = 0; ok && i < d->nsteps; i++)
		ok = step_ok(&d->step[i]);
	for (size_t i = 0; ok && i < LC_DENIAL_NAMES; i++)
		ok = name_ok(&d->name[i]);
	if (!ok)
		return false;
	memset(d->step + d->nsteps, 0, (LC_STEPS - d->nsteps) * sizeof(*d->step));
	memset(d->check + d->nchecks, 0, (LC_DENIAL_CHECKS - d->nchecks) * sizeof(*d->check));
	return true;
}

static bool object_ok(struct lc_object *o)
{
	if (!o->denial || o->name >= LC_DENIAL_NAMES || (o->flags & ~OBJECT_FLAGS) || o->acl_size > LC_ACL_ROOM ||
	    o->path_size > LC_PATH_LEN)
		return false;
	memset(o->acl + o->acl_size, 0, LC_ACL_ROOM - o->acl_size);
	memset(o->path + o->path_size, 0, LC_PATH_LEN - o->path_size);
	return true;
}

static bool seen_ok(struct lc_seen *s)
{
	END_TEXT(s->comm);
	return s->check;
}

static bool stance_ok(struct lc_stance *s)
{
	END_TEXT(s->comm);
	return s->abi < LC_ABIS && !(s->flags & ~STANCE_FLAGS);
}

static bool stack_ok(struct lc_stack *s)
{
	if (!s->check || s->nframes > LC_STACK_FRAMES)
		return false;
	for (size_t i = 0; i < LC_STACK_FRAMES; i++)
		END_TEXT(s->frame[i]);
	return true;
}

bool decode_timeline(union record *r)
{
	switch (r->head.kind) {
	case LC_DENIAL:
		return denial_ok(&r->denial);
	case LC_OBJECT:
		return object_ok(&r->object);
	case LC_SEEN:
		return seen_ok(&r->seen);
	case LC_STANCE:
		return stance_ok(&r->stance);
	case LC_AUDIT:
		return r->audit.size <= LC_AUDIT_LEN;
	case LC_STACK:
		return stack_ok(&r->stack);
	default:
		return r->head.kind == LC_ADDRESSES && r->addresses.check && r->addresses.nframes <= LC_STACK_FRAMES;
	}
}
