/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The least sets for scripts: `report --least`.
 */
#ifndef LC_EMIT_LEAST_H
#define LC_EMIT_LEAST_H

#include "emit/emit.h"

/* "CAP_A,CAP_B" and a newline; an empty line for the empty set. */
int emit_least_caps(const struct plan *plan, const struct emit_style *style, struct buf *out);

/* The observed syscalls of every ABI by name, each once, sorted, one a line. */
int emit_least_syscalls(const struct plan *plan, const struct emit_style *style, struct buf *out);

#endif
