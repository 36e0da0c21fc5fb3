// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target bpf: the compiled filter, as bubblewrap, minijail and seccomp(2) take it. */
#include "emit/targets.h"

static int emit_program(const struct plan *plan, const struct emit_program *program, struct buf *out)
{
	(void)plan;
	buf_add_bytes(out, program->bytes, program->size);
	return buf_error(out);
}

const struct emitter emit_bpf = {
	.name = "bpf",
	.summary = "compiled seccomp filter, struct sock_filter[]",
	.filter = FILTER_PROGRAM,
	.ignored = WHY_RUNTIME, /* no runtime comes after what loads it */
	.emit_program = emit_program,
	.binary = true,
};
