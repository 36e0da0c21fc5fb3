/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From capability checks to keep, drop or ask: what each check is worth and
 * which one of a capability decides.
 */
#ifndef LC_CORE_ADVISE_H
#define LC_CORE_ADVISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/plan.h"

/*
 * Advice for every capability that the workload (roles) was checked for, and for those that can replace
 * a wider one; ascending by number. *unproven: some keep may be needless.
 * 0 or -ENOMEM. *out has room for CAP_ROOM; freed by advise_free(); the profile must outlive it.
 */
int advise_capabilities(const struct profile *profile, const struct roles *roles, struct cap_plan **out, size_t *n,
			bool *unproven);

/* Capabilities that the programs which only start the workload were granted where it matters; bit N: number N. */
uint64_t advise_runtime(const struct profile *profile, const struct roles *roles);

void advise_free(struct cap_plan *caps, size_t n);

/* Whether the workload may run with no_new_privs: no program gained anything by being executed. */
bool advise_no_new_privs(const struct profile *profile, const struct roles *roles);

/* The row for a check, NULL if its place is not in the table. */
const struct site *check_site(const struct check *c);

/* Refused, by the capability module or by another security module. */
bool check_refused(const struct check *c);

#endif
