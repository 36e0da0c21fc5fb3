/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * By what a workload is put under its plan: by ourselves, by a container
 * runtime or by systemd; and the command that is to be started for it.
 */
#ifndef LC_CMD_RUNTIME_H
#define LC_CMD_RUNTIME_H

#include <stdbool.h>

#include "core/plan.h"
#include "kern/bundle.h"
#include "kern/filter.h"
#include "kern/jail.h"

enum launcher { LAUNCHER_DIRECT, LAUNCHER_RUNC, LAUNCHER_CRUN, LAUNCHER_SYSTEMD, LAUNCHERS };
extern const char *const runtime_words[]; /* of --runtime, NULL-terminated */

/* Whose own syscalls have to be on the list. */
enum runtime runtime_to_add(enum launcher runtime);

/* 0, or -EOPNOTSUPP with fail(): it is not there. */
int runtime_check(enum launcher runtime);

struct launch_options {
	enum launcher runtime;
	char **argv;
	const char *path; /* of argv[0] */
	const char *user; /* NULL: as the caller */
	bool seccomp;
	int error;	  /* errno(3) */
};

/* What is started, and all that it needs; owns what it points to. */
struct launch {
	enum launcher runtime;
	char **argv, *path;
	size_t nargv;
	const char *user;   /* for spawn; NULL: the runtime becomes it */
	struct jail jail;
	struct filter_program filter;
	bool jailed;	    /* .jail is for spawn */
	struct bundle bundle;
	bool bundled;
	const char *below;  /* refusals count from this program on; NULL: all */
};

/* For these sets and syscalls of the plan. 0 or -errno with fail(). */
int launch_prepare(const struct launch_options *options, const struct plan *plan, struct launch *out);

/* Deletes the container and its bundle. 0 or -errno with fail(): something of it is left. */
int launch_end(struct launch *launch);

void launch_free(struct launch *launch);
#define _launch_ _cleanup_(launch_free)

#endif
