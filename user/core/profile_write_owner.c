// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file spells owners. */
#include "core/owner_words.h"
#include "core/profile_writer.h"

static json_t *flags(uint32_t set)
{
	json_t *list = json_array();

	for (const struct flag_word *w = owner_words; list && w->bit; w++) {
		if (set & w->bit)
			list = writer_append(list, json_string(w->word));
	}
	return list;
}

static json_t *labels(const struct owner *o)
{
	json_t *object = json_object();

	for (size_t kind = 1; object && kind < LC_LABELS; kind++) {
		if (o->label[kind])
			object = writer_set(object, owner_label_word(kind), json_string(o->label[kind]));
	}
	return object;
}

static json_t *owner(const struct owner *o)
{
	return json_pack("{s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "id", writer_number(o->id), "cgroup", o->cgroup,
			 "hierarchy", writer_number(o->hierarchy), "pid_ns", writer_number(o->pid_ns), "flags",
			 flags(o->flags), "entered", writer_number(o->entered), "left", writer_number(o->left),
			 "first_ns", writer_number(o->first_ns), "labels", labels(o));
}

void writer_owners(struct buf *out, const struct profile *p)
{
	if (!p->nowners)
		return;
	buf_add(out, ",\n  \"owners\": [");
	for (size_t i = 0; i < p->nowners; i++)
		writer_line(out, "    ", i == 0, owner(&p->owners[i]));
	writer_close_list(out, "  ", false);
}
