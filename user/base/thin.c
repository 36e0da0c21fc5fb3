// SPDX-License-Identifier: BSD-2-Clause
/* Knows so much of JSON as it takes to find where a value ends: strings, and brackets outside of them. */
#include "base/thin.h"

#include <stdbool.h>
#include <string.h>

/* at: the opening quote. The closing one, or NULL. */
static char *end_of_string(char *at, char *end)
{
	for (at++; at < end; at++) {
		if (*at == '\\')
			at++;
		else if (*at == '"')
			return at;
	}
	return NULL;
}

/* at: the opening bracket. The one that closes it, or NULL; whether it is of the same kind is the parser's business. */
static char *end_of_value(char *at, char *end)
{
	size_t depth = 0;

	for (; at && at < end; at++) {
		if (*at == '"') {
			at = end_of_string(at, end);
			if (!at)
				return NULL;
		} else if (*at == '[' || *at == '{') {
			depth++;
		} else if ((*at == ']' || *at == '}') && --depth == 0) {
			return at;
		}
	}
	return NULL;
}

static char *skip_blanks(char *at, char *end)
{
	while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
		at++;
	return at;
}

static bool is_one_of(const char *text, size_t n, const char *const *keys)
{
	for (; *keys; keys++) {
		if (strlen(*keys) == n && !memcmp(*keys, text, n))
			return true;
	}
	return false;
}

/* The bracket that begins the value, if the string from at to `close` is one of the keys with such a value. */
static char *value_of(char *at, char *close, char *end, const char *const *keys)
{
	char *value = skip_blanks(close + 1, end);

	if (value == end || *value != ':' || !is_one_of(at + 1, close - at - 1, keys))
		return NULL;
	value = skip_blanks(value + 1, end);
	return value < end && (*value == '[' || *value == '{') ? value : NULL;
}

/* Where the next value that is to be emptied begins and ends. */
static bool find_bulk(char *at, char *end, const char *const *keys, char **value, char **last)
{
	while ((at = memchr(at, '"', end - at))) {
		char *close = end_of_string(at, end);

		*value = close ? value_of(at, close, end, keys) : NULL;
		if (*value) {
			*last = end_of_value(*value, end);
			return *last && (**value == '[') == (**last == ']');
		}
		if (!close)
			return false;
		at = close + 1;
	}
	return false;
}

size_t thin_json(char *text, size_t size, const char *const *keys)
{
	char *end = text + size, *from = text, *to = text, *value, *last;

	while (find_bulk(from, end, keys, &value, &last)) {
		memmove(to, from, value + 1 - from);
		to += value + 1 - from;
		from = last;
	}
	memmove(to, from, end - from);
	return to + (end - from) - text;
}
