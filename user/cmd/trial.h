/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The oracle of minimize: a trial of core/search.h is one or more replays,
 * and their ends, their outputs and what was refused are its answer.
 */
#ifndef LC_CMD_TRIAL_H
#define LC_CMD_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/progress.h"
#include "cmd/replay.h"
#include "core/search.h"

struct harmless;

struct trial_oracle_state {
	struct replay replay;	/* .timeout 0: found from the first run that works */
	unsigned long repeat;	/* runs a trial */
	bool compare;		/* the output counts */
	double budget;		/* seconds for all of it; 0: no limit */
	struct progress progress;

	double started;		/* CLOCK_MONOTONIC */
	double longest;		/* of the runs that worked, in seconds */
	int input;		/* of CMD, from capture_stdin(); -1: ours */
	int reference;		/* output that all others must be like; -1 */
	char *tail;		/* of what CMD last had to say when it failed */
	struct harmless *harmless; /* refusals of runs that worked */
	size_t nharmless;
	uint64_t silent;	/* the plan has them for checks that the first run that worked did not make */
	unsigned int runs;	/* replays made */
	unsigned int works;	/* ... that worked */
	bool interrupted;	/* by the user */
	bool out_of_time;	/* the budget is used up */
	char *unstable;		/* the same set gave different answers: which, how */
	int status;		/* exit status if a replay could not be made */
};
#define TRIAL_INIT { .repeat = 1, .input = -1, .reference = -1 }

/* Takes standard input and the time. 0 or -errno with fail(). */
int trial_start(struct trial_oracle_state *state);

/*
 * With .compare: the output that counts is that with everything CMD held. Run twice: what is not the same then, never
 * will be (.unstable). 0; -EINVAL with fail(): it fails even so; another -errno.
 */
int trial_refer(struct trial_oracle_state *state, uint64_t held);

/* A trial_oracle; ctx is the state. */
int trial_run(void *ctx, const struct trial *trial, struct trial_result *result);

void trial_free(struct trial_oracle_state *state);

#endif
