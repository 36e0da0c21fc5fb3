/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One replay: CMD under a set of capabilities and a list of syscalls, recorded
 * like the first time, and what can be told from it.
 */
#ifndef LC_CMD_REPLAY_H
#define LC_CMD_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/runtime.h"
#include "cmd/session.h"
#include "core/refused.h"
#include "core/verdict.h"

/* What all replays of a verb have in common. */
struct replay {
	const struct plan *plan;
	char **argv;
	const char *path, *user, *before, *ready, *drive, *withhold;
	double ready_timeout, timeout; /* 0: none */
	enum launcher runtime;
	bool seccomp;
	int error; /* errno(3) of calls that are not on the list */
	const int *fds;
	bool captured; /* as in struct session_options */
	int expected, expected_drive; /* exit statuses of the recording */
};

struct replay_end {
	struct session_end session;
	bool prepared;	/* it came as far as to the session */
	struct verdict_run run;
	struct refused *refusals; /* new ones; point into the session's profile */
	size_t nrefusals;
};

/* The exit statuses that a replay must have, and whether the recording has them. */
bool replay_expect(struct replay *replay);

/* How long a replay may take if nobody says: `factor` times the recording, but at least `least` seconds. */
double replay_patience(uint64_t duration_ns, double factor, double least);

/*
 * Syscalls of the plan that may be left out: observed, and neither the kernel's own nor what starts CMD. at[] gets
 * their indices if it is not NULL. Number of them.
 */
size_t replay_candidates(const struct plan *plan, size_t *at);

/* Exit status if nothing can be run under the plan; 0 if it can. fail() says what. */
int replay_check(const struct replay *replay);

/*
 * caps in the place of the plan's; without[]: candidates that are left out, or NULL. 0: *end tells how it went, also
 * if it went badly; else -errno with fail(): no answer. *end is to be freed by replay_free() in either case.
 */
int replay_run(const struct replay *replay, uint64_t caps, const bool *without, struct replay_end *end);
void replay_free(struct replay_end *end);
#define _replay_ _cleanup_(replay_free)

/*
 * Between two replays a SIGINT or SIGTERM waits for the next one, instead of ending us with something left behind.
 * replay_signalled(): one does.
 */
int replay_hold_signals(void);
bool replay_signalled(void);

/* Exit status of leastcap for a replay_run() that failed with r. */
int replay_failed(const struct replay_end *end, int r);

#endif
