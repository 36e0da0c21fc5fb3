/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What runtimes call the owners of a recording's programs, told as LC_LABEL records. A runtime writes down its
 * container after it has made the cgroup, and forgets it when it ends: so it is asked again and again meanwhile.
 */
#ifndef LC_KERN_LABEL_H
#define LC_KERN_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/guard.h"
#include "bpf/event.h"

struct labels;

/* sink as in kern/load.h: 0 or -errno. 0 or -ENOMEM. */
int labels_new(int (*sink)(void *ctx, const void *record, size_t n), void *ctx, struct labels **out);

/* An owner of the recording, told by the kernel side; the same may come again. 0 or the sink's -errno. */
int labels_take(struct labels *l, const struct lc_owner *owner);

/*
 * Asks the runtimes about owners that have no labels yet; costs nothing if there are none, or if it asked less than
 * 10 ms ago. Each is asked about less and less often, and given up after 5 s. 0 or the sink's -errno.
 */
int labels_tick(struct labels *l);

/* Whether some wait for that. */
bool labels_wait(const struct labels *l);

void labels_free(struct labels **l);
#define _labels_ _cleanup_(labels_free)

#endif
