/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fold: records of bpf/event.h in any order, repeated or not, to a profile.
 * The ring tells a fact once as timeline, the sweep of the maps tells it
 * again as truth; both come here and give the same profile.
 */
#ifndef LC_CORE_FOLD_H
#define LC_CORE_FOLD_H

#include <stddef.h>

#include "base/guard.h"
#include "core/profile.h"

struct fold;

int fold_new(struct fold **out); /* 0 or -ENOMEM */

/*
 * Takes one record. A bad one (short, long, unknown kind, out of range) is
 * counted under LC_LOST_BAD and never fatal: -EBADMSG. -ENOMEM leaves the fold as it was.
 * For a LC_PROGRAM or LC_CHECK of a key seen before, counters take the larger value.
 */
int fold_feed(struct fold *f, const void *bytes, size_t n);

/* The profile of what was fed so far. The fold can go on afterwards. 0 or -ENOMEM. */
int fold_profile(const struct fold *f, struct profile **out);

void fold_free(struct fold **f);
#define _fold_ _cleanup_(fold_free)

#endif
