// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target setpriv: a command line that starts the workload with its set. */
#include "emit/caplist.h"
#include "emit/run.h"
#include "emit/targets.h"

static void add_set(struct buf *out, const char *option, uint64_t set)
{
	buf_addf(out, "%s=-all%s", option, set ? "," : "");
	caplist_join(out, set, caplist_bare_name, "+", ",");
	buf_add(out, " \\\n  ");
}

static void add_user(const struct plan *plan, struct buf *out)
{
	const struct program *root = plan_root(plan);

	if (root && root->uid)
		buf_addf(out, "--reuid=%u --regid=\"$(id -g %u)\" --init-groups \\\n  ", root->uid,
			 root->uid);
	else
		buf_add(out, "--reuid=nobody --regid=\"$(id -g nobody)\" --init-groups \\\n  ");
}

static int emit(const struct plan *plan, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);
	bool nonroot = run_nonroot(plan);

	run_comments(plan, "setpriv command", caplist_bare_name, out);
	buf_add(out, "setpriv ");
	if (nonroot)
		add_user(plan, out);
	add_set(out, "--bounding-set", kept);
	/* Root gets its bounding set at execve; any other user only what is inheritable and ambient. */
	add_set(out, "--inh-caps", nonroot ? kept : 0);
	add_set(out, "--ambient-caps", nonroot ? kept : 0);
	buf_add(out, plan->no_new_privs ? "--no-new-privs -- " : "-- ");
	run_command_or_placeholder(plan, out);
	buf_add(out, "\n");
	return buf_error(out);
}

const struct emitter emit_setpriv = { "setpriv", "setpriv command line that starts the workload", emit };
