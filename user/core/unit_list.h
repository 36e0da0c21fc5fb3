/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of texts that grow, and environments, which are lists of NAME=VALUE with each name once. */
#ifndef LC_CORE_UNIT_LIST_H
#define LC_CORE_UNIT_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/guard.h"

struct unit_list {
	char **at; /* NULL-terminated once there is one */
	size_t n, room;
};

/* Takes text over, also when it fails; NULL is out of memory. 0 or -ENOMEM. */
int unit_list_take(struct unit_list *list, char *text);
int unit_list_add(struct unit_list *list, const char *text); /* copies */
bool unit_list_has(const struct unit_list *list, const char *text);
void unit_list_free(struct unit_list *list);
#define _unit_list_ _cleanup_(unit_list_free)

/* Whether text is NAME=VALUE as environments have it: letters, digits and _, not a digit first. */
bool unit_is_assignment(const char *text);
#define UNIT_VARIABLES_MAX 4096
/* Sets a variable, in the place of one of the same name. 0, -EINVAL with fail(): too many; -ENOMEM. */
int unit_environment_set(struct unit_list *environment, const char *assignment);
/* NULL if it is not set. */
const char *unit_environment_get(const struct unit_list *environment, const char *name, size_t n);
/* what: a name, or an assignment that is removed if it is there to the letter. */
void unit_environment_unset(struct unit_list *environment, const char *what);

/*
 * Adds the assignments of a file as EnvironmentFile= wants it (systemd.exec(5)); what is none is passed over, as
 * systemd does. 0, -EINVAL with fail(): too large, too many or no text; -ENOMEM.
 */
#define UNIT_ENVIRONMENT_MAX (1u << 20)
int unit_environment_parse(const char *text, size_t n, const char *name, struct unit_list *environment);

#endif
