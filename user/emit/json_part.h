/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the JSON report that stand in files of their own: new values,
 * owned by the caller; NULL when out of memory.
 */
#ifndef LC_EMIT_JSON_PART_H
#define LC_EMIT_JSON_PART_H

#include "core/plan.h"
#include "emit/jsonout.h"

json_t *json_part_capabilities(const struct plan *plan);
json_t *json_part_capability(const struct plan *plan, const struct cap_plan *cap);
json_t *json_part_refused(const struct plan *plan);
json_t *json_part_phases(const struct plan *plan); /* null where no boundary was seen */
json_t *json_part_proof(const struct plan *plan);  /* null without one */

/* The last of a set of phases by name, null for none; all of them as a list. */
json_t *json_part_phase(unsigned int phases);
json_t *json_part_phase_list(unsigned int phases);

json_t *json_part_program(const struct plan *plan, uint32_t id); /* its path, or null */

/* The names of the syscalls of a set. */
json_t *json_part_syscalls(const struct sysset *set, enum lc_abi abi);

#endif
