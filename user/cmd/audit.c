// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap audit`: what processes hold against what they use, what files give, what manifests ask for. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/guard.h"
#include "cmd/audit_look.h"
#include "cmd/audit_manifest.h"
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/session.h"
#include "core/audit.h"
#include "core/plan.h"
#include "emit/audit.h"
#include "kern/load.h"

static const struct verb_usage usage = {
	"audit",
	"[--profile FILE | --observe T] [--threshold LEVEL] PID... | -p PID[,PID] | --container NAME |\n"
	"      --unit NAME | --cgroup PATH | --all\n"
	"audit [--threshold LEVEL] --files DIR\n"
	"audit [--profile FILE] [--threshold LEVEL] [--fix [-o FILE]] --manifest FILE",
	"Tells what running processes hold and what confines them, what they hold and\n"
	"never used (by a profile, or by watching them for T), which files give\n"
	"privileges to who executes them, and what a Kubernetes, compose, systemd or OCI\n"
	"manifest or a docker run line asks for. The dangerous first, with what an\n"
	"attacker does with it and how it is taken away.\n"
	"\n"
	"Ends with 1 if a finding is at least as severe as the threshold (high).",
};

enum format { AS_TEXT, AS_JSON, AS_SARIF };
static const char *const formats[] = { "text", "json", "sarif", NULL };

enum { THRESHOLD_NONE = SEVERITIES };
static const char *const thresholds[] = { "note", "low", "medium", "high", "none", NULL };

struct run {
	const char *profile_path, *output;
	struct option_list dirs, manifests;
	double observe;
	unsigned int format, threshold, colour;
	bool cross, fix;
	struct scope scope;
	pid_t pids[SCOPE_PIDS_MAX]; /* given as words */
	size_t npids;
	struct profile *profile; /* NULL: none */
	struct plan *plan;	 /* of .profile */
};

static int parse_options(int argc, char **argv, struct run *run)
{
	const struct option_row rows[] = {
		SCOPE_ROWS(&run->scope),
		{ "files", 0, OPTION_LIST, &run->dirs, "DIR", "files below it that give privileges" },
		{ "cross", 0, OPTION_FLAG, &run->cross, NULL, "with --files: into other file systems, too" },
		{ "manifest", 0, OPTION_LIST, &run->manifests, "FILE", "judge what a manifest asks for; - is stdin" },
		{ "fix", 0, OPTION_FLAG, &run->fix, NULL, "with --manifest: write it put right" },
		{ "profile", 0, OPTION_TEXT, &run->profile_path, "FILE", "what was used: a profile of record" },
		{ "observe", 0, OPTION_DURATION, &run->observe, "T", "what is used: watch for T (30, 2m) first" },
		{ "format", 0, OPTION_CHOICE, &run->format, "FORMAT", "text (default), json or sarif", formats },
		{ "threshold", 0, OPTION_CHOICE, &run->threshold, "LEVEL",
		  "exit 1 from here on: high (default), medium, low, note, none", thresholds },
		{ "output", 'o', OPTION_TEXT, &run->output, "FILE", "write there instead of to stdout" },
		{ "color", 0, OPTION_CHOICE, &run->colour, "WHEN", "auto (default), always or never", colour_words },
		{ NULL },
	};

	return options_parse(argc, argv, &usage, rows, false);
}

static int take_words(struct run *run, char **words)
{
	for (; *words; words++) {
		char *end;
		long pid = strtol(*words, &end, 10);

		if (end == *words || *end || pid <= 0 || pid > INT_MAX)
			return fail(-EINVAL, "audit: not a process id: %s", *words);
		if (run->npids == ARRAY_SIZE(run->pids))
			return fail(-EINVAL, "audit: more than %zu process ids", ARRAY_SIZE(run->pids));
		run->pids[run->npids++] = (pid_t)pid;
	}
	return 0;
}

static bool of_processes(const struct run *run)
{
	return run->npids || scope_given(&run->scope);
}

static int check(const struct run *run)
{
	if (!of_processes(run) && !run->dirs.n && !run->manifests.n) {
		fail_hint("leastcap audit --help");
		return fail(-EINVAL,
			    "audit: what? Give PID, --container, --unit, --cgroup, --all, --files or --manifest");
	}
	if (run->fix && (run->manifests.n != 1 || of_processes(run) || run->dirs.n))
		return fail(-EINVAL, "audit: --fix is for one --manifest, and nothing else");
	if (run->observe > 0 && !of_processes(run))
		return fail(-EINVAL, "audit: --observe watches processes: which? PID, --container, --unit or --all");
	if (run->observe > 0 && run->profile_path)
		return fail(-EINVAL, "audit: either --profile or --observe says what is used");
	return 0;
}

/* --- what is used ---------------------------------------------------------------- */

/* Single processes first, then those of the scope. */
static size_t all_pids(const struct run *run, pid_t *room)
{
	memcpy(room, run->pids, run->npids * sizeof(*room));
	memcpy(room + run->npids, run->scope.pid, run->scope.npids * sizeof(*room));
	return run->npids + run->scope.npids;
}

/* An exit status. */
static int observe(struct run *run)
{
	pid_t pids[2 * SCOPE_PIDS_MAX];
	struct session_options options = { .pids = pids, .duration = run->observe };
	_session_ struct session_end end = { 0 };
	int r;

	load_verbose(verbosity.level > 1);
	r = load_allowed();
	if (r)
		return session_setup_failed(r);
	say("watching for %g s", run->observe);
	options.npids = all_pids(run, pids);
	options.members = scope_members(&run->scope);
	r = session_run(&options, &end);
	if (r || !end.profile)
		return session_failed(&options, &end, r ? r : -EIO);
	run->profile = TAKE(end.profile);
	return STATUS_OK;
}

static int find_use(struct run *run)
{
	const struct plan_options options = PLAN_OPTIONS_DEFAULT;
	int r = STATUS_OK;

	if (run->profile_path && profile_load(run->profile_path, &run->profile))
		return STATUS_USAGE;
	if (run->observe > 0)
		r = observe(run);
	if (r || !run->profile)
		return r;
	r = plan_make(run->profile, &options, &run->plan);
	return r ? fail(r, "audit: %s", strerror(-r)), STATUS_USAGE : STATUS_OK;
}

/* --- what there is ---------------------------------------------------------------- */

static int look(const struct run *run, struct audit *a, struct audit_options *options)
{
	const struct audit_processes which = { .scope = &run->scope, .pids = run->pids, .npids = run->npids };
	int r = of_processes(run) ? audit_look_processes(&which, a, options) : 0;

	for (size_t i = 0; !r && i < run->dirs.n; i++)
		r = audit_look_files(run->dirs.item[i], run->cross, a);
	for (size_t i = 0; !r && i < run->manifests.n; i++)
		r = audit_look_manifest(run->manifests.item[i], run->plan, a);
	return r;
}

static int write_out(const struct run *run, const struct audit *a)
{
	bool to_file = run->output && strcmp(run->output, "-");
	struct emit_style style = output_style(to_file ? -1 : STDOUT_FILENO, run->colour);
	/* Who names processes wants to see them. */
	bool everything = verbosity.level > 0 || (of_processes(run) && !run->scope.all && a->nsubjects == 1);
	_buf_ struct buf out = BUF_INIT;
	int r;

	if (run->format == AS_JSON)
		r = emit_audit_json(a, &out);
	else if (run->format == AS_SARIF)
		r = emit_audit_sarif(a, NULL, &out);
	else
		r = emit_audit_text(a, &style, everything, &out);
	if (r)
		return fail(r, "audit: %s", strerror(-r));
	return output_write(run->output, buf_text(&out), out.size);
}

/* An exit status. */
static int audit(const struct run *run)
{
	struct audit_options options = {
		.profile = run->profile,
		.observed = run->observe > 0,
		.whole = !run->scope.all,
	};
	_audit_ struct audit *a = NULL;
	int r = audit_new(&a);

	if (!r)
		r = look(run, a, &options);
	if (!r)
		r = audit_judge(a, &options);
	if (r) {
		fail(r, "audit: %s", strerror(-r));
		return STATUS_USAGE;
	}
	if (write_out(run, a))
		return STATUS_USAGE;
	return run->threshold != THRESHOLD_NONE && audit_count(a, run->threshold) ? STATUS_FINDING : STATUS_OK;
}

static int run_checked(struct run *run)
{
	int r = find_use(run);

	if (r)
		return r;
	if (run->fix)
		return audit_fix_manifest(run->manifests.item[0], run->plan, run->output) ? STATUS_USAGE : STATUS_OK;
	return audit(run);
}

static int run_audit(int argc, char **argv)
{
	struct run run = { .threshold = SEVERITY_HIGH };
	int at = parse_options(argc, argv, &run), r;

	if (at < 0)
		return at == -1 ? STATUS_OK : STATUS_USAGE;
	r = take_words(&run, argv + at);
	if (!r)
		r = check(&run);
	if (!r && scope_given(&run.scope))
		r = scope_check(&run.scope, "audit", false);
	r = r ? STATUS_USAGE : run_checked(&run);
	plan_free(&run.plan);
	profile_free(&run.profile);
	scope_close(&run.scope);
	return r;
}

const struct command command_audit = { "audit", "what processes, files and manifests hold or ask for", run_audit };
