// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target bubblewrap: a command line that starts the workload in bwrap, with its set and its filter. */
#include <string.h>

#include "core/ruleset.h"
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/run.h"
#include "emit/targets.h"

#define COMMENT "# "
#define FILTER_FD 9

/* What bwrap's first process calls under the filter where it makes a pid namespace: it waits for all others. */
static const char *const reaper[] = { "wait4", "write", "exit_group" };

static int comment_reaper(const struct plan *plan, struct buf *out)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	_buf_ struct buf missing = BUF_INIT;
	int r = ruleset_make(plan, WHY_RUNTIME, &rules);

	if (r < 0)
		return r;
	for (size_t i = 0; i < ARRAY_SIZE(reaper); i++) {
		if (!ruleset_has(&rules, reaper[i]) && !answer_passes(rules.deny))
			buf_addf(&missing, " %s", reaper[i]);
	}
	if (missing.size)
		comment_add(out, COMMENT,
			    "Without --unshare-pid: its reaper would be under the filter, and needs what is not "
			    "listed:%s", buf_text(&missing));
	else
		comment_add(out, COMMENT,
			    "With --unshare-pid its reaper is under the filter, too; it has what it needs.");
	return buf_error(&missing);
}

static void comments(const struct plan *plan, struct buf *out)
{
	comment_head(plan, COMMENT, "bubblewrap command", out);
	comment_caps(plan, COMMENT, cap_name, out);
	comment_traps(plan, TRAP_FILTER, COMMENT, out);
	comment_add(out, COMMENT, "The filter: leastcap generate bpf -o %s.bpf FILE, with the same options.",
		    plan->name);
	comment_add(out, COMMENT,
		    "/ is left as it is: put --ro-bind and --tmpfs in the place of --dev-bind to hide files.");
	comment_add(out, COMMENT, "It runs as who calls it%s.",
		    caplist_kept(plan) ?
			    "; for others than root bwrap makes a user namespace: the set counts in that only" : "");
	comment_add(out, COMMENT,
		    "The set is ambient, too; bwrap leaves the bounding set nearly full, but sets no_new_privs.");
	if (!plan->no_new_privs)
		comment_add(out, COMMENT,
			    "A program of the recording gained something by execve: with no_new_privs it will not.");
}

static int emit(const struct plan *plan, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);
	int r;

	comments(plan, out);
	r = comment_reaper(plan, out);
	if (r < 0)
		return r;
	run_comment_command(plan, out);
	buf_add(out, "bwrap --dev-bind / / --cap-drop ALL ");
	caplist_join(out, kept, cap_name, "--cap-add ", " ");
	buf_addf(out, "%s\\\n  --seccomp %d -- ", kept ? " " : "", FILTER_FD);
	run_command_or_placeholder(plan, out);
	buf_addf(out, " \\\n  %d< %s.bpf\n", FILTER_FD, plan->name);
	return buf_error(out);
}

const struct emitter emit_bubblewrap = {
	.name = "bubblewrap",
	.summary = "bwrap command line that starts the workload",
	.emit = emit,
};
