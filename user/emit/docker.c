// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target docker: flags of docker run. */
#include "emit/flags.h"
#include "emit/targets.h"

static int emit(const struct plan *plan, struct buf *out)
{
	return flags_emit(plan, "docker",
			  "With --user, docker leaves added capabilities in the bounding set only: the "
			  "program gets them from file capabilities, which no-new-privileges turns off, or "
			  "not at all. Run it as root of the container, or drop the need (for ports: "
			  "net.ipv4.ip_unprivileged_port_start).",
			  out);
}

const struct emitter emit_docker = { "docker", "flags of docker run", emit };
