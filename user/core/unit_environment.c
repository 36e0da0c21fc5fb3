// SPDX-License-Identifier: BSD-2-Clause
/* Reads the files that EnvironmentFile= names: shell-like assignments, as systemd.exec(5) describes them. */
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "core/unit_list.h"

#define BLANKS " \t\r" /* and the end of a line, which is more than a blank here */

enum state { BEFORE_KEY, COMMENT, KEY, BEFORE_VALUE, VALUE, SINGLE, DOUBLE };

struct reader {
	enum state state;
	bool escaped; /* a backslash came before, where it means something */
	struct buf text; /* NAME=VALUE as far as it is read */
	size_t solid; /* of it, without blanks at the end that may be those of the line */
	struct unit_list *out;
};

static bool is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

static void add(struct reader *r, char c, bool solid)
{
	buf_add_bytes(&r->text, &c, 1);
	if (solid)
		r->solid = r->text.size;
}

/* The line ends: what it assigns counts. */
static int finish(struct reader *r)
{
	int error = buf_error(&r->text);

	if (!error && r->state >= BEFORE_VALUE) {
		if (r->text.text)
			r->text.text[r->solid] = '\0';
		if (unit_is_assignment(buf_text(&r->text)))
			error = unit_environment_set(r->out, r->text.text);
	}
	r->text.size = r->solid = 0;
	r->state = BEFORE_KEY;
	r->escaped = false;
	return error;
}

static void take_before_key(struct reader *r, char c)
{
	if (c == '#' || c == ';') {
		r->state = COMMENT;
	} else if (!is_blank(c)) {
		r->state = KEY;
		add(r, c, true);
	}
}

static void take_key(struct reader *r, char c)
{
	if (c == '=') {
		r->text.size = r->solid;
		r->state = BEFORE_VALUE;
	}
	add(r, c, !is_blank(c));
}

static void take_before_value(struct reader *r, char c)
{
	if (c == '\'' || c == '"') {
		r->state = c == '"' ? DOUBLE : SINGLE;
	} else if (!is_blank(c)) {
		r->state = VALUE;
		r->escaped = c == '\\';
		if (c != '\\')
			add(r, c, true);
	}
}

static void take_value(struct reader *r, char c)
{
	if (r->escaped) {
		r->escaped = false;
		if (c != '\n')
			add(r, c, true);
	} else if (c == '\\') {
		r->escaped = true;
		r->solid = r->text.size;
	} else {
		add(r, c, !is_blank(c));
	}
}

static void take_single(struct reader *r, char c)
{
	if (c == '\'')
		r->state = BEFORE_VALUE;
	else
		add(r, c, true);
}

static void take_double(struct reader *r, char c)
{
	if (r->escaped) {
		r->escaped = false;
		if (c == '\n')
			return;
		if (!strchr("\"\\`$", c))
			add(r, '\\', true);
		add(r, c, true);
	} else if (c == '\\') {
		r->escaped = true;
	} else if (c == '"') {
		r->state = BEFORE_VALUE;
	} else {
		add(r, c, true);
	}
}

static int take(struct reader *r, char c)
{
	static void (*const takers[])(struct reader *r, char c) = {
		[BEFORE_KEY] = take_before_key, [KEY] = take_key,	[BEFORE_VALUE] = take_before_value,
		[VALUE] = take_value,		[SINGLE] = take_single, [DOUBLE] = take_double,
	};
	bool quoted = r->state == SINGLE || r->state == DOUBLE;

	if (c == '\n' && !r->escaped && !quoted)
		return finish(r);
	if (r->state == COMMENT)
		r->escaped = !r->escaped && c == '\\';
	else
		takers[r->state](r, c);
	return 0;
}

int unit_environment_parse(const char *text, size_t n, const char *name, struct unit_list *environment)
{
	struct reader r = { .out = environment };
	int error = 0;

	if (n > UNIT_ENVIRONMENT_MAX)
		return fail(-EINVAL, "%s: larger than %u KiB", name, UNIT_ENVIRONMENT_MAX >> 10);
	if (n && memchr(text, 0, n))
		return fail(-EINVAL, "%s: a NUL byte: this is no text", name);
	for (size_t i = 0; !error && i < n; i++)
		error = take(&r, text[i]);
	if (!error)
		error = finish(&r);
	buf_free(&r.text);
	return error;
}
