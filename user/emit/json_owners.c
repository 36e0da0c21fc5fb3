// SPDX-License-Identifier: BSD-2-Clause
/* Where programs ran, in the report for machines: one object a cgroup. */
#include "core/owner.h"
#include "core/owner_words.h"
#include "emit/json_part.h"

/* Nothing is null. */
static json_t *spelled(void (*spell)(const struct owner *owner, struct buf *out), const struct owner *o)
{
	_buf_ struct buf b = BUF_INIT;

	spell(o, &b);
	if (b.failed)
		return NULL;
	return b.size ? jsonout_buf(&b) : json_null();
}

static json_t *container(const struct owner *o, enum owner_kind kind)
{
	return kind == OWNER_CONTAINER ? spelled(owner_title, o) : json_null();
}

/* The uid of a pod without a name stands for it. */
static json_t *pod(const struct owner *o, const struct owner_facts *f)
{
	return f->pod ? jsonout_text(f->pod) : spelled(owner_pod, o);
}

static json_t *owner_entry(const struct owner *o)
{
	struct owner_facts f;

	owner_facts(o, &f);
	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", jsonout_number(o->id),
			 "kind", owner_kind_word(f.kind), "cgroup", jsonout_text_or_null(o->cgroup), "container",
			 container(o, f.kind), "container_id", spelled(owner_id, o), "image",
			 jsonout_text_or_null(f.image), "pod", pod(o, &f), "pod_namespace",
			 jsonout_text_or_null(f.pod_namespace), "runtime", jsonout_text_or_null(f.runtime), "unit",
			 spelled(owner_unit, o), "entered", jsonout_number(o->entered), "left",
			 jsonout_number(o->left));
}

json_t *json_part_owners(const struct profile *p)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < p->nowners; i++)
		if (json_array_append_new(list, owner_entry(&p->owners[i])))
			return NULL;
	return TAKE(list);
}

json_t *json_part_with(json_t *object, const char *key, json_t *value)
{
	_json_ json_t *guarded = object;

	if (!guarded) {
		json_decref(value);
		return NULL;
	}
	return json_object_set_new(guarded, key, value) ? NULL : TAKE(guarded);
}

static void spell_of(struct jsonflow *j, const char *key, void (*spell)(const struct owner *owner, struct buf *out),
		     const struct owner *o)
{
	_buf_ struct buf b = BUF_INIT;

	spell(o, &b);
	if (b.failed)
		jsonflow_fail(j);
	jsonflow_text_or_null_of(j, key, buf_text(&b));
}

static void container_of(struct jsonflow *j, const struct owner *o)
{
	if (o && owner_kind(o) == OWNER_CONTAINER)
		spell_of(j, "container", owner_title, o);
	else
		jsonflow_text_of(j, "container", NULL);
}

static const struct owner *owner_of(const struct profile *p, const struct program *program)
{
	return program && program->owner ? profile_owner(p, program->owner) : NULL;
}

void json_part_placed(struct jsonflow *j, const struct profile *p, const struct program *program)
{
	const struct owner *o = owner_of(p, program);

	jsonflow_counted_of(j, "owner", o ? o->id : 0);
	container_of(j, o);
	if (o)
		spell_of(j, "unit", owner_unit, o);
	else
		jsonflow_text_of(j, "unit", NULL);
}

void json_part_container(struct jsonflow *j, const struct profile *p, const struct program *program)
{
	container_of(j, owner_of(p, program));
}
