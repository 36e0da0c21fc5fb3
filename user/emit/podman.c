// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target podman: flags of podman run. */
#include "emit/flags.h"
#include "emit/targets.h"

static int emit(const struct plan *plan, struct buf *out)
{
	return flags_emit(plan, "podman", TRAP_PODMAN, out);
}

const struct emitter emit_podman = { "podman", "flags of podman run", emit };
