/* SPDX-License-Identifier: BSD-2-Clause */
/* Who lives in which mount namespace: found by /proc, remembered while it lives. */
#ifndef LC_KERN_WITNESS_EYES_H
#define LC_KERN_WITNESS_EYES_H

#include "kern/witness_parts.h"

#define WITNESS_SPACES 64
#define WITNESS_KNOWN 8

/* A mount namespace and processes that were met in it. Numbers only: an open root would keep its mounts busy. */
struct space {
	uint32_t mnt_ns;
	uint32_t pid[WITNESS_KNOWN];
	unsigned int next;
	uint64_t nobody_ns; /* when nobody was found in it */
};

struct witness {
	int proc; /* our /proc */
	int root; /* our root */
	uint64_t own_ns; /* inode number of our mount namespace */
	struct space space[WITNESS_SPACES];
	unsigned int next;
};

/* Eyes for the caller of the denial: .root is -1 if there is nobody. */
void eyes_open(struct witness *w, const struct lc_denial *d, struct eyes *eyes);
void eyes_close(struct eyes *eyes);
#define _eyes_ _cleanup_(eyes_close)

#endif
