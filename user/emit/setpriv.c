// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target setpriv: a command line that starts the workload with its set. */
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/run.h"
#include "emit/targets.h"

#define COMMENT "# "

static void add_set(struct buf *out, const char *option, uint64_t set)
{
	buf_addf(out, "%s=-all%s", option, set ? "," : "");
	caplist_join(out, set, caplist_bare_name, "+", ",");
	buf_add(out, " \\\n  ");
}

static void add_user(const struct plan *plan, struct buf *out)
{
	const struct program *root = run_root(plan);

	if (root && root->uid)
		buf_addf(out, "--reuid=%u --regid=\"$(id -g %u)\" --init-groups \\\n  ", root->uid,
			 root->uid);
	else
		buf_add(out, "--reuid=nobody --regid=\"$(id -g nobody)\" --init-groups \\\n  ");
}

static void comments(const struct plan *plan, struct buf *out)
{
	comment_head(plan, COMMENT, "setpriv command", out);
	comment_caps(plan, COMMENT, caplist_bare_name, out);
	comment_no_new_privs(COMMENT, out);
	comment_add(out, COMMENT, "Run it as root: it takes CAP_SETPCAP to shrink the bounding set.");
	run_comment_user(plan, COMMENT, out);
	run_comment_command(plan, COMMENT, out);
}

static int emit(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);
	bool nonroot = run_nonroot(plan);

	(void)style;
	comments(plan, out);
	buf_add(out, "setpriv ");
	if (nonroot)
		add_user(plan, out);
	add_set(out, "--bounding-set", kept);
	/* Root gets its bounding set at execve; any other user only what is inheritable and ambient. */
	add_set(out, "--inh-caps", nonroot ? kept : 0);
	add_set(out, "--ambient-caps", nonroot ? kept : 0);
	buf_add(out, "--no-new-privs -- ");
	run_command_or_placeholder(plan, out);
	buf_add(out, "\n");
	return buf_error(out);
}

const struct emitter emit_setpriv = { "setpriv", "setpriv command line that starts the workload", emit };
