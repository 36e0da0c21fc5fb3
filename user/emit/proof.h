/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What replays showed, in words: of the whole set, and of one capability.
 */
#ifndef LC_EMIT_PROOF_H
#define LC_EMIT_PROOF_H

#include "base/buf.h"
#include "core/plan.h"

/* Of the set: "minimal by 13 replays on Linux 6.18.0, ...", "sufficient by ..."; "none" without. */
void proof_plan_text(const struct plan *plan, struct buf *out);

/* Of the advice on one capability: "proven; without it: ..."; nothing where nothing can be said. */
void proof_cap_text(const struct cap_plan *cap, struct buf *out);

#endif
