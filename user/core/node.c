// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to take a JSON file apart without believing what is in it. */
#include "core/node.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/text.h"

static void add_way(struct buf *b, const struct node *n)
{
	if (n->up) {
		add_way(b, n->up);
		buf_add(b, n->up->up ? "." : " ");
	}
	buf_add(b, n->key);
	if (!n->up)
		buf_add(b, ":");
	if (n->index != NODE_NO_INDEX)
		buf_addf(b, "[%zu]", n->index);
}

int node_wrong(const struct node *n, const char *key, const char *format, ...)
{
	_buf_ struct buf way = BUF_INIT;
	char why[256];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	add_way(&way, key ? &(struct node){ .up = n, .key = key, .index = NODE_NO_INDEX } : n);
	return fail(-EINVAL, "%s%s %s", buf_text(&way), n->up || key ? ":" : "", why);
}

/* --- the file ---------------------------------------------------------------------- */

static int grammar(struct node_file *f, int r)
{
	f->broken |= r == -EINVAL;
	return r;
}

int node_open(struct node_file *f, const char *text, size_t n, const struct jsonin_span *lists, size_t nlists)
{
	*f = (struct node_file){ .text = text, .n = n, .lists = lists, .nlists = nlists };
	f->whole = calloc(nlists + 1, sizeof(*f->whole));
	return f->whole ? grammar(f, jsonin_outer(&f->outer, text, n, lists, nlists)) : -ENOMEM;
}

/* A list of the file, before its first element. */
static void start_list(struct node_file *f, size_t which, struct node_list *out)
{
	*out = (struct node_list){ .n = f->lists[which].n, .file = f, .which = which, .in = &f->piece,
				   .at = f->lists[which].start + 1 };
}

/* Behind the last element stands the bracket, and nothing else. */
static bool is_at_end(struct node_list *l)
{
	const struct node_file *f = l->file;

	return jsonin_is_next(f->text, f->n, &l->at, ']') && l->at == f->lists[l->which].end;
}

static int read_piece(struct node_list *l)
{
	struct node_file *f = l->file;
	int r = l->next && !jsonin_is_next(f->text, f->n, &l->at, ',') ? -EINVAL : 0;

	if (!r)
		r = jsonin_parse(&f->piece, f->text, f->n, &l->at);
	if (!r && l->next + 1 == l->n) {
		f->whole[l->which] = is_at_end(l);
		r = f->whole[l->which] ? 0 : -EINVAL;
	}
	return grammar(f, r);
}

/* Makes the element the one that is read: .value. */
static int go_to(struct node_list *l, size_t index)
{
	int r = 0;

	if (index + 1 == l->next)
		return 0;
	if (l->file)
		r = read_piece(l);
	else
		l->value = l->next ? jsonin_behind(l->in, l->value) : l->value + 1;
	l->next += !r;
	return r;
}

static int finish_list(struct node_file *f, size_t which)
{
	struct node_list list;
	int r = 0;

	start_list(f, which, &list);
	if (!list.n)
		return grammar(f, is_at_end(&list) ? 0 : -EINVAL);
	for (size_t i = 0; !r && i < list.n; i++)
		r = go_to(&list, i);
	return r;
}

int node_finish(struct node_file *f)
{
	int r = 0;

	for (size_t i = 0; !r && i < f->nlists; i++) {
		if (!f->whole[i])
			r = finish_list(f, i);
	}
	return r;
}

void node_close(struct node_file *f)
{
	free(f->whole);
	jsonin_free(&f->outer);
	jsonin_free(&f->piece);
}

/* --- members ----------------------------------------------------------------------- */

static const struct jsonin_value *find(const struct node *n, const char *key, uint32_t *value)
{
	*value = jsonin_find(n->in, n->value, key);
	return *value == JSONIN_NONE ? NULL : &n->in->values[*value];
}

static bool is_of(const struct node *n, const char *key, enum jsonin_type type)
{
	uint32_t value;
	const struct jsonin_value *v = find(n, key, &value);

	return v && v->type == type;
}

bool node_is_object(const struct node *n)
{
	return n->in->values[n->value].type == JSONIN_OBJECT;
}

bool node_has(const struct node *n, const char *key)
{
	return jsonin_find(n->in, n->value, key) != JSONIN_NONE;
}

bool node_is_null(const struct node *n, const char *key)
{
	return is_of(n, key, JSONIN_NULL);
}

bool node_is_text(const struct node *n, const char *key)
{
	return is_of(n, key, JSONIN_TEXT);
}

size_t node_members(const struct node *n)
{
	return n->in->values[n->value].n;
}

const char *node_next(const struct node *n, uint32_t *at)
{
	uint32_t key = *at ? *at : n->value + 1;

	if (key >= jsonin_behind(n->in, n->value))
		return NULL;
	*at = jsonin_behind(n->in, key + 1);
	return jsonin_text(n->in, key);
}

/* Numbers of more than 63 bits are decimal text; see core/profile_write.c. */
static bool read_large(const char *text, uint64_t *out)
{
	char *end;

	if (*text < '1' || *text > '9' || strlen(text) > 20)
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return !errno && !*end && *out > INT64_MAX;
}

static int read_number(const struct node *n, const char *key, const struct jsonin *in, uint32_t value, uint64_t *out)
{
	const struct jsonin_value *v = &in->values[value];

	if (v->type == JSONIN_TEXT && read_large(jsonin_text(in, value), out))
		return 0;
	if (v->type != JSONIN_INTEGER)
		return node_wrong(n, key, "must be a whole number");
	if (v->integer < 0)
		return node_wrong(n, key, "must not be negative");
	*out = (uint64_t)v->integer;
	return 0;
}

int node_u64(const struct node *n, const char *key, uint64_t *out)
{
	uint32_t value;

	return find(n, key, &value) ? read_number(n, key, n->in, value, out) : node_wrong(n, key, "missing");
}

int node_u32(const struct node *n, const char *key, uint32_t max, uint32_t *out)
{
	uint64_t value;
	int r = node_u64(n, key, &value);

	if (r)
		return r;
	if (value > max)
		return node_wrong(n, key, "must not be over %" PRIu32, max);
	*out = value;
	return 0;
}

int node_bool(const struct node *n, const char *key, bool *out)
{
	uint32_t value;
	const struct jsonin_value *v = find(n, key, &value);

	if (!v)
		return node_wrong(n, key, "missing");
	if (v->type != JSONIN_TRUE && v->type != JSONIN_FALSE)
		return node_wrong(n, key, "must be true or false");
	*out = v->type == JSONIN_TRUE;
	return 0;
}

/* A string of the file, if nothing in it acts on a terminal or breaks a line. */
static int read_word(const struct node *n, const char *key, const struct jsonin *in, uint32_t value, const char **out)
{
	if (in->values[value].type != JSONIN_TEXT)
		return node_wrong(n, key, "must be text");
	if (!in->values[value].is_plain && !text_is_clean(jsonin_text(in, value)))
		return node_wrong(n, key, "holds characters that must be written as \\xHH");
	*out = jsonin_text(in, value);
	return 0;
}

int node_word(const struct node *n, const char *key, const char **out)
{
	uint32_t value;

	return find(n, key, &value) ? read_word(n, key, n->in, value, out) : node_wrong(n, key, "missing");
}

int node_text(const struct node *n, const char *key, char **out)
{
	const char *word;
	char *copy;
	int r = node_word(n, key, &word);

	if (r)
		return r;
	copy = strdup(word);
	if (!copy)
		return -ENOMEM;
	*out = copy;
	return 0;
}

int node_list(const struct node *n, const char *key, struct node_list *out)
{
	uint32_t value;
	const struct jsonin_value *v = find(n, key, &value);

	if (!v)
		return node_wrong(n, key, "missing");
	if (v->type == JSONIN_LATER)
		start_list(n->file, v->at, out);
	else if (v->type == JSONIN_LIST)
		*out = (struct node_list){ .n = v->n, .in = n->in, .value = value };
	else
		return node_wrong(n, key, "must be a list");
	return 0;
}

int node_object(const struct node *n, const char *key, struct node *out)
{
	uint32_t value;
	const struct jsonin_value *v = find(n, key, &value);

	if (!v)
		return node_wrong(n, key, "missing");
	if (v->type != JSONIN_OBJECT)
		return node_wrong(n, key, "must be an object");
	*out = (struct node){ .up = n, .key = key, .index = NODE_NO_INDEX, .in = n->in, .value = value };
	return 0;
}

/* --- elements ---------------------------------------------------------------------- */

static int element(const struct node *n, const char *key, struct node_list *list, size_t index, struct node *out)
{
	int r = go_to(list, index);

	*out = (struct node){ .up = n, .key = key, .index = index, .in = list->in, .value = list->value };
	return r;
}

int node_element(const struct node *n, const char *key, struct node_list *list, size_t index, struct node *out)
{
	int r = element(n, key, list, index, out);

	if (r)
		return r;
	return out->in->values[out->value].type == JSONIN_OBJECT ? 0 : node_wrong(out, NULL, "must be an object");
}

int node_element_word(const struct node *n, const char *key, struct node_list *list, size_t index, const char **out)
{
	struct node at;
	int r = element(n, key, list, index, &at);

	return r ? r : read_word(&at, NULL, at.in, at.value, out);
}

int node_element_u64(const struct node *n, const char *key, struct node_list *list, size_t index, uint64_t *out)
{
	struct node at;
	int r = element(n, key, list, index, &at);

	return r ? r : read_number(&at, NULL, at.in, at.value, out);
}

bool node_element_is_u32(struct node_list *list, size_t index, uint32_t *out)
{
	const struct jsonin_value *v = go_to(list, index) ? NULL : &list->in->values[list->value];

	if (!v || v->type != JSONIN_INTEGER || v->integer < 0 || v->integer > UINT32_MAX)
		return false;
	*out = (uint32_t)v->integer;
	return true;
}
