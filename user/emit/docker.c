// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target docker: flags of docker run. */
#include "emit/flags.h"
#include "emit/targets.h"

static int emit(const struct plan *plan, struct buf *out)
{
	return flags_emit(plan, "docker", TRAP_DOCKER, out);
}

const struct emitter emit_docker = { "docker", "flags of docker run", emit };
