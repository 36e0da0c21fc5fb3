// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target capsh: a command line that starts the workload with its set. */
#include "emit/caplist.h"
#include "emit/run.h"
#include "emit/targets.h"

/* capsh takes a user by name only. */
static void add_user(const struct plan *plan, struct buf *out)
{
	const struct program *root = plan_root(plan);

	if (root && root->uid)
		buf_addf(out, "--user=\"$(id -un %u)\" \\\n  ", root->uid);
	else
		buf_add(out, "--user=nobody \\\n  ");
}

/* IAB text: "!" drops from the bounding set, "^" makes inheritable and ambient. */
static void add_sets(const struct plan *plan, uint64_t kept, struct buf *out)
{
	uint64_t others = caplist_others(plan, kept);

	buf_add(out, "--iab='");
	if (run_nonroot(plan))
		caplist_join(out, kept, cap_lower_name, "^", ",");
	if (run_nonroot(plan) && kept && others)
		buf_add(out, ",");
	caplist_join(out, others, cap_lower_name, "!", ",");
	buf_add(out, "' \\\n  ");
}

static int emit(const struct plan *plan, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);

	run_comments(plan, "capsh command", cap_lower_name, out);
	buf_add(out, "capsh ");
	if (!kept)
		buf_add(out, "--drop=all --inh= \\\n  ");
	if (run_nonroot(plan))
		add_user(plan, out);
	if (kept)
		add_sets(plan, kept, out);
	/* capsh starts a shell; this one makes way for the command, words unread. */
	buf_add(out, plan->no_new_privs ? "--no-new-privs " : "");
	buf_add(out, "-- -c 'exec -- \"$0\" \"$@\"' ");
	run_command_or_placeholder(plan, out);
	buf_add(out, "\n");
	return buf_error(out);
}

const struct emitter emit_capsh = { "capsh", "capsh command line that starts the workload", emit };
