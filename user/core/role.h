/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which programs of a recording are the workload, and which only start it: a container runtime's own processes in
 * the container's cgroup, before the first execve of the workload, and whatever loaded a seccomp filter on the way to it.
 */
#ifndef LC_CORE_ROLE_H
#define LC_CORE_ROLE_H

#include "core/profile.h"

enum runtime { RUNTIME_NONE, RUNTIME_RUNC, RUNTIME_CRUN, RUNTIME_CONTAINERD, RUNTIME_SYSTEMD, RUNTIME_OTHER, RUNTIMES };
const char *runtime_name(enum runtime runtime); /* "none", "runc", "crun", "containerd", "systemd", "other" */

enum role {
	PROGRAM_WORKLOAD,
	PROGRAM_RUNTIME,  /* prepares the workload's start, or joins it (exec): its needs are not the workload's */
	PROGRAM_FILTERED, /* the part of a PROGRAM_RUNTIME from the filter to the execve: a filter must let it pass */
};

/* *runtime: whose program it is; may be NULL. */
enum role program_role(const struct profile *profile, const struct program *program, enum runtime *runtime);

#endif
