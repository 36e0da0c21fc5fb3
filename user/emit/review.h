/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a review left out of a plan and why, what of it a filter cannot see, and where it is wider than what was seen.
 */
#ifndef LC_EMIT_REVIEW_H
#define LC_EMIT_REVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/plan.h"
#include "core/risk.h"
#include "core/uring.h"

/*
 * One line for each class that was left out, each call that never worked, what went through io_uring, each call whose
 * arguments were too many to list. Nothing if there is none of it. Part of emit_warnings().
 */
void emit_review_warnings(const struct plan *plan, const char *prefix, struct buf *out);

/* Calls that were left out for one reason: "mount, umount2". risk: of this class, NULL: of any or none. */
struct review_names {
	struct buf text;
	size_t n;
	uint64_t count; /* how often they were called; UINT64_MAX: at least */
};
#define REVIEW_NAMES_INIT { BUF_INIT, 0, 0 }
void review_names(const struct plan *plan, enum refuse_why why, const struct risk *risk, struct review_names *names);
void review_names_free(struct review_names *names);
#define _review_names_ _cleanup_(review_names_free)

/* Whether row i of plan->refused is the first of its name and reason: names are told once, whatever the ABI. */
bool review_is_first(const struct plan *plan, size_t i);

/* "IORING_OP_OPENAT (openat), IORING_OP_NOP, operation 77"; false: nothing is known to have gone through a ring. */
bool review_uring(const struct plan *plan, struct buf *out);
bool review_opcode(const struct plan *plan, uint64_t opcode); /* whether the workload used it */
#define REVIEW_OPCODES 256u

/* Whether the plan lets any of its calls through. */
bool review_allows(const struct plan *plan, const char *const *calls);

#endif
