/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which programs of a recording are the workload, and which only start it: a container runtime's own processes, before
 * the first execve of the workload, and whatever loaded a seccomp filter on the way to it.
 */
#ifndef LC_CORE_ROLE_H
#define LC_CORE_ROLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/profile.h"

enum runtime {
	RUNTIME_NONE, RUNTIME_RUNC, RUNTIME_CRUN, RUNTIME_CONTAINERD, RUNTIME_SYSTEMD, RUNTIME_OTHER,
	RUNTIME_ANY, /* whichever: only as a choice, no program is of it */
	RUNTIMES
};
const char *runtime_name(enum runtime runtime); /* "none", "runc", "crun", "containerd", "systemd", "other", "any" */

enum role {
	PROGRAM_WORKLOAD,
	PROGRAM_RUNTIME,  /* prepares the workload's start, or joins it (exec): its needs are not the workload's */
	PROGRAM_FILTERED, /* the part of a PROGRAM_RUNTIME from the filter to the execve: a filter must let it pass */
	PROGRAM_ROLES
};
const char *role_name(enum role role); /* "workload", "runtime", and again "runtime" */

struct program_role {
	uint32_t id; /* struct program.id */
	enum role role;
	enum runtime runtime;	   /* whose it is; NONE for the workload */
	const struct program *program;
	const struct program *is;  /* what it is shown as: a part of the workload that loaded a filter is its parent */
	const struct program_role *part; /* of what is shown: the next one that is shown as it; NULL: none */
};

struct roles {
	struct program_role *at;   /* by id */
	size_t n;
	enum runtime runtime;	   /* by which the workload was started; NONE: by none that was recorded */
	const struct program *first; /* that it started: the workload's first program. NULL: it started none */
};
#define ROLES_INIT { 0 }

/* The profile must outlive it. 0 or -ENOMEM. */
int roles_make(const struct profile *profile, struct roles *out);

/* NULL if the profile has no such program. */
const struct program_role *roles_of(const struct roles *roles, uint32_t id);

/* Whether what this program does counts as the workload's; roles NULL, or no such program: it does. */
bool roles_count(const struct roles *roles, uint32_t id);

void roles_free(struct roles *roles);
#define _roles_ _cleanup_(roles_free)

#endif
