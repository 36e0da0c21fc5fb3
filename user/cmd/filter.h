/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From rules by name to a filter that the kernel takes: compiled by libseccomp, and held against the plan before
 * anybody gets it.
 */
#ifndef LC_CMD_FILTER_H
#define LC_CMD_FILTER_H

#include <stddef.h>

#include "core/plan.h"
#include "core/ruleset.h"
#include "core/ruleset_check.h"
#include "kern/filter.h"

struct filter_report {
	size_t insns, depth, bytes; /* of the program; depth: the most instructions that one call takes */
	size_t calls;	 /* tried */
	size_t wider;	 /* answered otherwise than planned only because the format cannot say it */
	struct ruleset_difference first_wider; /* if there are any */
	/*
	 * Names with rules that the libseccomp of this machine does not know: what we compile has them all the same,
	 * other tools on this machine drop them without a word. Each once, by name; static.
	 */
	const char **unknown;
	size_t nunknown;
};

/*
 * Compiles rules (NULL: what ruleset_make() makes of the plan with promise->ignored, in promise->shape) and tries every
 * call. promise: what may differ from the plan; see core/ruleset_check.h. report may be NULL. 0; -ENOMEM; -EINVAL or
 * -E2BIG with fail(): it cannot be compiled; -EPROTO with fail(): it answers otherwise than the plan, and to what.
 */
int filter_checked(const struct plan *plan, const struct ruleset *rules, const struct ruleset_promise *promise,
		   struct filter_program *out, struct filter_report *report);

/*
 * "312 instructions (2496 bytes), 14 at most for one call; 40000 calls tried against the plan", and if any are wider
 * how many, with the first of them; into b.
 */
void filter_report_text(const struct filter_report *report, struct buf *b);

void filter_report_free(struct filter_report *report);
#define _filter_report_ _cleanup_(filter_report_free)

/* Compiles without a check, and as libseccomp's pseudo filter code (malloc()ed). 0 or -errno with fail(). */
int filter_from_rules(const struct ruleset *rules, struct filter_program *out);
int filter_pfc_from_rules(const struct ruleset *rules, char **text);

/* For a command that we execute ourselves under this plan: no runtime's own calls. 0 or -errno with fail(). */
int filter_from_plan(const struct plan *plan, struct filter_program *out);

#endif
