// SPDX-License-Identifier: BSD-2-Clause
/* The event loop of a recording: ring, signals, children and deadlines. */
#include "kern/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "kern/recorder.h"
#include "kern/spawn.h"

#define NEVER UINT64_MAX
#define MILLISECOND 1000000ull
#define SECOND 1000000000ull

#define READY_PAUSE (100 * MILLISECOND) /* between two tries of the ready command */
#define END_PATIENCE (10 * SECOND)	/* from SIGTERM to SIGKILL */
#define GONE_PAUSE (100 * MILLISECOND)
#define LINGER (200 * MILLISECOND) /* for children that are just about to leave */

enum stage { STAGE_READY, STAGE_DRIVE, STAGE_SERVE, STAGE_END, STAGE_DONE };

struct run {
	const struct run_options *o;
	struct run_result *result;
	enum stage stage;
	pid_t helper; /* ready or drive command under way, or 0 */
	uint64_t retry_at, ready_until, end_at, kill_at, look_at;
	int interrupts;
	int error;
};

static void stop(struct run *run)
{
	run->stage = STAGE_DONE;
}

/* Asks the workload to end; without one the recording simply stops. */
static void end_workload(struct run *run, uint64_t now)
{
	if (!run->o->command) {
		stop(run);
		return;
	}
	run->stage = STAGE_END;
	run->result->told_to_end = true;
	run->kill_at = now + END_PATIENCE;
	kill(run->o->command, SIGTERM);
}

static void start_helper(struct run *run, const char *command, uint64_t now)
{
	int r = spawn_shell(command, &run->helper);

	if (r) {
		run->error = r;
		end_workload(run, now);
	}
}

static void enter_drive(struct run *run, uint64_t now)
{
	run->stage = run->o->drive ? STAGE_DRIVE : STAGE_SERVE;
	if (run->o->drive)
		start_helper(run, run->o->drive, now);
}

static int exit_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void helper_ended(struct run *run, int status, uint64_t now)
{
	run->helper = 0;
	if (run->stage == STAGE_READY) {
		if (exit_code(status) == 0)
			enter_drive(run, now);
		else
			run->retry_at = now + READY_PAUSE;
	} else if (run->stage == STAGE_DRIVE) {
		run->result->drive_status = exit_code(status);
		end_workload(run, now);
	}
}

/* Only our own children: a workload can hand us strangers (CLONE_PARENT). */
static void reap(struct run *run, uint64_t now)
{
	int status;

	if (run->helper && waitpid(run->helper, &status, WNOHANG) == run->helper)
		helper_ended(run, status, now);
	if (run->o->command && !run->result->exited &&
	    waitpid(run->o->command, &status, WNOHANG) == run->o->command) {
		run->result->exited = true;
		run->result->status = status;
		stop(run);
	}
}

/*
 * First SIGINT or SIGTERM: the workload ends as it would without us, recorded
 * to its last call. A SIGINT typed at the terminal went to it as well.
 */
static void interrupt(struct run *run, const struct signalfd_siginfo *info, uint64_t now)
{
	if (++run->interrupts > 1 || !run->o->command) {
		run->result->interrupted = run->interrupts > 1;
		stop(run);
		return;
	}
	run->stage = STAGE_END;
	run->kill_at = now + END_PATIENCE;
	if (info->ssi_code != SI_KERNEL)
		kill(run->o->command, info->ssi_signo);
}

static void take_signals(struct run *run, uint64_t now)
{
	struct signalfd_siginfo info;

	while (read(run->o->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(run, now);
		else if (info.ssi_signo == SIGINT || info.ssi_signo == SIGTERM)
			interrupt(run, &info, now);
		else if (run->o->command && info.ssi_code != SI_KERNEL)
			kill(run->o->command, info.ssi_signo);
	}
}

static void take_ready_deadlines(struct run *run, uint64_t now)
{
	if (now >= run->ready_until) {
		run->error = fail(-ETIME, "the ready command did not succeed within %g s: %s", run->o->ready_seconds,
				  run->o->ready);
		end_workload(run, now);
	} else if (!run->helper && now >= run->retry_at) {
		start_helper(run, run->o->ready, now);
	}
}

static void take_deadlines(struct run *run, uint64_t now)
{
	if (run->stage == STAGE_READY)
		take_ready_deadlines(run, now);
	if (run->stage != STAGE_END && run->stage != STAGE_DONE && now >= run->end_at)
		end_workload(run, now);
	if (run->stage == STAGE_END && now >= run->kill_at) {
		if (!run->result->told_to_end) { /* a SIGINT it chose to outlive: leave it alone */
			stop(run);
			return;
		}
		kill(run->o->command, SIGKILL);
		run->kill_at = NEVER;
	}
	if (run->o->until_gone && now >= run->look_at) {
		run->look_at = now + GONE_PAUSE;
		if (!recorder_alive(run->o->recorder))
			stop(run);
	}
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int wait_ms(const struct run *run, uint64_t now)
{
	uint64_t at = run->o->until_gone ? run->look_at : NEVER;

	if (run->stage == STAGE_READY)
		at = sooner(at, sooner(run->ready_until, run->helper ? NEVER : run->retry_at));
	if (run->stage == STAGE_END)
		at = sooner(at, run->kill_at);
	else
		at = sooner(at, run->end_at);
	if (at == NEVER)
		return -1;
	return at <= now ? 0 : (at - now) / MILLISECOND + 1;
}

static void step(struct run *run)
{
	struct pollfd fds[] = {
		{ .fd = recorder_fd(run->o->recorder), .events = POLLIN },
		{ .fd = run->o->signals, .events = POLLIN },
	};
	int r = poll(fds, 2, wait_ms(run, recorder_now()));

	if (r < 0 && errno != EINTR)
		run->error = fail(-errno, "cannot wait for the recording: %s", strerror(errno));
	if (fds[0].revents)
		run->error = recorder_poll(run->o->recorder) ?: run->error;
	take_signals(run, recorder_now());
	if (run->stage != STAGE_DONE)
		take_deadlines(run, recorder_now());
	if (run->error && run->stage < STAGE_END)
		end_workload(run, recorder_now());
}

/* Children that end with the workload may need a moment more than it. */
static void linger(struct run *run)
{
	uint64_t until = recorder_now() + LINGER;

	while ((run->result->alive = recorder_alive(run->o->recorder)) && recorder_now() < until)
		poll(NULL, 0, 5);
}

static void drop_helper(struct run *run)
{
	if (!run->helper)
		return;
	kill(run->helper, SIGTERM);
	waitpid(run->helper, NULL, 0);
}

int run_workload(const struct run_options *o, struct run_result *result)
{
	uint64_t now = recorder_now();
	struct run run = {
		.o = o,
		.result = result,
		.retry_at = now,
		.ready_until = now + (uint64_t)(o->ready_seconds * SECOND),
		.end_at = o->duration > 0 ? now + (uint64_t)(o->duration * SECOND) : NEVER,
		.kill_at = NEVER,
		.look_at = now,
	};

	memset(result, 0, sizeof(*result));
	if (o->ready)
		run.stage = STAGE_READY;
	else
		enter_drive(&run, now);
	reap(&run, now);
	while (run.stage != STAGE_DONE)
		step(&run);
	drop_helper(&run);
	if (o->command)
		linger(&run);
	else
		result->alive = recorder_alive(o->recorder);
	return run.error;
}
