/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A unit file as something to run: what core/unit_exec.h read of it, with users, files and the environment looked up.
 */
#ifndef LC_CMD_UNIT_RUN_H
#define LC_CMD_UNIT_RUN_H

#include "cmd/session.h"
#include "core/unit_exec.h"
#include "kern/dress.h"

struct unit_run {
	struct unit_exec *exec;
	struct unit_list environment, argv;
	char *path; /* of the program */
	char *directory;
	gid_t *groups;
	struct dress_limit limits[UNIT_LIMITS_MAX];
	struct dress dress;
	int fds[3];
};

/*
 * Says on stderr what of the unit is not applied. 0 or -errno with fail(): -ENOENT or -EACCES for its program, -EINVAL
 * for everything else. unit_run_free() in either case.
 */
int unit_run_read(const char *file, struct unit_run *run);

/* CMD of the session, and how it is started. run must outlive it. */
void unit_run_apply(struct unit_run *run, struct session_options *options);

void unit_run_free(struct unit_run *run);
#define _unit_run_ _cleanup_(unit_run_free)

#endif
