// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to take a JSON file apart without believing what is in it. */
#include "core/node.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
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

static int need(const struct node *n, const char *key, json_type type, const char *what, const json_t **out)
{
	const json_t *json = json_object_get(n->json, key);

	if (!json)
		return node_wrong(n, key, "missing");
	if (json_typeof(json) != type)
		return node_wrong(n, key, "must be %s", what);
	*out = json;
	return 0;
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

static int read_number(const struct node *n, const char *key, const json_t *json, uint64_t *out)
{
	if (json_is_string(json) && read_large(json_string_value(json), out))
		return 0;
	if (!json_is_integer(json))
		return node_wrong(n, key, "must be a whole number");
	if (json_integer_value(json) < 0)
		return node_wrong(n, key, "must not be negative");
	*out = json_integer_value(json);
	return 0;
}

int node_u64(const struct node *n, const char *key, uint64_t *out)
{
	const json_t *json = json_object_get(n->json, key);

	return json ? read_number(n, key, json, out) : node_wrong(n, key, "missing");
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
	const json_t *json = json_object_get(n->json, key);

	if (!json)
		return node_wrong(n, key, "missing");
	if (!json_is_boolean(json))
		return node_wrong(n, key, "must be true or false");
	*out = json_is_true(json);
	return 0;
}

/* A string of the file, if nothing in it acts on a terminal or breaks a line. */
static int read_word(const struct node *n, const char *key, const json_t *json, const char **out)
{
	if (!json_is_string(json))
		return node_wrong(n, key, "must be text");
	if (!text_is_clean(json_string_value(json)))
		return node_wrong(n, key, "holds characters that must be written as \\xHH");
	*out = json_string_value(json);
	return 0;
}

int node_word(const struct node *n, const char *key, const char **out)
{
	const json_t *json = json_object_get(n->json, key);

	return json ? read_word(n, key, json, out) : node_wrong(n, key, "missing");
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

int node_list(const struct node *n, const char *key, const json_t **out)
{
	return need(n, key, JSON_ARRAY, "a list", out);
}

int node_object(const struct node *n, const char *key, struct node *out)
{
	*out = (struct node){ .up = n, .key = key, .index = NODE_NO_INDEX };
	return need(n, key, JSON_OBJECT, "an object", &out->json);
}

int node_element(const struct node *n, const char *key, const json_t *list, size_t index, struct node *out)
{
	*out = (struct node){ .up = n, .key = key, .index = index, .json = json_array_get(list, index) };
	return json_is_object(out->json) ? 0 : node_wrong(out, NULL, "must be an object");
}

int node_element_word(const struct node *n, const char *key, const json_t *list, size_t index,
		      const char **out)
{
	struct node element = { .up = n, .key = key, .index = index };

	return read_word(&element, NULL, json_array_get(list, index), out);
}

int node_element_u64(const struct node *n, const char *key, const json_t *list, size_t index, uint64_t *out)
{
	struct node element = { .up = n, .key = key, .index = index };

	return read_number(&element, NULL, json_array_get(list, index), out);
}
