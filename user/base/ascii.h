/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Letters of names, which are ASCII in every locale.
 */
#ifndef LC_BASE_ASCII_H
#define LC_BASE_ASCII_H

#include <stddef.h>

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What follows prefix in text, in whatever case; NULL if text starts otherwise. */
static inline const char *ascii_after(const char *text, const char *prefix)
{
	for (; *prefix; text++, prefix++) {
		if (ascii_lower(*text) != ascii_lower(*prefix))
			return NULL;
	}
	return text;
}

#endif
