/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The flags that docker run and podman run share.
 */
#ifndef LC_EMIT_FLAGS_H
#define LC_EMIT_FLAGS_H

#include "base/buf.h"
#include "core/plan.h"
#include "core/trap.h"

/* tool: "docker" or "podman". 0 or -ENOMEM. */
int flags_emit(const struct plan *plan, const char *tool, enum trap_target target, struct buf *out);

#endif
