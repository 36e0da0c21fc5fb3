/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns of names as a shell has them; fnmatch(3) would ask the locale. */
#ifndef LC_CORE_GLOB_H
#define LC_CORE_GLOB_H

#include <stdbool.h>

bool glob_is_pattern(const char *text); /* has * ? or [ in it */

/* Whether the whole text matches: * any bytes, ? one, [a-z] and [!a-z] one of a set. An unclosed [ is a [. */
bool glob_matches(const char *pattern, const char *text);

#endif
