// SPDX-License-Identifier: BSD-2-Clause
/* Knows how JSON is laid out that is written as it is made. */
#include "emit/jsonflow.h"

#include <string.h>

#include "base/text.h"

static void add_line(struct jsonflow *j)
{
	/* What is deeper is only less neat. */
	static const char blanks[] = "                                ";
	size_t indent = 2 * j->depth;

	buf_add_bytes(j->out, "\n", 1);
	buf_add_bytes(j->out, blanks, indent < sizeof(blanks) ? indent : sizeof(blanks) - 1);
}

/* Before each value. */
static void begin(struct jsonflow *j)
{
	if (j->keyed) {
		j->keyed = false;
		return;
	}
	if (j->begun)
		buf_add_bytes(j->out, ",", 1);
	if (j->depth)
		add_line(j);
	j->begun = true;
}

void jsonflow_open(struct jsonflow *j, char bracket)
{
	begin(j);
	buf_add_bytes(j->out, &bracket, 1);
	j->depth++;
	j->begun = false;
}

void jsonflow_close(struct jsonflow *j, char bracket)
{
	j->depth--;
	if (j->begun)
		add_line(j);
	buf_add_bytes(j->out, &bracket, 1);
	j->begun = true;
}

void jsonflow_key(struct jsonflow *j, const char *key)
{
	begin(j);
	buf_add_bytes(j->out, "\"", 1);
	buf_add(j->out, key);
	buf_add_bytes(j->out, "\": ", 3);
	j->keyed = true;
}

void jsonflow_null(struct jsonflow *j)
{
	begin(j);
	buf_add(j->out, "null");
}

/* jansson's lines begin at the left. */
static int add_indented(const char *bytes, size_t n, void *flow)
{
	struct jsonflow *j = flow;
	const char *end;

	for (; (end = memchr(bytes, '\n', n)); n -= end + 1 - bytes, bytes = end + 1) {
		buf_add_bytes(j->out, bytes, end - bytes);
		add_line(j);
	}
	buf_add_bytes(j->out, bytes, n);
	return buf_error(j->out);
}

void jsonflow_value(struct jsonflow *j, json_t *value)
{
	begin(j);
	if (!value || json_dump_callback(value, add_indented, j, JSON_INDENT(2) | JSON_ENCODE_ANY))
		j->out->failed = true;
	json_decref(value);
}

void jsonflow_text(struct jsonflow *j, const char *text)
{
	if (!text)
		return jsonflow_null(j);
	if (!text_is_plain(text))
		return jsonflow_value(j, jsonout_text(text));
	begin(j);
	buf_add_bytes(j->out, "\"", 1);
	buf_add(j->out, text);
	buf_add_bytes(j->out, "\"", 1);
}

void jsonflow_number(struct jsonflow *j, uint64_t n)
{
	begin(j);
	buf_add_digits(j->out, n > INT64_MAX ? INT64_MAX : n);
}

void jsonflow_member(struct jsonflow *j, const char *key, json_t *value)
{
	jsonflow_key(j, key);
	jsonflow_value(j, value);
}

void jsonflow_text_of(struct jsonflow *j, const char *key, const char *text)
{
	jsonflow_key(j, key);
	jsonflow_text(j, text);
}

void jsonflow_text_or_null_of(struct jsonflow *j, const char *key, const char *text)
{
	jsonflow_text_of(j, key, text && text[0] ? text : NULL);
}

void jsonflow_number_of(struct jsonflow *j, const char *key, uint64_t n)
{
	jsonflow_key(j, key);
	jsonflow_number(j, n);
}

void jsonflow_counted_of(struct jsonflow *j, const char *key, uint64_t n)
{
	jsonflow_key(j, key);
	if (n)
		jsonflow_number(j, n);
	else
		jsonflow_null(j);
}
