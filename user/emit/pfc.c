// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target pfc: the compiled filter as pseudo code, to read. */
#include <linux/filter.h>

#include "core/ruleset.h"
#include "emit/comment.h"
#include "emit/targets.h"

#define COMMENT "# "

static int emit_program(const struct plan *plan, const struct emit_program *program, struct buf *out)
{
	char room[32];

	comment_head(plan, COMMENT, "seccomp filter", out);
	comment_add(out, COMMENT, "What libseccomp makes of it, %zu instructions: leastcap generate bpf writes them.",
		    program->size / sizeof(struct sock_filter));
	comment_add(out, COMMENT, "Calls that are not listed: %s.", answer_text(plan->deny, room));
	buf_add(out, program->pfc);
	return buf_error(out);
}

const struct emitter emit_pfc = {
	.name = "pfc",
	.summary = "compiled seccomp filter as pseudo code, to read",
	.filter = FILTER_PROGRAM,
	.ignored = WHY_RUNTIME, /* the same program as bpf */
	.emit_program = emit_program,
};
