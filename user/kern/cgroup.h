/* SPDX-License-Identifier: BSD-2-Clause */
/* Cgroups of either version: their directories, found by path, name or process. */
#ifndef LC_KERN_CGROUP_H
#define LC_KERN_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/guard.h"

#define CGROUP_MOUNT "/sys/fs/cgroup"

/*
 * A descriptor of the directory: an absolute path of one, or, as /proc/PID/cgroup has it, one below the
 * mount of a hierarchy. -errno with fail(), also if it is no cgroup.
 */
int cgroup_open(const char *path);

/* Of the unit NAME of systemd; without a suffix NAME.service, .scope or .slice. -errno with fail(). */
int cgroup_open_unit(const char *name);

/*
 * Of every unit whose name a pattern of fnmatch(3) takes, as far as there is room. How many were opened, which may
 * be 0, or -errno with fail(): also if there are more.
 */
int cgroup_open_units(const char *pattern, int *fds, size_t room);

/*
 * Of the cgroup of a process, in the hierarchy where it is the furthest from the root; cut after the first component
 * that has `part` in it. -ENOENT without fail(): there is none that we are not in, too.
 */
int cgroup_open_of(pid_t pid, const char *part);

/* Cgroups whose directory has a wanted name, of the first hierarchy that has any. */
#define CGROUP_HITS 64
struct cgroup_hunt {
	bool (*wanted)(const char *name, const char *key);
	const char *key;
	char *path[CGROUP_HITS];
	size_t n; /* found; as many as have room are in .path */
};
int cgroup_hunt(struct cgroup_hunt *hunt); /* 0 or -errno with fail() */
void cgroup_hunt_free(struct cgroup_hunt *hunt);
#define _hunt_ _cleanup_(cgroup_hunt_free)

/* The only one of the hunt, opened. -errno with fail(), about "unit" NAME, if there is none or another. */
int cgroup_open_found(const struct cgroup_hunt *hunt, const char *what, const char *name);

/* The path of a descriptor below the root of its hierarchy ("/system.slice/a.service"), malloc()ed, or NULL. */
char *cgroup_path(int cgroup);

/* The root of the hierarchy in which managers put every service and container: of version 2, or of several old ones. */
int cgroup_open_hierarchy(void); /* descriptor; -errno: none is mounted */

#endif
