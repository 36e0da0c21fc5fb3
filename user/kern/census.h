/* SPDX-License-Identifier: BSD-2-Clause */
/* What /proc does not show of running processes, told by BPF: securebits, the depth of the user namespace. */
#ifndef LC_KERN_CENSUS_H
#define LC_KERN_CENSUS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/guard.h"
#include "bpf/event.h"

struct census {
	struct lc_census *at; /* ascending by pid */
	size_t n;
};

/*
 * Counts everybody. -errno without fail() if the kernel does not let us (no privilege, no BTF, locked down):
 * then nothing is known. Messages of libbpf are the caller's to silence (load_verbose()).
 */
int census_take(struct census *c);

/* NULL: not known. */
const struct lc_census *census_of(const struct census *c, pid_t pid);

void census_free(struct census *c);
#define _census_ _cleanup_(census_free)

#endif
