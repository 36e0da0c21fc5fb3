/* SPDX-License-Identifier: BSD-2-Clause */
/* How the reports tell what calls were given, and which of them never worked. */
#ifndef LC_EMIT_ARGUMENTS_H
#define LC_EMIT_ARGUMENTS_H

#include "core/plan.h"
#include "emit/jsonout.h"
#include "emit/text.h"

/* One object for each argument of a call of a program, whatever its role; NULL when out of memory. */
json_t *json_part_arguments(const struct plan *plan);

/* The error that all calls of that row ended with, by name; null if some worked or it is not known. */
json_t *json_part_failed(const struct plan *plan, const struct sys_plan *call);

/* The section of the text report: what all programs of the workload gave together. */
void text_arguments(struct text *t);

/* "never worked: faccessat2 (ENOSYS), ..." of that ABI; nothing if there is none. */
void text_failed(struct text *t, enum lc_abi abi);

#endif
