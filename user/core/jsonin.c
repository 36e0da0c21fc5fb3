// SPDX-License-Identifier: BSD-2-Clause
/* Knows the grammar of JSON (RFC 8259), and refuses what jansson does. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/jsonin_cursor.h"

#define FEW_KEYS 24 /* compared with one another */

static int parse_value(struct cursor *c, int depth);

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static inline void skip_blanks(struct cursor *c)
{
	while (c->at < c->end && is_blank(*c->at))
		c->at++;
}

static inline bool is_next(struct cursor *c, char byte)
{
	skip_blanks(c);
	if (c->at == c->end || *c->at != byte)
		return false;
	c->at++;
	return true;
}

bool jsonin_is_next(const char *text, size_t n, size_t *at, char byte)
{
	struct cursor c = { .at = text + *at, .end = text + n };
	bool is = is_next(&c, byte);

	*at = c.at - text;
	return is;
}

static void close_value(struct jsonin *in, uint32_t value, uint32_t n)
{
	in->values[value].n = n;
	in->values[value].behind = in->nvalues;
}

static int parse_list(struct cursor *c, int depth)
{
	uint32_t value, n = 0;
	int r = jsonin_add_value(c->in, JSONIN_LIST, &value);

	c->at++;
	if (!r && !is_next(c, ']')) {
		do {
			r = parse_value(c, depth + 1);
			n++;
		} while (!r && is_next(c, ','));
		if (!r && !is_next(c, ']'))
			r = -EINVAL;
	}
	if (!r)
		close_value(c->in, value, n);
	return r;
}

struct key {
	const char *text;
	size_t n;
};

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	return x->n != y->n ? (x->n > y->n) - (x->n < y->n) : memcmp(x->text, y->text, x->n);
}

static struct key key_of(const struct jsonin *in, uint32_t at)
{
	return (struct key){ jsonin_text(in, at), in->values[at].n };
}

/* Keys that are the same are of the same kind; most others are not. */
static uint64_t kind_of(const struct key *key)
{
	return key->n ? UINT64_C(1) << ((key->n * 7 + key->text[0] + key->text[key->n - 1]) & 63) : 1;
}

static int check_few_keys(const struct jsonin *in, uint32_t object)
{
	uint32_t n = in->values[object].n, at = object + 1;
	struct key keys[FEW_KEYS];
	uint64_t kinds = 0;

	for (uint32_t i = 0; i < n; i++, at = jsonin_behind(in, at + 1)) {
		uint64_t kind;

		keys[i] = key_of(in, at);
		kind = kind_of(&keys[i]);
		for (uint32_t k = 0; (kinds & kind) && k < i; k++) {
			if (!compare_keys(&keys[i], &keys[k]))
				return -EINVAL;
		}
		kinds |= kind;
	}
	return 0;
}

/* A key that is there twice is refused. */
static int check_keys(const struct jsonin *in, uint32_t object)
{
	uint32_t n = in->values[object].n, at = object + 1;
	_free_ struct key *keys = NULL;

	if (n <= FEW_KEYS)
		return check_few_keys(in, object);
	keys = calloc(n, sizeof(*keys));
	if (!keys)
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++, at = jsonin_behind(in, at + 1))
		keys[i] = key_of(in, at);
	qsort(keys, n, sizeof(*keys), compare_keys);
	for (uint32_t i = 1; i < n; i++) {
		if (!compare_keys(&keys[i - 1], &keys[i]))
			return -EINVAL;
	}
	return 0;
}

static int parse_member(struct cursor *c, int depth)
{
	int r;

	skip_blanks(c);
	if (c->at == c->end || *c->at != '"')
		return -EINVAL;
	r = jsonin_parse_text(c);
	if (!r && !is_next(c, ':'))
		r = -EINVAL;
	return r ? r : parse_value(c, depth + 1);
}

static int parse_object(struct cursor *c, int depth)
{
	uint32_t value, n = 0;
	int r = jsonin_add_value(c->in, JSONIN_OBJECT, &value);

	c->at++;
	if (!r && !is_next(c, '}')) {
		do {
			r = parse_member(c, depth);
			n++;
		} while (!r && is_next(c, ','));
		if (!r && !is_next(c, '}'))
			r = -EINVAL;
	}
	if (r)
		return r;
	close_value(c->in, value, n);
	return check_keys(c->in, value);
}

/* A list that is read piece by piece when somebody asks for it. */
static int leave_list(struct cursor *c)
{
	const struct jsonin_span *span = &c->later[c->next];
	uint32_t value;
	int r = jsonin_add_value(c->in, JSONIN_LATER, &value);

	if (r)
		return r;
	if (c->start + span->start != c->at)
		return -EINVAL;
	c->in->values[value].n = span->n;
	c->in->values[value].at = (uint32_t)c->next++;
	c->at = c->start + span->end;
	return 0;
}

static int parse_value(struct cursor *c, int depth)
{
	skip_blanks(c);
	if (c->at == c->end || depth > JSONIN_DEPTH)
		return -EINVAL;
	switch (*c->at) {
	case '"':
		return jsonin_parse_text(c);
	case '{':
		return parse_object(c, depth);
	case '[':
		return depth == 1 && c->next < c->nlater ? leave_list(c) : parse_list(c, depth);
	case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
		return jsonin_parse_number(c);
	default:
		return jsonin_parse_word(c);
	}
}

static int parse(struct cursor *c)
{
	c->in->nvalues = 0;
	c->in->ntexts = 0;
	c->in->found = 0;
	return c->end - c->start > JSONIN_BYTES ? -EINVAL : parse_value(c, 0);
}

int jsonin_parse(struct jsonin *in, const char *text, size_t n, size_t *at)
{
	struct cursor c = { .at = text + *at, .end = text + n, .start = text, .in = in };
	int r = parse(&c);

	*at = c.at - text;
	return r;
}

int jsonin_outer(struct jsonin *in, const char *text, size_t n, const struct jsonin_span *later, size_t nlater)
{
	struct cursor c = { .at = text, .end = text + n, .start = text, .in = in, .later = later, .nlater = nlater };
	int r = parse(&c);

	skip_blanks(&c);
	if (!r && (c.at < c.end || (in->values[0].type != JSONIN_OBJECT && in->values[0].type != JSONIN_LIST)))
		r = -EINVAL;
	return r;
}

/* No key has a NUL within. */
static bool is_key(const struct jsonin *in, uint32_t at, const char *key)
{
	const char *text = jsonin_text(in, at);

	return *text == *key && !strcmp(text, key);
}

/* Where whoever reads in order asks: the key after the last one, or that one again. */
static uint32_t guess(const struct jsonin *in, uint32_t object, uint32_t end, const char *key)
{
	uint32_t next;

	if (in->found_in != object || !in->found)
		return JSONIN_NONE;
	next = jsonin_behind(in, in->found + 1);
	if (next < end && is_key(in, next, key))
		return next;
	return is_key(in, in->found, key) ? in->found : JSONIN_NONE;
}

uint32_t jsonin_find(struct jsonin *in, uint32_t object, const char *key)
{
	const struct jsonin_value *v = &in->values[object];
	uint32_t end = v->type == JSONIN_OBJECT ? v->behind : object, at = guess(in, object, end, key);

	if (at == JSONIN_NONE)
		for (at = object + 1; at < end && !is_key(in, at, key);)
			at = jsonin_behind(in, at + 1);
	if (at >= end)
		return JSONIN_NONE;
	in->found = at;
	in->found_in = object;
	return at + 1;
}

void jsonin_free(struct jsonin *in)
{
	free(in->values);
	free(in->texts);
	*in = (struct jsonin){ 0 };
}
