/* SPDX-License-Identifier: BSD-2-Clause */
/* Cgroups of either version: their directories, found by path or by unit, and how the kernel side is told of one. */
#ifndef LC_KERN_CGROUP_H
#define LC_KERN_CGROUP_H

#include <sys/types.h>

#define CGROUP_MOUNT "/sys/fs/cgroup"

/*
 * A descriptor of the directory: an absolute path of one, or, as /proc/PID/cgroup has it, one below the
 * mount of a hierarchy. -errno with fail(), also if it is no cgroup.
 */
int cgroup_open(const char *path);

/* Of the unit NAME of systemd; without a suffix NAME.service, .scope or .slice. -errno with fail(). */
int cgroup_open_unit(const char *name);

/*
 * Of the cgroup that holds the process, in the hierarchy where it is the furthest from the root. -ENOENT
 * without fail(): it is in no cgroup that we are not in, too.
 */
int cgroup_open_own(pid_t pid);

struct leastcap_bpf;
struct recorder;

/* Before load: the programs for a recording of a cgroup. */
void cgroup_choose(struct leastcap_bpf *skel);

/* After load: tells the programs which one it is (a descriptor of ours), and attaches them. 0 or -errno with fail(). */
int cgroup_follow(struct recorder *r, int cgroup);

#endif
