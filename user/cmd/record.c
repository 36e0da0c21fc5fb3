// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap record`: launches or follows processes and saves their profile. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/scope.h"
#include "cmd/session.h"
#include "cmd/unit_run.h"
#include "core/plan.h"
#include "emit/summary.h"
#include "kern/load.h"
#include "kern/spawn.h"

static const struct verb_usage usage = {
	"record",
	"[-o FILE] [--user NAME] [--ready CMD] [--drive CMD] [--duration T] -- CMD [ARG...]\n"
	"record [-o FILE] [--ready CMD] [--drive CMD] [--duration T] --unit-file FILE\n"
	"record [-o FILE] [--duration T] [-p PID[,PID...]] [--container NAME|PATTERN] [--image NAME]\n"
	"       [--unit NAME] [--cgroup PATH] [--pidns PID] ...\n"
	"record [-o FILE] [--duration T] --all",
	"Records the capability checks and syscalls of CMD and of everything it starts,\n"
	"of any number of running processes, containers, units, cgroups and pid\n"
	"namespaces together, or of the machine, until CMD ends, T is over, the drive\n"
	"command ends, or SIGINT. Ends with CMD's own status. A process that leaves a\n"
	"cgroup stays followed. Containers that a pattern ('web-*') or an image names\n"
	"are followed from their first instruction when they start later.\n"
	"\n"
	"With --drive, CMD serves: once the ready command succeeds, the drive command\n"
	"(both run by sh, outside the recording) uses it; then CMD gets SIGTERM.\n"
	"With --unit-file, CMD is the ExecStart= of a systemd service, run as the unit\n"
	"says: ids, capabilities, secure bits, no_new_privs, environment, limits.",
};

struct record {
	const char *output, *user, *ready, *drive, *mark, *withhold, *unit_file;
	double ready_timeout, duration;
	unsigned long ring;
	unsigned int results; /* enum session_results */
	bool count, args, strict;
	struct scope scope;
	char **argv; /* CMD and its arguments; NULL without CMD */
	struct unit_run unit; /* of .unit_file, with CMD */
};

static const char *const results_words[] = {
	[RESULTS_AUTO] = "auto", [RESULTS_YES] = "yes", [RESULTS_NO] = "no", NULL,
};

static int parse_options(int argc, char **argv, struct record *rec)
{
	const struct option_row rows[] = {
		{ "output", 'o', OPTION_TEXT, &rec->output, "FILE", "save it there; - is stdout (leastcap.json)" },
		SCOPE_ROWS(&rec->scope),
		{ "user", 'u', OPTION_TEXT, &rec->user, "NAME", "run CMD with the ids and groups of this user" },
		{ "unit-file", 0, OPTION_TEXT, &rec->unit_file, "FILE", "run the service of this unit file as CMD" },
		{ "ready", 0, OPTION_TEXT, &rec->ready, "CMD", "tried until it succeeds: then CMD serves" },
		{ "ready-timeout", 0, OPTION_DURATION, &rec->ready_timeout, "T", "give up waiting after T (30s)" },
		{ "drive", 0, OPTION_TEXT, &rec->drive, "CMD", "uses the service; the recording ends with it" },
		{ "duration", 'd', OPTION_DURATION, &rec->duration, "T", "stop after T: 10, 1.5s, 2m" },
		{ "phase-mark", 0, OPTION_TEXT, &rec->mark, "SIGNAL|CMD|notify",
		  "it serves from when we get SIGNAL, CMD succeeds, or it says so by sd_notify" },
		{ "results", 0, OPTION_CHOICE, &rec->results, "WHEN",
		  "how calls with checks end: auto (default: for CMD), yes, no", results_words },
		{ "count", 0, OPTION_FLAG, &rec->count, NULL, "count each syscall (costs about twice as much a call)" },
		{ "args", 0, OPTION_FLAG, &rec->args, NULL,
		  "learn arguments a filter can check: socket families, prctl, ioctl, clone..." },
		{ "ring", 0, OPTION_SIZE, &rec->ring, "SIZE", "size of the ring buffer (1M)" },
		{ "strict", 0, OPTION_FLAG, &rec->strict, NULL, "exit 5 when the recording is incomplete" },
		{ "withhold", 0, OPTION_TEXT, &rec->withhold, "HOOK[,HOOK]", "pass over these (see doctor)" },
		{ NULL },
	};

	return options_parse(argc, argv, &usage, rows, true);
}

static int check_scope(struct record *rec)
{
	int r;

	if (rec->unit_file && (rec->argv || rec->user))
		return fail(-EINVAL, "record: --unit-file says what to run and as whom: no CMD and no --user with it");
	r = scope_check(&rec->scope, "record", rec->argv || rec->unit_file);
	if (r)
		return r;
	if (!rec->argv && !rec->unit_file && (rec->drive || rec->ready || rec->user))
		return fail(-EINVAL, "record: --ready, --drive and --user need a command to run");
	return 0;
}

static int save(const struct record *rec, const struct profile *profile, bool *incomplete)
{
	const struct plan_options options = PLAN_OPTIONS_DEFAULT;
	bool to_stdout = !strcmp(rec->output, "-");
	_buf_ struct buf json = BUF_INIT, summary = BUF_INIT;
	_plan_ struct plan *plan = NULL;
	int r = profile_write(profile, &json);

	if (r)
		return fail(r, "cannot write the profile: %s", strerror(-r));
	r = output_write(rec->output, json.text, json.size);
	if (r)
		return r;
	r = plan_make(profile, &options, &plan);
	if (!r)
		r = emit_summary(plan, to_stdout ? NULL : rec->output, &summary);
	if (r)
		return fail(r, "cannot sum up the profile: %s", strerror(-r));
	*incomplete = plan->incomplete != 0;
	if (verbosity.level >= 0)
		fprintf(stderr, "leastcap: recorded %s\n%s", to_stdout ? "to standard output" : rec->output,
			buf_text(&summary));
	return 0;
}

static struct session_options session_of(const struct record *rec, const char *path)
{
	return (struct session_options){
		.argv = rec->argv,
		.path = path,
		.pids = rec->scope.pid,
		.npids = rec->scope.npids,
		.members = scope_members(&rec->scope),
		.user = rec->user,
		.ready = rec->ready,
		.drive = rec->drive,
		.mark = rec->mark,
		.withhold = rec->withhold,
		.ready_timeout = rec->ready_timeout,
		.duration = rec->duration,
		.ring = rec->ring,
		.count = rec->count,
		.results = rec->results,
		.values = rec->args,
	};
}

static int record_session(struct record *rec, const char *path)
{
	struct session_options options = session_of(rec, path);
	_session_ struct session_end end = { 0 };
	bool incomplete = false;
	int r, saved;

	if (rec->unit_file)
		unit_run_apply(&rec->unit, &options);
	r = session_run(&options, &end);
	if (!end.profile)
		return session_failed(&options, &end, r);
	saved = scope_select(&rec->scope, end.profile);
	if (!saved)
		saved = save(rec, end.profile, &incomplete);
	if (saved || r)
		return session_failed(&options, &end, -EIO);
	if (incomplete && rec->strict)
		return STATUS_INCOMPLETE;
	return session_status(&end);
}

/* The program to run, if there is one. An exit status. */
static int find_command(struct record *rec, char **path)
{
	int r = 0;

	if (rec->unit_file)
		r = unit_run_read(rec->unit_file, &rec->unit);
	else if (rec->argv)
		r = spawn_find(rec->argv[0], path);
	if (r == -EINVAL)
		return STATUS_USAGE;
	return !r ? STATUS_OK : r == -EACCES ? STATUS_NOT_EXECUTABLE : STATUS_NOT_FOUND;
}

static int run_checked(struct record *rec)
{
	_free_ char *path = NULL;
	int r = find_command(rec, &path);

	if (r)
		return r;
	load_verbose(verbosity.level > 0);
	r = load_allowed();
	if (r)
		return session_setup_failed(r);
	r = output_check(rec->output);
	if (r)
		return STATUS_USAGE;
	return record_session(rec, path);
}

static int run_record(int argc, char **argv)
{
	struct record rec = { .ready_timeout = 30, .output = "leastcap.json" };
	int at = parse_options(argc, argv, &rec), r;

	if (at < 0)
		return at == -1 ? STATUS_OK : STATUS_USAGE;
	rec.argv = at < argc ? argv + at : NULL;
	r = check_scope(&rec) ? STATUS_USAGE : run_checked(&rec);
	unit_run_free(&rec.unit);
	return r;
}

const struct command command_record = { "record", "record what a command, processes or the machine use", run_record };
