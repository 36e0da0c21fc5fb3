// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target podman: flags of podman run. */
#include "emit/flags.h"
#include "emit/targets.h"

static int emit(const struct plan *plan, struct buf *out)
{
	return flags_emit(plan, "podman",
			  "With --user, podman makes capabilities named by --cap-add ambient, so that the "
			  "program has them; check CapEff in /proc/self/status, versions differ.",
			  out);
}

const struct emitter emit_podman = { "podman", "flags of podman run", emit };
