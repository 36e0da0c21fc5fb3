/* SPDX-License-Identifier: BSD-2-Clause */
/* The cgroups of one container, or of one unit, or of neither, as one: what people mean by "where". */
#ifndef LC_CORE_OWNER_GROUP_H
#define LC_CORE_OWNER_GROUP_H

#include "core/owner.h"

struct owner_group {
	enum owner_kind kind;
	const struct owner *owner; /* of several the one with the most labels */
	char *title;		   /* owner_title() of it */
	char *key;		   /* what it is known by */
	size_t number;		   /* while they are made */
	size_t cgroups;		   /* how many it has */
	size_t programs;	   /* that did something */
	uint64_t instances;	   /* processes that ran them */
	uint64_t entered, left;	   /* between the cgroups of one group, too */
};

struct owner_groups {
	struct owner_group *at; /* containers, units, the host; each by title */
	size_t n, containers;
	size_t *of; /* of the owner at this index of the profile: the index of its group */
};
#define OWNER_GROUPS_INIT { 0 }

/* profile must outlive them. 0 or -ENOMEM. */
int owner_groups_make(const struct profile *profile, struct owner_groups *out);

/* Whose a program is; NULL if it is not known. */
const struct owner_group *owner_group_of(const struct owner_groups *groups, const struct profile *profile,
					 const struct program *program);

void owner_groups_free(struct owner_groups *groups);
#define _owner_groups_ _cleanup_(owner_groups_free)

/* Whether a program did anything; one that only stands above others did not (owner_select()). */
bool owner_has_calls(const struct program *program);

/* " of web" for a program, where the recording is of containers and not of one alone; else nothing. */
void owner_add_of(const struct profile *profile, const struct program *program, struct buf *out);

#endif
