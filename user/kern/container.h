/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Containers of docker, podman, containerd, CRI-O, runc, crun, LXC and systemd-nspawn, from what their runtimes write
 * down and how they name cgroups. Nothing is believed of a process that it does not show itself: a pid counts while it
 * is the process that the runtime started, and what another user than root wrote counts for that user's processes.
 */
#ifndef LC_KERN_CONTAINER_H
#define LC_KERN_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/guard.h"

#define CONTAINER_TEXT 256
#define CONTAINER_PATH 512
#define CONTAINER_CGROUPS 3
#define CONTAINERS_MAX 8192

/* Texts are as the runtimes wrote them: hostile, NUL-terminated, cut; "" not known. */
struct container {
	int cgroup; /* descriptor of its directory, by container_open(); 0: it has none of its own */
	pid_t pid;  /* its first process; 0: not known */
	unsigned long long start; /* of pid, as proc(5) has it: clock ticks since boot */
	const char *runtime; /* static: "docker", "podman", "containerd", "cri-o", "runc", "crun", "lxc", "nspawn" */
	char id[CONTAINER_TEXT];
	char name[CONTAINER_TEXT];
	char image[CONTAINER_TEXT];
	char pod[CONTAINER_TEXT]; /* name of a Kubernetes pod; of a pod of podman its id */
	char pod_namespace[CONTAINER_TEXT];
	char pod_container[CONTAINER_TEXT]; /* its name in the pod */
	char bundle[CONTAINER_PATH];
	/* From the root of a hierarchy, each only once; none: it has no cgroup of its own, or it is not known. */
	char cgroup_path[CONTAINER_CGROUPS][CONTAINER_PATH];
};

struct containers {
	struct container *one;
	size_t n;
	bool cut; /* there are more than CONTAINERS_MAX */
};

/* Those that run, in the order of their ids. What cannot be read is left out. 0 or -ENOMEM. */
int containers_read(struct containers *out);
void containers_free(struct containers *list);
#define _containers_ _cleanup_(containers_free)

/*
 * The container of this name or id (of an id in hexadecimal, the first digits will do), or of this name in its pod.
 * 0 or -errno with fail(): none, several, or one that does not run. The descriptor in it is the caller's.
 */
int container_find(const char *name, struct container *out);

/* Fills .cgroup of one of containers_read(), to be closed by the caller. 0 or -errno with fail(): it runs no more. */
int container_open(struct container *c);

/*
 * Whether a pattern of fnmatch(3) takes its name, the name in its pod, or its id; and one its image ("nginx",
 * "nginx:1.*", "*" "/library/nginx"), of which the registry, the path and the tag may be left out. NULL takes every
 * one.
 */
bool container_matches(const struct container *c, const char *name, const char *image);

/*
 * What is known of a container of this id, whether it runs or not: pid 0 if not. For who knows the id from the name
 * of a cgroup. 0, -ENOENT or -ENOMEM.
 */
int container_read(const char *id, struct container *out);

/* Whether the cgroup, by its path from the root of a hierarchy, is one of the container's or below one. */
bool container_has_cgroup(const struct container *c, const char *path);

/*
 * For tests: a directory to be put before every path of the runtimes ("" is the machine); static. Other processes
 * are then not asked for further paths.
 */
void container_root(const char *dir);

#endif
