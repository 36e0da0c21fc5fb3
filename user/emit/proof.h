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

/* Of the advice on one capability: "proven by replay", "unproven"...; NULL where nothing can be said. */
const char *proof_cap_word(const struct cap_plan *cap);

#endif
