/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of a systemd unit: sections, settings, continuation lines, quoting, specifiers (systemd.syntax(7)). What the
 * settings mean is for others: core/unit_exec.h for running it, core/manifest_unit.c for judging it.
 */
#ifndef LC_CORE_UNIT_H
#define LC_CORE_UNIT_H

#include <stddef.h>

#include "base/guard.h"

struct unit_setting {
	char *section, *key; /* "Service", "ExecStart" */
	char *value; /* continuation lines joined by a blank; as it is, not unquoted */
	unsigned int line; /* of the file, from 1 */
};

struct unit {
	char *name; /* of the file, without directory: "web@1.service" */
	struct unit_setting *settings; /* in the order of the file */
	size_t n;
};

/* -EINVAL with fail() naming the line; -ENOMEM. */
int unit_parse(const char *text, size_t n, const char *name, struct unit **out);

/* The i-th value of a key that counts: those before an empty assignment, which resets a list, do not. NULL past the last. */
const struct unit_setting *unit_get(const struct unit *unit, const char *section, const char *key, size_t i);
/* Of a key that is no list: the last one; NULL if it is not set, or empty. */
const struct unit_setting *unit_last(const struct unit *unit, const char *section, const char *key);

/* The n-th word of a value, unquoted (systemd.syntax(7)), malloc()ed; NULL past the last; *error set for bad quoting. */
char *unit_word(const char *value, size_t n, int *error);

void unit_free(struct unit **unit);
#define _unit_ _cleanup_(unit_free)

#endif
