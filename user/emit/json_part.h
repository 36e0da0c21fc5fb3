/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the JSON report that stand in files of their own: the long ones written into a jsonflow, the others new
 * values, owned by the caller; NULL when out of memory.
 */
#ifndef LC_EMIT_JSON_PART_H
#define LC_EMIT_JSON_PART_H

#include "core/plan.h"
#include "emit/jsonflow.h"

/* One value each. */
void json_part_capabilities(struct jsonflow *j, const struct plan *plan);
void json_part_capability(struct jsonflow *j, const struct plan *plan, const struct cap_plan *cap);

json_t *json_part_refused(const struct plan *plan);
json_t *json_part_privileges(const struct plan *plan); /* by time */
json_t *json_part_brought_by(const struct plan *plan, unsigned int cap);
json_t *json_part_given_up_by(const struct plan *plan, unsigned int cap);
json_t *json_part_stance_words(uint32_t flags); /* of LC_STANCE_* */
json_t *json_part_phases(const struct plan *plan); /* null where no boundary was seen */
json_t *json_part_traps(const struct plan *plan);  /* {id, text, source} each */
json_t *json_part_proof(const struct plan *plan);  /* null without one */

json_t *json_part_owners(const struct profile *p);
json_t *json_part_with(json_t *object, const char *key, json_t *value); /* takes both */

/* Members "owner", "container" and "unit", or the second alone, each null where there is none; program may be NULL. */
void json_part_placed(struct jsonflow *j, const struct profile *p, const struct program *program);
void json_part_container(struct jsonflow *j, const struct profile *p, const struct program *program);

/* The last of a set of phases by name, null for none; all of them as a list. */
json_t *json_part_phase(unsigned int phases);
json_t *json_part_phase_list(unsigned int phases);

json_t *json_part_program(const struct plan *plan, uint32_t id); /* its path, or null */

#endif
