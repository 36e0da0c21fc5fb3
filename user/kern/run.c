// SPDX-License-Identifier: BSD-2-Clause
/* The event loop of a recording: ring, signals, children and deadlines. */
#include "kern/run.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "kern/brood.h"
#include "kern/notify.h"
#include "kern/run_stage.h"
#include "kern/tick.h"

#define SIGNALS_MAX 16
#define IMPATIENCE (10 * MILLISECOND)
#define REAP_MAX 4096 /* at once: a chain of forks may die faster than we reap */

/* Of those that spawn_signals() takes, the ones that neither end us nor tell of children. */
static const struct {
	const char *name;
	int signal;
} marks[] = { { "HUP", SIGHUP }, { "USR1", SIGUSR1 }, { "USR2", SIGUSR2 } };

int run_mark_signal(const char *mark)
{
	const char *name = ascii_after(mark, "SIG");

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const char *rest = ascii_after(name ? name : mark, marks[i].name);

		if (rest && !*rest)
			return marks[i].signal;
	}
	if (name && isalpha((unsigned char)*name) && !strpbrk(mark, " \t;|&/"))
		return fail(-EINVAL, "cannot wait for %s: only SIGHUP, SIGUSR1 or SIGUSR2 can mark a phase", mark);
	return 0;
}

/*
 * Whoever is our child and not known here was adopted, or handed to us by a workload (CLONE_PARENT). It is taken as
 * init would: a service may wait for it to vanish.
 */
static void reap(struct run *run, uint64_t now)
{
	int status, n = 0;
	pid_t pid;

	while (n++ < REAP_MAX && (pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0)
		stage_child(run, pid, status, now);
	run->more_dead = n > REAP_MAX;
}

static void take_signal(struct run *run, const struct signalfd_siginfo *info, uint64_t now)
{
	bool typed = info->ssi_code == SI_KERNEL; /* the terminal sent it to the workload, too */

	if (info->ssi_signo == SIGCHLD)
		reap(run, now);
	else if (info->ssi_signo == SIGINT || info->ssi_signo == SIGTERM)
		stage_interrupt(run, info->ssi_signo, typed, now);
	else if ((int)info->ssi_signo == run->mark_signal)
		recorder_serves(run->o->recorder, LC_BOUNDARY_MARK);
	else if (run->o->command && !run->result->exited && !typed)
		kill(run->o->command, info->ssi_signo);
}

static void take_signals(struct run *run)
{
	struct signalfd_siginfo info;

	for (int i = 0; i < SIGNALS_MAX && run->stage != STAGE_DONE; i++) {
		if (read(run->o->signals, &info, sizeof(info)) != sizeof(info))
			break;
		take_signal(run, &info, tick_now());
	}
	if (run->more_dead)
		reap(run, tick_now());
}

static int wait_ms(const struct run *run)
{
	uint64_t now = tick_now(), at = tick_sooner(stage_due(run), run->call_at);

	if (run->impatient)
		at = tick_sooner(at, now + IMPATIENCE);
	if (run->more_dead || run->more_records)
		return 0;
	if (at == TICK_NEVER)
		return -1;
	return at <= now ? 0 : (at - now) / MILLISECOND + 1;
}

/* What the caller has to do between two waits. */
static void call(struct run *run)
{
	uint64_t wait_ns = UINT64_MAX;

	run->call_at = TICK_NEVER;
	if (!run->o->tick || run->error)
		return;
	run->error = run->o->tick(run->o->tick_ctx, &wait_ns);
	if (__builtin_add_overflow(tick_now(), wait_ns, &run->call_at) || run->error)
		run->call_at = TICK_NEVER;
}

static void hear(struct run *run)
{
	int r = recorder_poll(run->o->recorder);

	run->impatient = recorder_impatient(run->o->recorder);
	run->more_records = r > 0;
	run->error = r < 0 ? r : run->error;
}

static void step(struct run *run)
{
	struct pollfd fds[] = {
		{ .fd = recorder_fd(run->o->recorder), .events = POLLIN },
		{ .fd = run->o->signals, .events = POLLIN },
		{ .fd = run->o->notify > 0 ? run->o->notify : -1, .events = POLLIN },
		{ .fd = recorder_audit_fd(run->o->recorder), .events = POLLIN },
	};
	int r = poll(fds, ARRAY_SIZE(fds), wait_ms(run));

	if (r < 0 && errno != EINTR)
		run->error = fail(-errno, "cannot wait for the recording: %s", strerror(errno));
	if (fds[0].revents || fds[3].revents || run->o->tick || run->impatient) /* what comes often does not wake us */
		hear(run);
	if (fds[2].revents && notify_ready(run->o->notify))
		recorder_serves(run->o->recorder, LC_BOUNDARY_NOTIFY);
	call(run);
	take_signals(run);
	stage_tick(run, tick_now());
	if (run->error)
		stage_fail(run, tick_now());
}

/* However it ended, what it began does not stay. */
static int end_brood(const struct run_options *o)
{
	if (o->own_brood && o->command && !brood_end(false, 0))
		return fail(-EBUSY, "processes of the workload cannot be ended: the kernel holds them");
	return 0;
}

int run_workload(const struct run_options *o, struct run_result *result)
{
	uint64_t now = tick_now();
	struct run run = {
		.o = o,
		.result = result,
		.ready_until = now + (uint64_t)(o->ready_seconds * SECOND),
		.end_at = tick_after(now, o->duration),
		.timeout_at = tick_after(now, o->timeout),
		.kill_at = TICK_NEVER,
		.call_at = o->tick ? now : TICK_NEVER,
		.look_at = now,
		.measure_at = o->outputs ? now : TICK_NEVER,
	};
	int r = o->mark ? run_mark_signal(o->mark) : 0;

	memset(result, 0, sizeof(*result));
	run.mark_signal = r > 0 ? r : 0;
	run.error = r < 0 ? r : 0;
	stage_begin(&run, now);
	reap(&run, now);
	while (run.stage != STAGE_DONE)
		step(&run);
	r = end_brood(o);
	result->alive = recorder_alive(o->recorder);
	return run.error ? run.error : r;
}
