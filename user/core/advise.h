/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From capability checks to keep, drop or ask: what each check is worth and
 * which one of a capability decides.
 */
#ifndef LC_CORE_ADVISE_H
#define LC_CORE_ADVISE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/plan.h"

/*
 * Advice for every capability that was checked, and for those that can replace
 * a wider one; ascending by number. *unproven: some keep may be needless.
 * 0 or -ENOMEM. *out has room for CAP_ROOM; freed by advise_free(); the profile must outlive it.
 */
int advise_capabilities(const struct profile *profile, struct cap_plan **out, size_t *n, bool *unproven);

void advise_free(struct cap_plan *caps, size_t n);

/* Whether the workload may run with no_new_privs: no program gained anything by being executed. */
bool advise_no_new_privs(const struct profile *profile);

/* The row for a check, NULL if its place is not in the table. */
const struct site *check_site(const struct check *c);

/* Refused, by the capability module or by another security module. */
bool check_refused(const struct check *c);

#endif
