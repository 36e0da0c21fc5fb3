/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What both reports tell about a plan: evidence by place, who used what. No
 * decision, only counting.
 */
#ifndef LC_EMIT_EVIDENCE_H
#define LC_EMIT_EVIDENCE_H

#include <stddef.h>
#include <stdint.h>

#include "core/plan.h"

/* Checks of one capability by one program, syscall, call site and kind of user namespace. */
struct evidence {
	const struct check *check; /* the first of them, as the plan orders them */
	uint64_t granted, denied;
	uint64_t first_ns;
	size_t rank;
};

/* Groups cap->evidence, keeping its order. free() *out. 0 or -ENOMEM. */
int evidence_group(const struct cap_plan *cap, struct evidence **out, size_t *n);

/*
 * Capabilities (bit i: number i) that a program was granted and that the plan
 * keeps, without the checks that change no result. masks: one a program, in the
 * order of the profile; free() it. 0 or -ENOMEM.
 */
int evidence_used(const struct plan *plan, uint64_t **masks);

#endif
