/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What replays of a workload under its plan showed: the answer of `verify` as
 * plain data, for whoever spells it.
 */
#ifndef LC_CORE_VERDICT_H
#define LC_CORE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/plan.h"
#include "core/refused.h"

/* One replay. Statuses are a shell's: 128+N for signal N. */
struct verdict_run {
	bool works;	  /* ended as the recording did */
	bool timed_out;	  /* killed, .status says nothing */
	bool ready;	  /* the ready command succeeded, or there was none */
	int status;	  /* of CMD */
	int drive_status; /* of the drive command, if there was one */
	uint64_t duration_ns;
	unsigned int incomplete; /* set of enum incomplete_reason of what was recorded meanwhile */
	char *what;	  /* why it does not work: "exit status 1, recorded was 0"; NULL if it does */
};

/* A refusal that the recording did not have; that of several runs, once. */
struct verdict_refusal {
	struct refused refused; /* points into the profile of a replay, which outlives the verdict */
	unsigned int runs;	/* in how many of them */
};

struct verdict {
	const struct plan *plan; /* replayed; not owned, outlives the verdict */
	const char *runtime;	 /* "direct", "runc", "crun", "systemd" */
	const char *user;	 /* run as this user; NULL: as the caller */
	const char *release;	 /* kernel that it was replayed on; plan->profile->release is that of the recording */
	bool seccomp;		 /* the syscall list was in force */
	int error;		 /* errno(3) that it refuses with */
	bool no_new_privs;
	bool driven;		 /* there was a drive command */
	bool strict;		 /* a refusal that was survived counts as a failure */
	int expected;		 /* exit status that counts as working: the recording's, else 0 */
	int expected_drive;
	bool expected_known;	 /* the recording has it */
	struct verdict_run *runs;
	size_t nruns, passes;
	size_t wanted;		 /* runs that were asked for; fewer were made if nruns < wanted (interrupted) */
	struct verdict_refusal *refusals; /* not survived first, then as refused_new() has them */
	size_t nrefusals;
	bool passed;		 /* all of it, as the exit status says */
};

#endif
