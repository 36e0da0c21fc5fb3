/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the reports tell the runtime from the workload, and show a program as one whose process loaded a filter for
 * itself. New JSON values are the caller's; NULL when out of memory.
 */
#ifndef LC_EMIT_RUNTIME_PART_H
#define LC_EMIT_RUNTIME_PART_H

#include "core/plan.h"
#include "emit/jsonout.h"
#include "emit/text.h"

/* What the runtime called behind its filter, beside the table; null where none started the workload. */
json_t *json_part_runtime(const struct plan *plan);

/* Whose calls it is, {"table": ["runc"], "measured": []}; null unless a runtime needs it. */
json_t *json_part_runtime_of(const struct sys_plan *call);

json_t *json_part_role(const struct plan *plan, const struct program *program); /* "workload", "runtime" */

/* The section of the text report, and what heads a list of such calls: "crun calls these after it loads the filter". */
void text_runtime(struct text *t);
void runtime_part_whose(const struct plan *plan, struct buf *out);

enum role part_role(const struct plan *plan, const struct program *program);
/* The program that it is shown as: itself but for the part behind a filter that it loaded for itself. */
const struct program *part_whole(const struct plan *plan, const struct program *program);
const struct program *part_parent(const struct plan *plan, const struct program *program); /* shown; NULL: none */
/* The syscalls of all parts of a program that is shown; free() out->use. 0 or -ENOMEM. */
int part_syscalls(const struct plan *plan, const struct program *whole, enum lc_abi abi, struct sysset *out);

#endif
