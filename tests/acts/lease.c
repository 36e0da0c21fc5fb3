/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes a lease on another user's file. */
#include "act.h"

static void stage(void)
{
	stage_file("theirs", OTHER_ID, OTHER_ID, 0644);
}

static void act(void)
{
	int fd = must("open", open("theirs", O_RDONLY));

	need("CAP_LEASE", "fcntl", "*", syscall(SYS_fcntl, fd, F_SETLEASE, F_RDLCK));
}

ACT(stage, act)
