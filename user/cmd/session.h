/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run of a workload under the recorder, from its start to its profile:
 * what record, verify and minimize have in common.
 */
#ifndef LC_CMD_SESSION_H
#define LC_CMD_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/profile.h"
#include "kern/dress.h"
#include "kern/jail.h"
#include "kern/load.h"
#include "kern/run.h"

enum session_results { RESULTS_AUTO, RESULTS_YES, RESULTS_NO }; /* AUTO: for a command, not for a running system */

/* Takes the records as they come; there is no profile then. */
struct session_watch {
	int (*feed)(void *ctx, const void *record, size_t n); /* 0 or -errno to stop; -EBADMSG is passed over */
	int (*tick)(void *ctx, uint64_t *wait_ns);	      /* as in kern/run.h */
	void *ctx;
	const struct recorder_live *live; /* NULL: checks are not told one by one */
	bool refusals, each_refusal, stances, user_stacks;
};

struct session_options {
	char **argv; /* CMD and its arguments; NULL: a scope of pids, a cgroup, or everything */
	const char *path; /* of CMD, from spawn_find() */
	const pid_t *pids;
	size_t npids;
	struct recorder_members members; /* with .pids or without */
	const char *user, *ready, *drive, *mark, *withhold;
	double ready_timeout, duration, timeout;
	unsigned long ring;
	bool count;
	enum session_results results;
	bool values; /* learn the values of arguments */
	const struct jail *jail;
	const struct dress *dress; /* as in kern/spawn.h */
	const char *unit; /* that says how CMD is started; NULL: none */
	const int *fds; /* of CMD, as in kern/spawn.h */
	bool captured;	/* the outputs among them are ours: what prints without end is cut off */
	bool end_all;	/* what CMD leaves running is ended too */
	bool daemon;	/* with .end_all: what CMD leaves running is waited for */
	bool until_gone; /* end when nothing of the scope is left; of pids alone in any case */
	void (*followed)(void *ctx); /* called once nothing is missed any more; NULL: nobody waits for it */
	void *followed_ctx;
	const int *mount_ns; /* for CMD, as in kern/spawn.h */
	const struct session_watch *watch; /* NULL: a profile is made */
};

struct session_end {
	struct profile *profile; /* NULL if nothing was recorded */
	struct run_result run;
	bool opened;	/* the recorder worked */
	bool started;	/* CMD was executed */
	bool refused;	/* by execve */
	bool swept;	/* everything was told */
};

/*
 * 0 or -errno with fail(). *end is filled as far as it came, in either case; session_free() frees it.
 * A failure with end->profile set: the workload misbehaved (never ready), what was recorded is there.
 */
int session_run(const struct session_options *options, struct session_end *end);
void session_free(struct session_end *end);
#define _session_ _cleanup_(session_free)

/* The capabilities that this process can hand on. */
uint64_t session_own_set(void);

/* Exit status of leastcap when it could not set up a recording, and for a session that failed with r. */
int session_setup_failed(int r);
int session_failed(const struct session_options *options, const struct session_end *end, int r);

/* CMD's own exit status, 128+N for signal N; what we brought about by ending it is the drive command's. */
int session_status(const struct session_end *end);

#endif
