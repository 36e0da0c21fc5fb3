/* SPDX-License-Identifier: BSD-2-Clause */
/* Running containers, found by what their runtimes left on disk and by the names of their cgroups. */
#ifndef LC_KERN_CONTAINER_H
#define LC_KERN_CONTAINER_H

#include <sys/types.h>

struct container {
	int cgroup; /* descriptor of its directory; 0: it has none of its own, .pid is its first process */
	pid_t pid;  /* 0: not known */
};

/*
 * The container of this name or id (of an id in hexadecimal, the first digits will do). 0 or -errno with
 * fail(): none, several, or one that does not run.
 */
int container_find(const char *name, struct container *out);

#endif
