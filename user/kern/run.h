/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One recording from its first to its last moment: the workload starts, is
 * waited for, driven, told to end; signals and time limits are obeyed.
 */
#ifndef LC_KERN_RUN_H
#define LC_KERN_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "kern/load.h"

struct run_options {
	struct recorder *recorder;
	int signals;		/* from spawn_signals() */
	pid_t command;		/* the workload; 0: none (scope of pids or everything) */
	bool until_gone;	/* without a command: end when no process of the scope is left */
	const char *ready;	/* shell command that succeeds once the workload serves, or NULL */
	double ready_seconds;	/* give up after that long */
	const char *drive;	/* shell command that uses the workload; its end ends the recording, or NULL */
	double duration;	/* seconds; 0: no limit */
	double timeout;		/* seconds after which it has failed and everything is killed; 0: none */
	const int *outputs;	/* two of capture_output() that the workload prints to: above CAPTURE_OUTPUT_MAX
				 * everything is killed as by .timeout; NULL: none; others do no harm */
	int notify;		/* from notify_open(): READY=1 begins serving; -1: none */
	const char *mark;	/* --phase-mark: a signal to us ("SIGUSR1") or a shell command that succeeds once it
				 * serves; NULL: none */
	/*
	 * Called at the beginning and whenever something may have been heard; *wait_ns: after how long at the latest
	 * the recorder is to be asked and this called again (UINT64_MAX: when something is heard). -errno with fail()
	 * ends the run as any other failure. NULL: none.
	 */
	int (*tick)(void *ctx, uint64_t *wait_ns);
	void *tick_ctx;
	bool daemon;		/* with .own_brood: what forked away is the workload, which ends the run */
	bool own_brood;		/* brood_adopt() was called: what forked away goes on to serve, and ends with the run */
};

struct run_result {
	bool exited;	   /* the workload is gone; .status is from waitpid(2) */
	int status;
	bool told_to_end;  /* we sent it SIGTERM */
	int drive_status;  /* exit status of the drive command, 128+N for a signal; 0 if it was not begun */
	bool driven;	   /* the drive command ran to its own end */
	bool interrupted;  /* a second signal: leave at once */
	bool signalled;	   /* a SIGINT or SIGTERM came: the user wants an end */
	uint64_t alive;	   /* processes of the scope that live on */
	bool timed_out;	   /* .timeout was over */
	bool flooded;	   /* too much in .outputs */
};

/*
 * The signal that --phase-mark names (SIGHUP, SIGUSR1 or SIGUSR2, with or without SIG), 0 for a shell command,
 * -EINVAL with fail() for any other signal.
 */
int run_mark_signal(const char *mark);

/* 0 or -errno with fail(): -ETIME the ready command never succeeded. The workload is then told to end. */
int run_workload(const struct run_options *options, struct run_result *result);

#endif
