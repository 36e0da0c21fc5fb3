/* SPDX-License-Identifier: BSD-2-Clause */
/* As whom a unit's program runs: names of User=, Group= and SupplementaryGroups= looked up in the system. */
#ifndef LC_CMD_UNIT_USER_H
#define LC_CMD_UNIT_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/unit_exec.h"

struct unit_user {
	bool changes; /* ids are set, groups with them */
	uid_t uid;
	gid_t gid;
	gid_t *groups;
	size_t ngroups;
	char *name, *home, *shell; /* for the environment; NULL: the variable is not set */
	char *directory; /* what ~ is; NULL: nothing */
};

/* 0 or -EINVAL with fail(): no such user or group. unit_user_free() in either case. */
int unit_user_find(const struct unit_exec *exec, struct unit_user *user);

void unit_user_free(struct unit_user *user);
#define _unit_user_ _cleanup_(unit_user_free)

#endif
