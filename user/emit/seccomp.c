// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target seccomp: linux.seccomp of the OCI runtime specification alone. */
#include "emit/seccomp_json.h"
#include "emit/targets.h"

static int emit(const struct plan *plan, struct buf *out)
{
	return jsonout_write(seccomp_json(plan), out);
}

const struct emitter emit_seccomp = {
	"seccomp", "seccomp profile in OCI form, for Kubernetes", emit, .filter = FILTER_JSON,
	.shape = SECCOMP_JSON_SHAPE,
};
