// SPDX-License-Identifier: BSD-2-Clause
/* Knows whether a name matches a pattern, in time that grows with their lengths' product at most. */
#include "core/glob.h"

#include <stddef.h>
#include <string.h>

bool glob_is_pattern(const char *text)
{
	return strpbrk(text, "*?[");
}

/* The end of the set that begins at *pattern, behind its ']'; NULL if there is none. A ']' may be its first member. */
static const char *set_end(const char *pattern)
{
	const char *at = pattern + 1;

	if (*at == '!' || *at == '^')
		at++;
	at = *at ? strchr(at + 1, ']') : NULL;
	return at ? at + 1 : NULL;
}

static bool in_set(const char *set, const char *end, unsigned char c)
{
	bool inverse = set[1] == '!' || set[1] == '^', found = false;
	const char *at = set + 1 + inverse, *last = end - 1;

	while (at < last) {
		bool range = at + 2 < last && at[1] == '-';
		unsigned char from = (unsigned char)at[0], to = (unsigned char)at[range ? 2 : 0];

		found |= from <= c && c <= to;
		at += range ? 3 : 1;
	}
	return found != inverse;
}

/* What follows the element that takes this byte; NULL if it does not. */
static const char *step(const char *pattern, char c)
{
	const char *end = *pattern == '[' ? set_end(pattern) : NULL;

	if (end)
		return in_set(pattern, end, (unsigned char)c) ? end : NULL;
	if (*pattern == '?' || (*pattern && *pattern == c))
		return pattern + 1;
	return NULL;
}

/* Of several stars only the last needs to be tried again. */
bool glob_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *from = NULL, *next;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			from = text;
		} else if ((next = step(pattern, *text))) {
			pattern = next;
			text++;
		} else if (star) {
			pattern = star;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
