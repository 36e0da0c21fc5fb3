/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options by which a verb that reads a recording is asked about one container or unit of it.
 */
#ifndef LC_CMD_SELECT_H
#define LC_CMD_SELECT_H

#include "cmd/opt.h"
#include "core/owner_choose.h"

#define SELECT_ROWS(choice)                                                                                         \
	{ "container", 0, OPTION_TEXT, &(choice)->container, "NAME",                                                \
	  "only of this container: name, id or its first digits, pattern" },                                        \
	{ "unit", 0, OPTION_TEXT, &(choice)->unit, "NAME", "only of this unit, or of units that match" }

/*
 * Does nothing if nothing is chosen. *name: what it is called that is chosen, else untouched; free() it. path: of the
 * file, for messages. 0 or -errno with fail().
 */
int select_owners(const struct owner_choice *choice, const char *path, struct profile *profile, char **name);

#endif
