/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What verify and minimize are given: a profile, the plan that follows from
 * it, the command to replay; and what they give back: the profile with proof.
 */
#ifndef LC_CMD_TARGET_H
#define LC_CMD_TARGET_H

#include <stdbool.h>
#include <sys/utsname.h>

#include "cmd/opt.h"
#include "cmd/replay.h"
#include "core/plan.h"

struct target {
	/* options */
	const char *user, *before, *ready, *drive, *withhold;
	double ready_timeout, timeout; /* 0: not given */
	unsigned long repeat;
	unsigned int runtime; /* enum launcher */
	bool forget_proof;    /* that FILE has: begin with what was recorded */
	int error;	      /* errno(3) of calls that are not on the list; 0: ENOSYS */
	/* from the command line */
	const char *verb, *file;
	char **argv; /* CMD and its arguments */
	char *path;  /* of CMD */
	/* from the file */
	struct profile *profile;
	struct plan *plan;
	struct utsname host;
};
#define TARGET_INIT { .ready_timeout = 30, .repeat = 1 }

/* The rows of these options, for a verb's table. */
#define TARGET_ROWS(t)                                                                                       \
	{ "user", 'u', OPTION_TEXT, &(t)->user, "NAME", "run CMD with the ids and groups of this user" },    \
	{ "before", 0, OPTION_TEXT, &(t)->before, "CMD", "run before each run: undoes what the last one left" }, \
	{ "ready", 0, OPTION_TEXT, &(t)->ready, "CMD", "tried until it succeeds: then CMD serves" },         \
	{ "ready-timeout", 0, OPTION_DURATION, &(t)->ready_timeout, "T", "give up waiting after T (30s)" },  \
	{ "drive", 0, OPTION_TEXT, &(t)->drive, "CMD", "uses the service; its end ends a run" },             \
	{ "runtime", 0, OPTION_CHOICE, &(t)->runtime, "R", "direct (default), runc, crun or systemd", runtime_words }, \
	{ "withhold", 0, OPTION_TEXT, &(t)->withhold, "HOOK[,HOOK]", "pass over these (see doctor)" }

/*
 * Parses `VERB [options] FILE [options] -- CMD...` by the verb's table. 0, -1 (--help was printed) or -EINVAL with
 * fail().
 */
int target_parse(struct target *t, int argc, char **argv, const struct verb_usage *usage,
		 const struct option_row *rows);

/* Reads FILE, makes the plan, finds CMD. 0, else the exit status, and fail() said why. */
int target_load(struct target *t);

/* The replay of it; not yet: seccomp, error, fds, timeout. */
struct replay target_replay(const struct target *t);

/* What a proof has in common whatever it proves. */
int target_new_proof(const struct target *t, struct proof **out);

/* The profile with its proof, to path. 0 or -errno with fail(). */
int target_save(const struct target *t, const char *path);

/* What decides whether a run worked, as words for a proof. */
const char *target_oracle(const struct target *t);

void target_free(struct target *t);
#define _target_ _cleanup_(target_free)

#endif
