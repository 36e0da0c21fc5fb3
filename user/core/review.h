/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a filter answers with an error of its own: dangerous and failed calls that a review leaves out, and calls that
 * libraries only try.
 */
#ifndef LC_CORE_REVIEW_H
#define LC_CORE_REVIEW_H

#include "core/plan.h"

/*
 * Moves what options.review refuses from .syscalls, which is complete, to .refused, and adds to that what stands in for
 * listed calls where .deny would not make a library fall back. What the kernel issues, the vDSO serves or a runtime
 * calls stays, and so does what a libc starts with. 0 or -ENOMEM.
 */
int review_calls(struct plan *plan);

/* The error that every call of the workload ended with, of the first program that made it; 0: some may have worked. */
uint32_t review_failed(const struct plan *plan, const struct sys_plan *row);

/* Whether a review lets the call be, by its own name or that of its risk. */
bool review_accepts(const struct plan_options *options, const char *name);

#endif
