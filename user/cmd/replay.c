// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a plan is cut down for one replay, and which end of CMD counts as working. */
#include "cmd/replay.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/fail.h"
#include "cmd/cmd.h"
#include "kern/load.h"
#include "kern/spawn.h"

#define SECOND 1000000000.0

/* --- what is replayed ------------------------------------------------------------ */

bool replay_expect(struct replay *replay)
{
	const struct outcome *o = &replay->plan->profile->outcome;

	replay->expected = o->flags & LC_OUTCOME_ENDED ? (int)o->status : 0;
	replay->expected_drive = o->flags & LC_OUTCOME_DRIVEN ? (int)o->drive_status : 0;
	return replay->drive ? o->flags & LC_OUTCOME_DRIVEN : o->flags & LC_OUTCOME_ENDED;
}

double replay_patience(uint64_t duration_ns, double factor, double least)
{
	double seconds = factor * (double)duration_ns / SECOND;

	return seconds > least ? seconds : least;
}

static bool is_candidate(const struct sys_plan *call)
{
	return (call->why & WHY_OBSERVED) && !(call->why & (WHY_KERNEL | WHY_VDSO)) && strcmp(call->name, "execve");
}

size_t replay_candidates(const struct plan *plan, size_t *at)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (is_candidate(&plan->syscalls[i])) {
			if (at)
				at[n] = i;
			n++;
		}
	return n;
}

/* Whether another libc would call it in the place of one that is left out. */
static bool stands_in_for_nothing(const struct plan *plan, const struct sys_plan *call, const bool *out)
{
	if ((call->why & ~(WHY_LIBC | WHY_RELEASE | WHY_ARCH)) || !call->for_name)
		return false;
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (out[i] && plan->syscalls[i].abi == call->abi && !strcmp(plan->syscalls[i].name, call->for_name))
			return true;
	return false;
}

/* The syscalls of the plan but those left out, and what stands in for them. *out is malloc()ed. */
static int thin_out(const struct plan *plan, const bool *without, struct sys_plan **out, size_t *n)
{
	_free_ struct sys_plan *calls = calloc(plan->nsyscalls + 1, sizeof(*calls));
	_free_ bool *gone = calloc(plan->nsyscalls + 1, sizeof(*gone));
	size_t candidate = 0, left = 0;

	if (!calls || !gone)
		return fail(-ENOMEM, "out of memory");
	for (size_t i = 0; without && i < plan->nsyscalls; i++)
		gone[i] = is_candidate(&plan->syscalls[i]) && without[candidate++];
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (!gone[i] && !stands_in_for_nothing(plan, &plan->syscalls[i], gone))
			calls[left++] = plan->syscalls[i];
	*out = TAKE(calls);
	*n = left;
	return 0;
}

int replay_check(const struct replay *replay)
{
	const struct jail jail = { .caps = replay->plan->keep, .no_new_privs = replay->plan->no_new_privs };
	int r = load_allowed();

	if (r)
		return session_setup_failed(r);
	if (runtime_check(replay->runtime))
		return STATUS_KERNEL;
	return replay->runtime == LAUNCHER_DIRECT && jail_check(&jail) ? STATUS_KERNEL : 0;
}

/* --- how it went -------------------------------------------------------------------- */

static char *phrase(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *phrase(const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	return n < 0 ? NULL : text;
}

static char *status_phrase(const char *who, int status, int expected)
{
	if (status == expected)
		return NULL;
	if (expected)
		return phrase("%sexit status %d, recorded was %d", who, status, expected);
	if (status > 128 && status < 128 + NSIG)
		return phrase("%skilled by SIG%s", who, sigabbrev_np(status - 128) ?: "?");
	return phrase("%sexit status %d", who, status);
}

/* The user's own SIGINT or SIGTERM is no failure of the workload. */
static bool ended_by_user(const struct run_result *result)
{
	int signal = WIFSIGNALED(result->status) ? WTERMSIG(result->status) : 0;

	return result->signalled && (!result->exited || signal == SIGINT || signal == SIGTERM || signal == SIGKILL);
}

static int own_status(const struct run_result *result)
{
	if (!result->exited)
		return 0;
	return WIFSIGNALED(result->status) ? 128 + WTERMSIG(result->status) : WEXITSTATUS(result->status);
}

/* NULL if it went as it did when it was recorded. */
static char *judge(const struct replay *replay, const struct run_result *result)
{
	bool early = replay->drive && result->exited && !result->driven;
	int status = own_status(result);

	if (result->flooded)
		return phrase("it printed without end");
	if (result->timed_out)
		return phrase("timed out after %.3g s", replay->timeout);
	if (ended_by_user(result))
		return NULL;
	if (early)
		return phrase("it ended before the drive command did, exit status %d", status);
	if (!replay->drive)
		return result->told_to_end ? NULL : status_phrase("", status, replay->expected);
	return status_phrase("the drive command: ", result->drive_status, replay->expected_drive);
}

static void fill_run(const struct replay *replay, struct replay_end *end)
{
	const struct session_end *session = &end->session;

	end->run.ready = true;
	end->run.timed_out = session->run.timed_out;
	end->run.status = own_status(&session->run);
	end->run.drive_status = session->run.drive_status;
	end->run.what = judge(replay, &session->run);
	end->run.works = !end->run.what;
	if (session->profile) {
		end->run.duration_ns = session->profile->duration_ns;
		/* That our own filter refuses calls is what it is there for. */
		end->run.incomplete = profile_incomplete(session->profile) & ~INCOMPLETE_REFUSED;
	}
}

/* CMD did not get as far as to an end: its own fault, as far as the plan is at fault. */
static int take_failure(const struct replay *replay, struct replay_end *end, int r)
{
	bool refused = end->session.refused && (r == -EPERM || r == -EACCES || r == -ENOSYS || r == -replay->error);

	if (!refused && !(r == -ETIME && end->session.profile))
		return r;
	fill_run(replay, end);
	free_guard(&end->run.what);
	end->run.works = false;
	end->run.ready = r != -ETIME;
	end->run.what = strdup(fail_message() ? fail_message() : strerror(-r));
	fail_clear();
	return 0;
}

/*
 * A failure that was recorded looks the same whatever fails: then it only counts as it was if nothing new was refused.
 */
static int distrust_failure(const struct replay *replay, struct replay_end *end)
{
	int expected = replay->drive ? replay->expected_drive : replay->expected;

	/* Refusals that were not survived come first. */
	if (!end->run.works || !expected || !end->nrefusals || end->refusals[0].survived)
		return 0;
	end->run.works = false;
	end->run.what = phrase("exit status %d, as expected, but not without a new refusal", expected);
	return end->run.what ? 0 : -ENOMEM;
}

static int run_launch(const struct replay *replay, const struct launch *launch, struct replay_end *end)
{
	const struct session_options options = {
		.argv = launch->argv,
		.path = launch->path,
		.user = launch->user,
		.ready = replay->ready,
		.drive = replay->drive,
		.withhold = replay->withhold,
		.ready_timeout = replay->ready_timeout,
		.timeout = replay->timeout,
		.results = RESULTS_YES,
		.jail = launch->jailed ? &launch->jail : NULL,
		.fds = replay->fds,
		.captured = replay->captured,
		.end_all = true,
		.mount_ns = launch->bundled ? &launch->bundle.mount_ns : NULL,
	};
	int r = session_run(&options, &end->session);

	if (r)
		r = take_failure(replay, end, r);
	else
		fill_run(replay, end);
	if (r || !end->session.profile)
		return r;
	r = refused_new(replay->plan->profile, end->session.profile, launch->below, &end->refusals,
			&end->nrefusals);
	if (!r)
		r = distrust_failure(replay, end);
	return r ? fail(r, "cannot tell what was refused: %s", strerror(-r)) : 0;
}

/* What CMD changes must be as it was, or the replay would be of something else. */
static int run_before(const char *command)
{
	int status, r;
	pid_t pid;

	if (!command)
		return 0;
	r = spawn_shell(command, &pid);
	if (r)
		return r;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail(-errno, "cannot wait for %s: %s", command, strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return fail(-ECANCELED, "the command of --before failed: %s", command);
	return 0;
}

int replay_run(const struct replay *replay, uint64_t caps, const bool *without, struct replay_end *end)
{
	const struct launch_options options = {
		.runtime = replay->runtime,
		.argv = replay->argv,
		.path = replay->path,
		.user = replay->user,
		.seccomp = replay->seccomp,
		.error = replay->error,
	};
	_free_ struct sys_plan *calls = NULL;
	struct launch launch = { 0 };
	struct plan plan = *replay->plan;
	int r, ended;

	memset(end, 0, sizeof(*end));
	plan.keep = caps;
	r = run_before(replay->before);
	if (!r)
		r = thin_out(replay->plan, without, &calls, &plan.nsyscalls);
	if (r)
		return r;
	plan.syscalls = calls;
	r = launch_prepare(&options, &plan, &launch);
	if (r)
		return r;
	end->prepared = true;
	r = run_launch(replay, &launch, end);
	ended = launch_end(&launch);
	launch_free(&launch);
	return r ? r : ended;
}

int replay_hold_signals(void)
{
	/* Blocked from now on; each run has a descriptor of its own. */
	_close_ int fd = spawn_signals();

	return fd < 0 ? fd : 0;
}

bool replay_signalled(void)
{
	sigset_t waiting;

	return !sigpending(&waiting) && (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1);
}

void replay_free(struct replay_end *end)
{
	session_free(&end->session);
	free(TAKE(end->run.what));
	free(TAKE(end->refusals));
	end->nrefusals = 0;
}

int replay_failed(const struct replay_end *end, int r)
{
	if (!end->prepared)
		return r == -EINVAL ? STATUS_USAGE : STATUS_FAILED;
	if (!end->session.opened)
		return session_setup_failed(r);
	if (end->session.refused)
		return r == -ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
	return r == -EINVAL ? STATUS_USAGE : STATUS_FAILED;
}
