/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of kern/witness.h share: through whose eyes it looks, one object looked at, the walk. */
#ifndef LC_KERN_WITNESS_PARTS_H
#define LC_KERN_WITNESS_PARTS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"
#include "bpf/event.h"

/* Nothing is opened but places: no device, FIFO or file system hears of it. */
#define WITNESS_OPEN (O_PATH | O_NOFOLLOW | O_CLOEXEC)

/* A process that stands where the caller stood, mostly the caller itself. */
struct eyes {
	int proc;		  /* our /proc; not owned */
	int task;		  /* its directory there, which never means another process; -1: none is alive */
	int root;		  /* its root directory, -1: not known */
	char root_path[PATH_MAX]; /* ... as its mount namespace names it: "/" unless it is in a chroot */
	bool others;		  /* it is another process of the same mount namespace */
};

/* Where objects go. */
struct told {
	int (*sink)(void *ctx, const void *record, size_t n);
	void *ctx;
	const struct lc_denial *denial;
	uint32_t name; /* index of lc_denial.name */
	uint32_t flags; /* of all of them */
};

/* Hands it on as that of path (n bytes). 0 or the sink's -errno. */
int witness_tell(const struct told *to, struct lc_object *object, const char *path, size_t n);

/* A path of their mount namespace as a process with that root has it; "": it lies outside of it. */
const char *witness_below(const struct eyes *eyes, const char *path);

/* What fd (of WITNESS_OPEN) is: everything but names and flags of the walk. 0 or -errno. */
int witness_examine(int fd, struct lc_object *object);
/* Adds its file capabilities. */
void witness_examine_caps(int fd, struct lc_object *object);
/* Adds its seals, if it is a file of memory without a name. */
void witness_examine_seals(int fd, struct lc_object *object);
/* An ID of its mount, the same for the same place while it is mounted. 0 or -errno. */
struct place {
	uint64_t mount, dev, ino;
};
int witness_place(int fd, struct place *place);

/* Opens a name of a directory that is known, of a file system of that type. -errno; -EAGAIN: it would have to ask. */
int witness_open(int dir, const char *name, uint64_t fstype);

/*
 * Walks from `start` (owned; a directory that is called path) along text, and tells what it meets. cut: text
 * is not whole, so that its end is not what the caller meant. 0 or the sink's -errno.
 */
struct route {
	int start;
	const char *path;
	const char *text;
	bool cut;
	bool follow; /* a symbolic link at its end */
};
int witness_walk(const struct eyes *eyes, const struct told *to, struct route *route);

/* Whether the call follows a symbolic link at the end of its name. */
bool witness_follows(const struct lc_denial *denial, uint32_t name);

/* The cgroup of the task whose pids.max is reached, if the denial is about that. */
int witness_look_pids(const struct eyes *eyes, const struct told *to);

#endif
