// SPDX-License-Identifier: BSD-2-Clause
/* What comes next in a run, and what is to be ended by which signal. */
#include "kern/run_stage.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/fail.h"
#include "kern/brood.h"
#include "kern/capture.h"
#include "kern/tick.h"

#define END_PATIENCE (10 * SECOND) /* from SIGTERM to SIGKILL */
#define REST_PATIENCE (2 * SECOND) /* the same for what the command left behind */
#define LINGER (200 * MILLISECOND) /* for children that are just about to leave */
#define DRIVE_LINGER (2 * SECOND)  /* for a drive command whose last act was to end the workload */
#define STUBBORN (10 * SECOND)	   /* SIGKILL may take that long */
#define GONE_PAUSE (100 * MILLISECOND)
#define MEASURE_PAUSE (50 * MILLISECOND)
#define REST_PAUSE (5 * MILLISECOND)

/* What is ours but not of the workload, as brood.h wants it. */
#define HELPERS(run) \
	((const pid_t[]){ (run)->helper.pid ?: (run)->mark.pid, (run)->helper.pid ? (run)->mark.pid : 0, 0 })

static bool has_command(const struct run *run)
{
	return run->o->command && !run->result->exited;
}

/* Whether the workload goes on without its command. */
static bool lives_on(const struct run *run)
{
	return run->o->own_brood && brood_lives(HELPERS(run));
}

/* What it started may also be followed, and left alone at the end. */
static bool goes_on(const struct run *run)
{
	return run->o->own_brood ? lives_on(run) : recorder_lives(run->o->recorder);
}

static void end_helpers(struct run *run)
{
	bool cut = run->driving && run->helper.pid;
	int status = 0;

	helper_end(&run->mark, &status);
	helper_end(&run->helper, &status);
	if (cut)
		run->result->drive_status = exit_code(status);
}

static void stop(struct run *run)
{
	end_helpers(run);
	run->stage = STAGE_DONE;
}

/* --- the end ----------------------------------------------------------------- */

/* The command is gone, or about to be. What its driver says counts, unless it failed anyway. */
static void enter_rest(struct run *run, uint64_t now)
{
	bool driven = run->stage == STAGE_DRIVE && run->helper.pid && exit_code(run->result->status) == 0;

	run->stage = STAGE_REST;
	run->linger_until = now + (driven ? DRIVE_LINGER : LINGER);
	run->kill_at = run->give_up_at = TICK_NEVER;
	run->look_at = now;
}

static void tell_rest(struct run *run, int signal, uint64_t patience, uint64_t now)
{
	run->linger_until = now;
	run->kill_at = now + patience;
	run->give_up_at = run->kill_at + STUBBORN;
	if (patience) {
		brood_kill(signal, HELPERS(run));
		brood_kill(SIGCONT, HELPERS(run));
	}
}

/* Asks the workload to end; without one the recording simply stops. */
static void end_workload(struct run *run, uint64_t now)
{
	if (!run->o->command) {
		stop(run);
		return;
	}
	end_helpers(run);
	run->result->told_to_end = true;
	if (has_command(run)) {
		run->stage = STAGE_END;
		run->kill_at = now + END_PATIENCE;
		kill(run->o->command, SIGTERM);
	} else {
		enter_rest(run, now);
		tell_rest(run, SIGTERM, END_PATIENCE, now);
	}
}

/* Of the whole run: everything that can be found is killed at once. */
static void cut_off(struct run *run, uint64_t now)
{
	run->timeout_at = run->measure_at = TICK_NEVER;
	if (run->o->command)
		brood_kill(SIGKILL, HELPERS(run));
	end_helpers(run);
	if (!run->o->command) {
		stop(run);
		return;
	}
	enter_rest(run, now);
	tell_rest(run, 0, 0, now);
}

static void tick_rest(struct run *run, uint64_t now)
{
	bool ours = has_command(run) || lives_on(run);
	bool alive = ours || (!run->o->own_brood && recorder_lives(run->o->recorder));

	run->look_at = now + REST_PAUSE;
	if (run->linger_until > now && (alive || run->helper.pid))
		return;
	if (run->helper.pid)
		end_helpers(run);
	if (!ours || now >= run->give_up_at) {
		stop(run);
	} else if (run->kill_at == TICK_NEVER) {
		tell_rest(run, SIGTERM, REST_PATIENCE, now);
	} else if (now >= run->kill_at) {
		brood_kill(SIGKILL, HELPERS(run));
	}
}

static void tick_end(struct run *run, uint64_t now)
{
	if (now < run->kill_at)
		return;
	if (!run->result->told_to_end && !run->o->own_brood) { /* a SIGINT it chose to outlive: leave it alone */
		stop(run);
		return;
	}
	kill(run->o->command, SIGKILL);
	run->kill_at = TICK_NEVER;
}

/* --- ready and drive ------------------------------------------------------------ */

static void start_helpers(struct run *run, uint64_t now)
{
	int r = helper_start(&run->helper, now);

	if (!r)
		r = helper_start(&run->mark, now);
	if (r) {
		run->error = r;
		stage_fail(run, now);
	}
}

/* After ready, or at once. A workload without its command is there only to be driven, or for a time. */
static void enter_drive(struct run *run, uint64_t now)
{
	run->helper = (struct helper){ .command = run->o->drive, .retry_at = now };
	run->driving = run->o->drive != NULL;
	run->stage = run->driving ? STAGE_DRIVE : STAGE_SERVE;
	start_helpers(run, now);
	if (run->stage == STAGE_SERVE && run->result->exited && run->end_at == TICK_NEVER && !run->o->daemon)
		enter_rest(run, now);
}

/* Whoever was told of another sign waits for that one: it comes later than the first answer. */
static bool other_sign(const struct run *run)
{
	return run->o->mark || run->o->notify > 0;
}

static void helper_ended(struct run *run, int status, uint64_t now)
{
	if (run->stage == STAGE_READY) {
		helper_retry(&run->helper, now);
		if (exit_code(status) != 0)
			return;
		if (!other_sign(run))
			recorder_serves(run->o->recorder, LC_BOUNDARY_READY);
		enter_drive(run, now);
		return;
	}
	run->helper = (struct helper){ 0 };
	if (!run->driving) /* a ready command that was still asking when the workload ended */
		return;
	run->result->driven = true;
	run->result->drive_status = exit_code(status);
	if (run->stage == STAGE_DRIVE)
		end_workload(run, now);
}

static void mark_ended(struct run *run, int status, uint64_t now)
{
	helper_retry(&run->mark, now);
	if (exit_code(status) != 0)
		return;
	run->mark.command = NULL;
	recorder_serves(run->o->recorder, LC_BOUNDARY_MARK);
}

static void command_ended(struct run *run, int status, uint64_t now)
{
	bool waits = run->stage == STAGE_READY || run->stage == STAGE_DRIVE ||
		     (run->stage == STAGE_SERVE && (run->end_at != TICK_NEVER || run->o->daemon));

	run->result->exited = true;
	run->result->status = status;
	if (waits && exit_code(status) == 0 && goes_on(run))
		return; /* it forked away */
	if (run->stage < STAGE_REST)
		enter_rest(run, now);
}

/* --- for run.c ---------------------------------------------------------------- */

void stage_begin(struct run *run, uint64_t now)
{
	if (run->o->mark && !run->mark_signal && !run->error)
		run->mark = (struct helper){ .command = run->o->mark, .retry_at = now };
	if (!run->o->ready) {
		enter_drive(run, now);
		return;
	}
	run->stage = STAGE_READY;
	run->helper = (struct helper){ .command = run->o->ready, .retry_at = now };
	start_helpers(run, now);
}

void stage_child(struct run *run, pid_t pid, int status, uint64_t now)
{
	if (pid == run->helper.pid)
		helper_ended(run, status, now);
	else if (pid == run->mark.pid)
		mark_ended(run, status, now);
	else if (pid == run->o->command && !run->result->exited)
		command_ended(run, status, now);
}

/*
 * The first one: the workload ends as it would without us, recorded to its last call. The second: at once.
 */
void stage_interrupt(struct run *run, int signal, bool typed, uint64_t now)
{
	run->result->signalled = true;
	if (++run->interrupts > 1 || !run->o->command) {
		run->result->interrupted = run->interrupts > 1;
		stop(run);
		return;
	}
	if (run->stage >= STAGE_END) /* it ends already */
		return;
	end_helpers(run);
	if (!has_command(run)) {
		enter_rest(run, now);
		tell_rest(run, signal, END_PATIENCE, now);
		return;
	}
	run->stage = STAGE_END;
	run->kill_at = now + END_PATIENCE;
	if (!typed)
		kill(run->o->command, signal);
}

void stage_fail(struct run *run, uint64_t now)
{
	if (run->stage < STAGE_END)
		end_workload(run, now);
}

static void tick_ready(struct run *run, uint64_t now)
{
	if (now < run->ready_until)
		return;
	run->error = fail(-ETIME, "the ready command did not succeed within %g s: %s", run->o->ready_seconds,
			  run->o->ready);
	stage_fail(run, now);
}

static void measure(struct run *run, uint64_t now)
{
	run->measure_at = now + MEASURE_PAUSE;
	for (int i = 0; i < 2; i++)
		run->result->flooded |= capture_size(run->o->outputs[i]) > CAPTURE_OUTPUT_MAX;
}

static void tick_limits(struct run *run, uint64_t now)
{
	run->result->timed_out |= now >= run->timeout_at;
	if (now >= run->measure_at)
		measure(run, now);
	if (now >= run->timeout_at || run->result->flooded)
		cut_off(run, now);
}

void stage_tick(struct run *run, uint64_t now)
{
	if (run->stage < STAGE_DONE && !run->result->flooded)
		tick_limits(run, now);
	/* The last of those that forked away may be a child of ours: then its end has woken us. */
	if (run->stage < STAGE_REST && run->result->exited && !goes_on(run))
		enter_rest(run, now);
	if (run->stage == STAGE_READY)
		tick_ready(run, now);
	if (run->stage < STAGE_END)
		start_helpers(run, now);
	if (run->stage < STAGE_END && now >= run->end_at)
		end_workload(run, now);
	if (run->stage == STAGE_END)
		tick_end(run, now);
	if (run->stage == STAGE_REST)
		tick_rest(run, now);
	if (run->o->until_gone && run->stage < STAGE_DONE && now >= run->look_at) {
		run->look_at = now + GONE_PAUSE;
		if (!recorder_lives(run->o->recorder))
			stop(run);
	}
}

uint64_t stage_due(const struct run *run)
{
	uint64_t at = tick_sooner(run->timeout_at, run->measure_at);

	if (run->o->until_gone || run->stage == STAGE_REST)
		at = tick_sooner(at, run->look_at);
	if (run->stage == STAGE_READY)
		at = tick_sooner(at, run->ready_until);
	if (run->stage < STAGE_END)
		at = tick_sooner(at, tick_sooner(helper_due(&run->helper), helper_due(&run->mark)));
	if (run->stage < STAGE_END)
		at = tick_sooner(at, run->end_at);
	if (run->stage == STAGE_END)
		at = tick_sooner(at, run->kill_at);
	return at;
}
