/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From what replays showed to the advice: a proof outranks what the checks say.
 */
#ifndef LC_CORE_PROVE_H
#define LC_CORE_PROVE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/plan.h"

/* Whether the profile carries a set that worked in a replay. */
bool prove_holds(const struct profile *profile);

/*
 * Makes .keep exactly the set of the proof: caps[0..*n), ascending and with room for CAP_ROOM, are
 * corrected, and those that no check showed are added.
 */
void prove_capabilities(const struct proof *proof, struct cap_plan *caps, size_t *n);

#endif
