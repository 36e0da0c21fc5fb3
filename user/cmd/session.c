// SPDX-License-Identifier: BSD-2-Clause
/* Knows the order of a recording: hooks, what it is told of the machine, the workload, the sweep, the profile. */
#include "cmd/session.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/wait.h>

#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "core/fold.h"
#include "core/layer.h"
#include "core/remedy.h"
#include "core/shape.h"
#include "kern/brood.h"
#include "kern/load.h"
#include "kern/member.h"
#include "kern/notify.h"
#include "kern/setting.h"
#include "kern/spawn.h"

#define END_PATIENCE 5.0 /* seconds from SIGTERM to SIGKILL for what CMD left */

struct session {
	const struct session_options *o;
	struct session_end *end;
	struct fold *fold;
	struct recorder *recorder;
	int signals, notify;
	char notify_name[NOTIFY_ROOM];
};

static int feed(void *ctx, const void *bytes, size_t n)
{
	const struct session *s = ctx;

	return s->o->watch ? s->o->watch->feed(s->o->watch->ctx, bytes, n) : fold_feed(s->fold, bytes, n);
}

/* --- what the recording is told from here ----------------------------------- */

static int feed_command(struct session *s)
{
	char **argv = s->o->argv;
	int r = 0;

	for (uint32_t i = 0; !r && argv && argv[i]; i++) {
		struct lc_argument record = { .h = { LC_ARGUMENT, sizeof(record), 0, 0 }, .index = i };
		size_t n = strlen(argv[i]);

		record.size = n < LC_ARGUMENT_LEN ? n : LC_ARGUMENT_LEN;
		memcpy(record.text, argv[i], record.size);
		r = feed(s, &record, sizeof(record));
	}
	return r;
}

/* Whether an earlier row has the same setting. */
static bool was_fed(size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (!strcmp(remedy_at(i)->setting, remedy_at(row)->setting))
			return true;
	return false;
}

/* One that this machine does not have is left out. */
static int feed_setting(struct session *s, const char *name)
{
	struct lc_setting record = { .h = { LC_SETTING, sizeof(record), 0, 0 } };

	if (strlen(name) >= sizeof(record.name) || setting_read(name, record.value, sizeof(record.value)))
		return 0;
	memcpy(record.name, name, strlen(name));
	return feed(s, &record, sizeof(record));
}

/* Of the unit that CMD is started as: not read from the machine, but kept as what the machine says. */
static int feed_unit(struct session *s)
{
	struct lc_setting record = { .h = { LC_SETTING, sizeof(record), 0, 0 }, .name = SETTING_UNIT };
	size_t n = s->o->unit ? strlen(s->o->unit) : 0;

	if (!n || n >= sizeof(record.value))
		return 0;
	memcpy(record.value, s->o->unit, n);
	return feed(s, &record, sizeof(record));
}

static int feed_settings(struct session *s)
{
	int r = 0;

	for (size_t i = 0; !r && i < remedy_count(); i++) {
		if (!was_fed(i))
			r = feed_setting(s, remedy_at(i)->setting);
	}
	for (size_t i = 0; !r && s->o->watch && layer_setting(i); i++)
		r = feed_setting(s, layer_setting(i));
	return r ? r : feed_unit(s);
}

static uint64_t own_set(bool bounding)
{
	cap_t caps = bounding ? NULL : cap_get_proc();
	cap_flag_value_t value;
	uint64_t set = 0;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (bounding ? cap_get_bound(cap) == 1 :
			       caps && !cap_get_flag(caps, cap, CAP_PERMITTED, &value) && value == CAP_SET)
			set |= UINT64_C(1) << cap;
	}
	cap_free(caps);
	return set;
}

uint64_t session_own_set(void)
{
	return own_set(true) & own_set(false);
}

static void fill_dressed(const struct dress *dress, struct lc_outcome *record)
{
	uint64_t bounding, permitted;

	dress_outcome(dress, &bounding, &permitted);
	record->bounding = bounding;
	record->permitted = permitted;
}

/* The sets that CMD began with. Root has at execve what its bounding set lets it have, any other user nothing. */
static void fill_sets(const struct session_options *o, struct lc_outcome *record)
{
	const struct passwd *user = o->user ? getpwnam(o->user) : NULL;
	bool changed = user && user->pw_uid != geteuid();

	if (o->dress) {
		fill_dressed(o->dress, record);
		return;
	}
	if (o->jail) {
		record->bounding = record->permitted = o->jail->caps;
		return;
	}
	record->bounding = own_set(true);
	if (user ? user->pw_uid == 0 : geteuid() == 0)
		record->permitted = record->bounding;
	else
		record->permitted = changed ? 0 : own_set(false);
}

static int feed_outcome(struct session *s)
{
	const struct run_result *run = &s->end->run;
	struct lc_outcome record = { .h = { LC_OUTCOME, sizeof(record), 0, 0 } };

	if (!s->o->argv)
		return 0;
	if (run->exited && !run->told_to_end && !run->timed_out && !run->signalled) {
		record.flags |= LC_OUTCOME_ENDED;
		record.status = WIFSIGNALED(run->status) ? 128 + WTERMSIG(run->status) : WEXITSTATUS(run->status);
	}
	if (s->o->drive) {
		record.flags |= LC_OUTCOME_DRIVEN;
		record.drive_status = run->drive_status;
	}
	fill_sets(s->o, &record);
	return feed(s, &record, sizeof(record));
}

/* --- the recorder ------------------------------------------------------------ */

static enum lc_scope scope_of(const struct session_options *o)
{
	if (o->argv)
		return LC_SCOPE_COMMAND;
	if (members_given(&o->members))
		return LC_SCOPE_CGROUP;
	return o->npids ? LC_SCOPE_PIDS : LC_SCOPE_ALL;
}

static bool wants_results(const struct session_options *o)
{
	if (o->watch)
		return o->watch->refusals || o->watch->stances;
	return o->results == RESULTS_AUTO ? o->argv || o->members.new_cgroups : o->results == RESULTS_YES;
}

static struct recorder_shapes *make_shapes(void)
{
	struct recorder_shapes *shapes = calloc(1, sizeof(*shapes));

	for (uint32_t abi = 0; shapes && abi < LC_ABIS; abi++)
		shape_words(abi, shapes->word[abi]);
	return shapes;
}

static int try_recorder(struct session *s, enum hook_effort effort)
{
	const struct session_watch *watch = s->o->watch;
	_free_ struct recorder_shapes *shapes = make_shapes();
	const struct recorder_options options = {
		.scope = scope_of(s->o),
		.members = s->o->members,
		.pids = s->o->pids,
		.npids = s->o->npids,
		.count = s->o->count,
		.results = wants_results(s->o),
		.values = s->o->values,
		.refusals = watch ? watch->refusals : wants_results(s->o),
		.live = watch ? watch->live : NULL,
		.each_refusal = watch && watch->each_refusal,
		.stances = watch && watch->stances,
		.user_stacks = watch && watch->user_stacks,
		.shapes = shapes,
		.no_boundary = s->o->mark != NULL || watch,
		.ring_bytes = s->o->ring,
	};
	struct hook_choice choice;
	int r = hooks_choose(effort, s->o->withhold, &choice);

	if (r)
		return r;
	if (choice.chosen[ROLE_CAPABILITY] < 0 && choice.chosen[ROLE_SYSCALL] < 0) {
		fail_hint("leastcap doctor tells what was tried");
		return fail(-EOPNOTSUPP, "this kernel lets us attach no hook for capability checks or syscalls");
	}
	return recorder_open(&options, &choice, feed, s, &s->recorder);
}

/* The hooks taken on trust nearly always work; if not, each is tried by itself. */
static int open_recorder(struct session *s)
{
	int r = try_recorder(s, HOOK_QUICK);

	if (r != -EPERM && r != -EOPNOTSUPP && r != -EINVAL && r != -ESRCH && r != -ENOENT)
		return r;
	fail_clear();
	return try_recorder(s, HOOK_THOROUGH);
}

/* --- the run ------------------------------------------------------------------ */

static int start(const struct session *s, pid_t *command)
{
	const struct session_options *o = s->o;
	const struct spawn_options spawn = {
		.path = o->path,
		.argv = o->argv,
		.user = o->user,
		.arm_fd = recorder_arm_fd(s->recorder),
		.jail = o->jail,
		.dress = o->dress,
		.fds = o->fds,
		.mount_ns = o->mount_ns,
		.notify = s->notify >= 0 ? s->notify_name : NULL,
	};
	int r = 0;

	if (o->argv) {
		r = spawn_start(&spawn, command, &s->end->refused);
		s->end->started = !r;
	} else if (o->npids || members_given(&o->members)) {
		r = recorder_adopt(s->recorder);
		if (r == 0 && o->npids && !members_given(&o->members))
			return fail(-EINVAL, "none of the processes is there any more");
	}
	if (!o->argv && r >= 0) /* from now on nothing is missed */
		say(o->npids || members_given(&o->members) ? "following %d running processes" :
							      "following every process", r);
	if (r >= 0 && o->followed)
		o->followed(o->followed_ctx);
	return r < 0 ? r : 0;
}

/* Not unless it is asked for: where the variable is set container runtimes, and others, behave differently. */
static bool marks_by_notify(const struct session_options *o)
{
	return o->argv && o->mark && !strcmp(o->mark, "notify");
}

/* Starts CMD or takes in the processes, and follows them to the end. */
static int run(struct session *s)
{
	const struct session_options *o = s->o;
	struct run_options options = {
		.recorder = s->recorder,
		.signals = s->signals,
		.until_gone = o->until_gone || (o->npids > 0 && !members_given(&o->members)),
		.ready = o->ready,
		.ready_seconds = o->ready_timeout,
		.drive = o->drive,
		.duration = o->duration,
		.timeout = o->timeout,
		.outputs = o->captured ? o->fds + 1 : NULL,
		.notify = s->notify,
		.mark = marks_by_notify(o) ? NULL : o->mark,
		.own_brood = o->end_all,
		.daemon = o->daemon,
		.tick = o->watch ? o->watch->tick : NULL,
		.tick_ctx = o->watch ? o->watch->ctx : NULL,
	};
	int r = o->end_all ? brood_adopt() : 0;

	if (!r)
		r = start(s, &options.command);
	if (!r)
		r = run_workload(&options, &s->end->run);
	if (o->end_all && s->end->started && !brood_end(!s->end->run.timed_out, END_PATIENCE))
		r = fail(-EBUSY, "%s left processes that cannot be ended", o->argv[0]);
	return r;
}

/* Takes the truth out of the maps. */
static int finish(struct session *s)
{
	int r = recorder_sweep(s->recorder);

	s->end->swept = !r;
	if (!r)
		r = feed_outcome(s);
	if (!r && !s->o->watch)
		r = fold_profile(s->fold, &s->end->profile);
	return r ? fail(r, "cannot sum up the recording: %s", strerror(-r)) : 0;
}

static int record(struct session *s)
{
	int r = feed_command(s), finished;

	if (!r)
		r = feed_settings(s);
	if (r)
		return fail(r, "cannot begin the recording: %s", strerror(-r));
	r = run(s);
	/* Whatever happened to the workload: what was recorded counts. */
	if (r == -EINVAL || (r && s->o->watch) || (r && !s->end->run.exited && !s->end->run.told_to_end))
		return r;
	finished = finish(s);
	return r ? r : finished;
}

int session_run(const struct session_options *options, struct session_end *end)
{
	_fold_ struct fold *fold = NULL;
	_recorder_ struct recorder *recorder = NULL;
	_close_ int signals = -1;
	_close_ int notify = -1;
	struct session s = { .o = options, .end = end, .notify = -1 };
	int r = fold_new(&fold);

	memset(end, 0, sizeof(*end));
	if (r)
		return fail(r, "cannot begin the recording: %s", strerror(-r));
	s.fold = fold;
	r = open_recorder(&s);
	recorder = s.recorder;
	if (r)
		return r;
	end->opened = true;
	signals = spawn_signals();
	if (signals < 0)
		return signals;
	s.signals = signals;
	if (marks_by_notify(options) && (notify = notify_open(s.notify_name)) < 0)
		return notify;
	s.notify = notify;
	return record(&s);
}

void session_free(struct session_end *end)
{
	profile_free(&end->profile);
}

/* --- exit statuses -------------------------------------------------------------- */

int session_setup_failed(int r)
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

int session_failed(const struct session_options *options, const struct session_end *end, int r)
{
	if (!end->opened)
		return session_setup_failed(r);
	if (r == -EINVAL)
		return STATUS_USAGE;
	if (end->refused)
		return r == -ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
	return options->argv ? STATUS_FAILED : STATUS_KERNEL;
}

int session_status(const struct session_end *end)
{
	const struct run_result *result = &end->run;
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
