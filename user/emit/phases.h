/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Init and serving in words: when the workload began to serve, what each phase
 * needs, and what follows from that for those who run it.
 */
#ifndef LC_EMIT_PHASES_H
#define LC_EMIT_PHASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/plan.h"

/* Whether the recording saw the workload begin to serve. */
bool phases_known(const struct plan *plan);

/* The last phase of a set of them, "init" or "serving": what it is needed until. NULL for the empty set. */
const char *phases_last(unsigned int set);

/* What the plan keeps for one phase; what no check tells the phase of counts for both. */
uint64_t phases_caps(const struct plan *plan, enum phase phase);

/* What it keeps for nothing but the start; 0 where no boundary was seen. */
uint64_t phases_start_only(const struct plan *plan);

/* Observed syscalls of that phase, over all ABIs. */
size_t phases_calls(const struct plan *plan, enum phase phase);

/* Those that were seen before the boundary only. */
size_t phases_calls_start_only(const struct plan *plan);

/* "63 ms: every process waited, after /usr/sbin/nginx dropped privileges at 41 ms" */
void phases_boundary_text(const struct plan *plan, struct buf *out);

enum phases_tool { PHASES_DOCKER, PHASES_SYSTEMD, PHASES_KUBERNETES, PHASES_TOOLS };

const char *phases_tool_name(enum phases_tool tool); /* "docker", "systemd", "kubernetes" */

/* What follows for it, a few sentences on one line; nothing where the phases need the same. */
void phases_advice(const struct plan *plan, enum phases_tool tool, struct buf *out);

#endif
