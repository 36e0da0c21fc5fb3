/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `report --why`: the whole story of one capability. 0 or -ENOMEM.
 */
#ifndef LC_EMIT_WHY_H
#define LC_EMIT_WHY_H

#include "core/plan.h"
#include "emit/emit.h"

/* cap < CAP_ROOM, whether the plan knows it or not. */
int emit_why_text(const struct plan *plan, unsigned int cap, const struct emit_style *style, struct buf *out);
int emit_why_json(const struct plan *plan, unsigned int cap, struct buf *out);

/* The name of a capability that text may have been meant to be, or NULL. */
const char *why_nearest(const char *text);

#endif
