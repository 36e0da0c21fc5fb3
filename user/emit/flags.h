/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The flags that docker run and podman run share.
 */
#ifndef LC_EMIT_FLAGS_H
#define LC_EMIT_FLAGS_H

#include "base/buf.h"
#include "core/plan.h"

/* tool: "docker" or "podman"; nonroot: what its --user does to added capabilities. 0 or -ENOMEM. */
int flags_emit(const struct plan *plan, const char *tool, const char *nonroot, struct buf *out);

#endif
