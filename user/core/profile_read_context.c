// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file's refusals, settings, boundary and outcome are read. Older files have none of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/profile_reader.h"
#include "core/profile_words.h"

#define STATUS_MAX 255

static int read_refuser(const struct node *n, uint32_t *out)
{
	const char *word;
	int by, r = node_word(n, "by", &word);

	if (r)
		return r;
	by = refuser_of(word);
	if (by < 0)
		return node_wrong(n, "by", "unknown refuser %s", word);
	*out = by;
	return 0;
}

static int read_layer(const struct node *n, struct layer_verdict *v)
{
	const char *layer, *confidence = NULL;
	int r = node_word(n, "layer", &layer), found;

	if (!r)
		r = node_word(n, "confidence", &confidence);
	if (r)
		return r;
	found = layer_of(layer);
	if (found < 0)
		return node_wrong(n, "layer", "unknown layer %s", layer);
	v->layer = found;
	v->confidence = strcmp(confidence, confidence_name(CONFIDENCE_SEEN)) ? CONFIDENCE_INFERRED : CONFIDENCE_SEEN;
	return 0;
}

static int read_verdict(const struct node *n, struct layer_verdict *v)
{
	uint32_t cap;
	int r = read_layer(n, v);

	v->cap = -1;
	if (!r && reader_has(n, "capability")) {
		r = reader_capability(n, &cap);
		v->cap = r ? -1 : (int)cap;
	}
	if (!r)
		r = node_text(n, "object", &v->object);
	if (!r)
		r = node_text(n, "detail", &v->detail);
	return r ? r : node_text(n, "fix", &v->fix);
}

static int read_refusal_verdict(const struct node *n, struct refusal *out)
{
	struct node verdict;
	int r;

	if (!reader_has(n, "verdict"))
		return 0;
	r = node_object(n, "verdict", &verdict);
	if (r)
		return r;
	out->verdict = calloc(1, sizeof(*out->verdict));
	return out->verdict ? read_verdict(&verdict, out->verdict) : -ENOMEM;
}

static int read_refusal(const struct node *n, const struct reader *reader, struct refusal *out)
{
	int r = reader_program(n, "program", reader, &out->program);

	if (!r)
		r = reader_abi(n, &out->abi);
	if (!r)
		r = reader_syscall(n, out->abi, &out->nr);
	if (!r)
		r = reader_errno(n, "errno", &out->error);
	if (!r)
		r = read_refuser(n, &out->by);
	if (!r)
		r = node_u64(n, "count", &out->count);
	if (!r)
		r = node_u64(n, "first_ns", &out->first_ns);
	return r ? r : read_refusal_verdict(n, out);
}

static int read_refusals(const struct node *root, struct reader *reader)
{
	struct profile *p = reader->profile;
	struct node_list list;
	int r = node_list(root, "refusals", &list);

	if (r)
		return r;
	if (list.n > PROFILE_MAX_REFUSALS)
		return node_wrong(root, "refusals", "more than %u", PROFILE_MAX_REFUSALS);
	p->refusals = calloc(list.n + 1, sizeof(*p->refusals));
	if (!p->refusals)
		return -ENOMEM;
	for (; !r && p->nrefusals < list.n; p->nrefusals++) { /* a bad one is freed, too */
		struct node refusal;

		r = node_element(root, "refusals", &list, p->nrefusals, &refusal);
		if (!r)
			r = read_refusal(&refusal, reader, &p->refusals[p->nrefusals]);
	}
	return r;
}

static int compare_settings(const void *a, const void *b)
{
	const struct setting *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int read_settings(const struct node *root, struct profile *p)
{
	struct node settings;
	const char *key;
	uint32_t at = 0;
	int r = node_object(root, "settings", &settings);

	if (r)
		return r;
	if (node_members(&settings) > PROFILE_MAX_SETTINGS)
		return node_wrong(root, "settings", "more than %u", PROFILE_MAX_SETTINGS);
	p->settings = calloc(node_members(&settings) + 1, sizeof(*p->settings));
	if (!p->settings)
		return -ENOMEM;
	while ((key = node_next(&settings, &at))) {
		struct setting *s = &p->settings[p->nsettings++];

		if (!*key || !text_is_clean(key))
			return node_wrong(root, "settings",
					  "a name is empty or holds characters that must be written as \\xHH");
		r = node_text(&settings, key, &s->value);
		if (r)
			return r;
		s->name = strdup(key);
		if (!s->name)
			return -ENOMEM;
	}
	qsort(p->settings, p->nsettings, sizeof(*p->settings), compare_settings);
	return 0;
}

/* A program, or 0. */
static int read_program_or_none(const struct node *n, const char *key, const struct reader *reader, uint32_t *out)
{
	int r = node_u32(n, key, UINT32_MAX, out);

	return !r && *out ? reader_program(n, key, reader, out) : r;
}

static int read_boundary(const struct node *root, struct reader *reader)
{
	struct boundary *b = &reader->profile->boundary;
	const char *word = NULL;
	struct node n;
	int sign, r = node_object(root, "boundary", &n);

	if (!r)
		r = node_word(&n, "sign", &word);
	if (r)
		return r;
	sign = boundary_sign_of(word);
	if (sign < 0)
		return node_wrong(&n, "sign", "unknown sign %s", word);
	b->sign = sign;
	r = read_program_or_none(&n, "program", reader, &b->program);
	if (!r)
		r = node_u64(&n, "ns", &b->ns);
	if (!r)
		r = node_u64(&n, "drop_ns", &b->drop_ns);
	return r ? r : read_program_or_none(&n, "drop_program", reader, &b->drop_program);
}

static int read_status(const struct node *n, const char *key, struct outcome *o, uint32_t flag, uint32_t *out)
{
	if (!reader_has(n, key))
		return 0;
	o->flags |= flag;
	return node_u32(n, key, STATUS_MAX, out);
}

static int read_outcome(const struct node *root, struct outcome *o)
{
	struct node n;
	int r = node_object(root, "outcome", &n);

	if (!r)
		r = read_status(&n, "status", o, LC_OUTCOME_ENDED, &o->status);
	if (!r)
		r = read_status(&n, "drive_status", o, LC_OUTCOME_DRIVEN, &o->drive_status);
	if (!r)
		r = reader_capabilities(&n, "bounding", &o->bounding);
	return r ? r : reader_capabilities(&n, "permitted", &o->permitted);
}

int reader_context(const struct node *root, struct reader *reader)
{
	int r = 0;

	if (reader_has(root, "refusals"))
		r = read_refusals(root, reader);
	if (!r && reader_has(root, "settings"))
		r = read_settings(root, reader->profile);
	if (!r && reader_has(root, "boundary"))
		r = read_boundary(root, reader);
	if (!r && reader_has(root, "outcome"))
		r = read_outcome(root, &reader->profile->outcome);
	return r;
}
