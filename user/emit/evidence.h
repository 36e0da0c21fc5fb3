/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the reports tell about a plan: evidence by place, how calls ended, who
 * used what. No decision, only counting.
 */
#ifndef LC_EMIT_EVIDENCE_H
#define LC_EMIT_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"
#include "core/plan.h"

/* Checks of one capability by one program, syscall, call site, kind of user namespace and phase. */
struct evidence {
	const struct check *check; /* the first of them, as the plan orders them */
	uint64_t granted, denied;
	uint64_t first_ns, last_ns; /* last_ns 0: not known */
	uint32_t phases;	    /* set of enum phase */
	struct result *results;	    /* how the calls ended, ascending by error */
	size_t nresults;
	size_t rank;
};

struct evidence_list {
	struct evidence *at;
	size_t n;
};

#define EVIDENCE_INIT { 0 }

/* Groups cap->evidence, keeping its order. 0 or -ENOMEM. */
int evidence_group(const struct cap_plan *cap, struct evidence_list *out);

/* All checks of the capability itself as one, .check the first of them or NULL; at most one. 0 or -ENOMEM. */
int evidence_sum(const struct cap_plan *cap, struct evidence_list *out);

void evidence_free(struct evidence_list *list);
#define _evidence_ _cleanup_(evidence_free)

/* "2 ok, 1 EPERM"; nothing if no call was followed to its end. */
void evidence_results_text(const struct evidence *e, struct buf *out);

/* "in socket() at inet_create by /usr/bin/ping, 3 times (init)" */
void evidence_place_text(const struct plan *plan, const struct evidence *e, struct buf *out);

/* Whether the reason of the advice leaves out where the capability was asked for: replays gave it. */
bool evidence_untold(const struct cap_plan *cap);

/*
 * Capabilities (bit i: number i) that a program was granted and that the plan
 * keeps, or that a runtime was granted, without the checks that change no result.
 * masks: one a program, in the order of the profile, of all its parts; free() it. 0 or -ENOMEM.
 */
int evidence_used(const struct plan *plan, uint64_t **masks);

#endif
