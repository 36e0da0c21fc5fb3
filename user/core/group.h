/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The @groups of systemd's SystemCallFilter=: what each lets in, in systemd 252 and in 262, and whether it is worth it.
 */
#ifndef LC_CORE_GROUP_H
#define LC_CORE_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/sysno.h"

enum group_version { GROUP_252, GROUP_262, GROUP_VERSIONS };

/* Those that both versions know and that hold no other group; NULL past the end. "@file-system" */
const char *group_at(size_t index);

/* Also of "@default", which every list of calls that are let through begins with. */
bool group_has(const char *group, enum group_version version, const struct sysno_info *call);

/* A call that either version of a group lets in; and one that can be counted on, whatever the version. */
bool group_may_have(const char *group, const struct sysno_info *call);
bool group_surely_has(const char *group, const struct sysno_info *call);

struct group_use {
	size_t members; /* of x86_64, in either version */
	size_t used;	/* of them listed */
};

/*
 * Whether at most percent of the members are not listed, and two at least are. listed: by sysno_at(). *out is set in
 * any case.
 */
bool group_worth(const char *group, const bool *listed, unsigned int percent, struct group_use *out);

#endif
