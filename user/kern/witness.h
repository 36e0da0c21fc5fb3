/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks at what the names of a refused call lead to, from the caller's root and
 * working directory, component by component, as the caller would walk: modes,
 * owners, ACLs, attributes, mount flags. It looks after the fact: what it says
 * is evidence for an inference, and no more.
 */
#ifndef LC_KERN_WITNESS_H
#define LC_KERN_WITNESS_H

#include <stddef.h>
#include <stdint.h>
#include <stdint.h>

#include "base/guard.h"
#include "bpf/event.h"

struct witness;

int witness_new(struct witness **out); /* 0 or -errno with fail() */

/* Remembers the roots of mount namespaces while somebody lives in them: pid as we count. Cheap to call again. */
void witness_meet(struct witness *w, uint32_t pid, uint32_t mnt_ns);

/*
 * Tells a LC_OBJECT for each component of each name, and for a cgroup whose pids.max is reached, to sink. What cannot
 * be seen is left out. Opens nothing that has a name for reading or writing, follows nothing out of the caller's root,
 * triggers no automount, hangs on no FIFO or device, and on a dead network file system no more than statx(2) does.
 * 0 or the sink's -errno.
 */
int witness_look(struct witness *w, const struct lc_denial *denial,
		 int (*sink)(void *ctx, const void *record, size_t n), void *ctx);

void witness_free(struct witness **w);
#define _witness_ _cleanup_(witness_free)

#endif
