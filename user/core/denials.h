/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The refused calls of a recording with what belongs to each: objects, checks,
 * the line of the audit log. Fed with records, asked for a verdict.
 */
#ifndef LC_CORE_DENIALS_H
#define LC_CORE_DENIALS_H

#include <stddef.h>

#include "base/guard.h"
#include "core/decode.h"
#include "core/layer.h"

struct denials;

int denials_new(struct denials **out); /* 0 or -ENOMEM */

/*
 * Takes a decoded LC_DENIAL, LC_OBJECT, LC_AUDIT, LC_CHECK, LC_SYMBOL, LC_SETTING, LC_SESSION, LC_PROGRAM or LC_STANCE;
 * ignores any other. 0 or -ENOMEM.
 */
int denials_feed(struct denials *d, const union record *record);

/*
 * The verdict on the denial with this id, with all that was fed so far. 0; -ENOENT: no such (or it was dropped);
 * -ENOMEM. *denial points into d until it is dropped.
 */
int denials_judge(const struct denials *d, uint32_t id, struct layer_verdict *v, const struct lc_denial **denial);

/* Whether a line of the audit log could still come that says more: an LSM or seccomp may have refused it. */
bool denials_may_wait(const struct denials *d, uint32_t id);

/* Forgets the denial with this id and its objects: a live view keeps only what is under way. */
void denials_drop(struct denials *d, uint32_t id);

void denials_free(struct denials **d);
#define _denials_ _cleanup_(denials_free)

#endif
