// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap record`: launches or follows processes and saves their profile. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "core/fold.h"
#include "core/plan.h"
#include "emit/summary.h"
#include "kern/load.h"
#include "kern/run.h"
#include "kern/spawn.h"

#define MAX_PIDS 256

static const struct verb_usage usage = {
	"record",
	"[-o FILE] [--user NAME] [--ready CMD] [--drive CMD] [--duration T] -- CMD [ARG...]\n"
	"record [-o FILE] [--duration T] -p PID[,PID...] | --all",
	"Records the capability checks and syscalls of CMD and of everything it starts,\n"
	"of running processes and their descendants, or of the whole machine, until CMD\n"
	"ends, T is over, the drive command ends, or SIGINT. Ends with CMD's own status.\n"
	"\n"
	"With --drive, CMD serves: once the ready command succeeds, the drive command\n"
	"(both run by sh, outside the recording) uses it; then CMD gets SIGTERM.",
};

struct record {
	const char *output, *user, *ready, *drive, *pids, *withhold;
	double ready_timeout, duration;
	unsigned long ring;
	bool all, count, strict;
	pid_t pid[MAX_PIDS];
	size_t npids;
	char **argv; /* CMD and its arguments; NULL without CMD */
	bool refused; /* CMD by execve */
	struct fold *fold;
	struct run_result result;
};

static int parse_options(int argc, char **argv, struct record *rec)
{
	const struct option_row rows[] = {
		{ "output", 'o', OPTION_TEXT, &rec->output, "FILE", "save it there; - is stdout (leastcap.json)" },
		{ "pid", 'p', OPTION_TEXT, &rec->pids, "PID[,PID]", "follow running processes and what they start" },
		{ "all", 'a', OPTION_FLAG, &rec->all, NULL, "follow every process of the machine" },
		{ "user", 'u', OPTION_TEXT, &rec->user, "NAME", "run CMD with the ids and groups of this user" },
		{ "ready", 0, OPTION_TEXT, &rec->ready, "CMD", "tried until it succeeds: then CMD serves" },
		{ "ready-timeout", 0, OPTION_DURATION, &rec->ready_timeout, "T", "give up waiting after T (30s)" },
		{ "drive", 0, OPTION_TEXT, &rec->drive, "CMD", "uses the service; the recording ends with it" },
		{ "duration", 'd', OPTION_DURATION, &rec->duration, "T", "stop after T: 10, 1.5s, 2m" },
		{ "count", 0, OPTION_FLAG, &rec->count, NULL, "count each syscall (costs about twice as much a call)" },
		{ "ring", 0, OPTION_SIZE, &rec->ring, "SIZE", "size of the ring buffer (1M)" },
		{ "strict", 0, OPTION_FLAG, &rec->strict, NULL, "exit 5 when the recording is incomplete" },
		{ "withhold", 0, OPTION_TEXT, &rec->withhold, "HOOK[,HOOK]", "pass over these (see doctor)" },
		{ NULL },
	};

	return options_parse(argc, argv, &usage, rows, true);
}

static int parse_pids(struct record *rec)
{
	const char *at = rec->pids;

	if (at && !*at)
		return fail(-EINVAL, "record: not a list of process ids: it is empty");
	while (at && *at) {
		char *end;
		long pid = strtol(at, &end, 10);

		if (end == at || pid <= 0 || pid > INT32_MAX || (*end && *end != ','))
			return fail(-EINVAL, "record: not a list of process ids: %s", rec->pids);
		if (rec->npids == MAX_PIDS)
			return fail(-EINVAL, "record: more than %d process ids", MAX_PIDS);
		if (kill(pid, 0) && errno == ESRCH)
			return fail(-EINVAL, "record: no process %ld", pid);
		rec->pid[rec->npids++] = pid;
		at = *end ? end + 1 : end;
	}
	return 0;
}

/* Exactly one of CMD, -p and --all. */
static int check_scope(struct record *rec)
{
	int scopes = (rec->argv != NULL) + (rec->pids != NULL) + rec->all;

	if (scopes != 1) {
		fail_hint("leastcap record --help");
		return fail(-EINVAL, scopes ? "record: give only one of CMD, --pid and --all" :
					      "record: what? Give a command after --, or --pid, or --all");
	}
	if (!rec->argv && (rec->drive || rec->ready || rec->user))
		return fail(-EINVAL, "record: --ready, --drive and --user need a command to run");
	return parse_pids(rec);
}

static enum lc_scope scope_of(const struct record *rec)
{
	if (rec->argv)
		return LC_SCOPE_COMMAND;
	return rec->all ? LC_SCOPE_ALL : LC_SCOPE_PIDS;
}

static int feed(void *ctx, const void *bytes, size_t n)
{
	return fold_feed(ctx, bytes, n);
}

static int feed_command(struct record *rec)
{
	int r = 0;

	for (uint32_t i = 0; !r && rec->argv && rec->argv[i]; i++) {
		struct lc_argument record = { .index = i };
		size_t n = strlen(rec->argv[i]);

		record.h.kind = LC_ARGUMENT;
		record.h.len = sizeof(record);
		record.size = n < LC_ARGUMENT_LEN ? n : LC_ARGUMENT_LEN;
		memcpy(record.text, rec->argv[i], record.size);
		r = fold_feed(rec->fold, &record, sizeof(record));
	}
	return r;
}

static int try_recorder(struct record *rec, enum hook_effort effort, struct recorder **recorder)
{
	struct recorder_options options = {
		.scope = scope_of(rec),
		.pids = rec->pid,
		.npids = rec->npids,
		.count = rec->count,
		.ring_bytes = rec->ring,
	};
	struct hook_choice choice;
	int r;

	r = hooks_choose(effort, rec->withhold, &choice);
	if (r)
		return r;
	if (choice.chosen[ROLE_CAPABILITY] < 0 && choice.chosen[ROLE_SYSCALL] < 0) {
		fail_hint("leastcap doctor tells what was tried");
		return fail(-EOPNOTSUPP, "this kernel lets us attach no hook for capability checks or syscalls");
	}
	return recorder_open(&options, &choice, feed, rec->fold, recorder);
}

/* The hooks taken on trust nearly always work; if not, each is tried by itself. */
static int open_recorder(struct record *rec, struct recorder **recorder)
{
	int r = try_recorder(rec, HOOK_QUICK, recorder);

	if (r != -EPERM && r != -EOPNOTSUPP && r != -EINVAL && r != -ESRCH && r != -ENOENT)
		return r;
	fail_clear();
	return try_recorder(rec, HOOK_THOROUGH, recorder);
}

/* Starts CMD or takes in the processes, and follows them to the end. */
static int run_recording(struct record *rec, struct recorder *recorder, const char *path, int signals)
{
	struct run_options run = {
		.recorder = recorder,
		.signals = signals,
		.until_gone = rec->npids > 0,
		.ready = rec->ready,
		.ready_seconds = rec->ready_timeout,
		.drive = rec->drive,
		.duration = rec->duration,
	};
	struct spawn_options spawn = {
		.path = path,
		.argv = rec->argv,
		.user = rec->user,
		.arm_fd = path ? recorder_arm_fd(recorder) : -1,
	};
	int r = 0;

	if (rec->argv)
		r = spawn_start(&spawn, &run.command, &rec->refused);
	else if (rec->npids)
		r = recorder_adopt(recorder);
	if (r == 0 && rec->npids)
		return fail(-EINVAL, "record: none of the processes is there any more");
	return r < 0 ? r : run_workload(&run, &rec->result);
}

static int save(const struct record *rec, bool *incomplete)
{
	const struct plan_options options = PLAN_OPTIONS_DEFAULT;
	bool to_stdout = !strcmp(rec->output, "-");
	_buf_ struct buf json = BUF_INIT, summary = BUF_INIT;
	_profile_ struct profile *profile = NULL;
	_plan_ struct plan *plan = NULL;
	int r = fold_profile(rec->fold, &profile);

	if (!r)
		r = profile_write(profile, &json);
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

/* CMD's own status; what we brought about by ending it is the drive command's. */
static int own_status(const struct record *rec)
{
	const struct run_result *result = &rec->result;
	int signal;

	if (!result->exited)
		return result->drive_status;
	if (WIFEXITED(result->status))
		return WEXITSTATUS(result->status) ? WEXITSTATUS(result->status) : result->drive_status;
	signal = WTERMSIG(result->status);
	if (result->told_to_end && (signal == SIGTERM || signal == SIGKILL))
		return result->drive_status;
	return 128 + signal;
}

/* Exit status for a failure before or while CMD ran. */
static int failed_status(const struct record *rec, int r)
{
	if (r == -EINVAL)
		return STATUS_USAGE;
	if (rec->refused)
		return r == -ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
	return rec->argv ? STATUS_FAILED : STATUS_KERNEL;
}

static int setup_status(int r)
{
	switch (r) {
	case -EPERM:
		return load_allowed() == -EPERM ? STATUS_PRIVILEGE : STATUS_KERNEL;
	case -ENOMEM:
		return STATUS_FAILED;
	default:
		return STATUS_KERNEL;
	}
}

static int record_session(struct record *rec, const char *path)
{
	_recorder_ struct recorder *recorder = NULL;
	_close_ int signals = -1;
	bool incomplete = false;
	int r = open_recorder(rec, &recorder), saved;

	if (r)
		return setup_status(r);
	signals = spawn_signals();
	if (signals < 0)
		return STATUS_FAILED;
	r = feed_command(rec);
	if (!r)
		r = run_recording(rec, recorder, path, signals);
	if (r == -EINVAL || (r && !rec->result.exited && !rec->result.told_to_end))
		return failed_status(rec, r);
	/* Whatever happened to the workload: what was recorded is saved. */
	saved = recorder_sweep(recorder);
	if (!saved)
		saved = save(rec, &incomplete);
	if (saved || r)
		return failed_status(rec, STATUS_FAILED);
	if (incomplete && rec->strict)
		return STATUS_INCOMPLETE;
	return own_status(rec);
}

static int run_record(int argc, char **argv)
{
	struct record rec = { .ready_timeout = 30, .output = "leastcap.json" };
	_fold_ struct fold *fold = NULL;
	_free_ char *path = NULL;
	int at = parse_options(argc, argv, &rec), r;

	if (at < 0)
		return at == -1 ? STATUS_OK : STATUS_USAGE;
	rec.argv = at < argc ? argv + at : NULL;
	r = check_scope(&rec);
	if (r)
		return STATUS_USAGE;
	if (rec.argv && (r = spawn_find(rec.argv[0], &path)))
		return r == -EACCES ? STATUS_NOT_EXECUTABLE : STATUS_NOT_FOUND;
	load_verbose(verbosity.level > 0);
	r = load_allowed();
	if (r)
		return setup_status(r);
	r = output_check(rec.output);
	if (r)
		return STATUS_USAGE;
	r = fold_new(&fold);
	if (r)
		return STATUS_FAILED;
	rec.fold = fold;
	return record_session(&rec, path);
}

const struct command command_record = { "record", "record what a command, processes or the machine use", run_record };
