/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of a systemd unit: sections, settings, continuation lines, quoting (systemd.syntax(7), and where that leaves
 * it open as systemd 252 reads it). What the settings mean is for others: core/unit_exec.h for running it,
 * core/manifest_unit.c for judging it.
 */
#ifndef LC_CORE_UNIT_H
#define LC_CORE_UNIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/guard.h"

/* systemd allows a line of 1 MB. */
#define UNIT_SIZE_MAX (1u << 20)
#define UNIT_VALUE_MAX (64u << 10)
#define UNIT_SETTINGS_MAX 4096

struct unit_setting {
	char *section, *key; /* "Service", "ExecStart" */
	char *value; /* continuation lines joined by a blank; as it is, not unquoted: may hold control characters */
	char *file; /* that it stands in, without directory: the unit, or a drop-in */
	unsigned int line; /* of the file, from 1 */
};

struct unit {
	char *name; /* of the file, without directory: "web@1.service" */
	struct unit_setting *settings; /* in the order of the file */
	size_t n;
};

/* text need not end in NUL; name may have a directory. -EINVAL with fail() naming the line; -ENOMEM. */
int unit_parse(const char *text, size_t n, const char *name, struct unit **out);

/*
 * Appends the settings of a drop-in, as if they stood at the end of the unit. 0, -EINVAL with fail(): too many;
 * -ENOMEM.
 */
int unit_add(struct unit *unit, const struct unit *dropin);

/*
 * The i-th value of a key that counts: those before an empty assignment, which resets a list, do not. NULL past the
 * last.
 */
const struct unit_setting *unit_get(const struct unit *unit, const char *section, const char *key, size_t i);
/* Of a key that is no list: the last one; NULL if it is not set, or empty. */
const struct unit_setting *unit_last(const struct unit *unit, const char *section, const char *key);

/* 1, yes, true, on and so on, in whatever case: 1; 0, no...: 0; anything else: -EINVAL. */
int unit_truth(const char *value);

/*
 * The next word at *at, unquoted, malloc()ed; *at is moved behind it. NULL at the end (*error 0), for a quote that is
 * not closed (-EINVAL) and without memory (-ENOMEM). What is no escape stays as it stands, backslash included.
 */
char *unit_next_word(const char **at, int *error);

/*
 * As systemd splits the value of $VARIABLE: a backslash takes what follows it as it is, a quote may stay open. Only
 * -ENOMEM is an error.
 */
char *unit_next_loose_word(const char **at, int *error);

/* The n-th word of a value, unquoted; NULL past the last; *error as above. */
char *unit_word(const char *value, size_t n, int *error);

void unit_free(struct unit **unit);
#define _unit_ _cleanup_(unit_free)

#endif
