/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes the mode of another user's file. */
#include "act.h"

static void stage(void)
{
	stage_file("theirs", OTHER_ID, 0, 0600);
}

static void act(void)
{
	need("CAP_FOWNER", "fchmodat", "setattr_prepare",
	     syscall(SYS_fchmodat, AT_FDCWD, "theirs", 0640));
}

ACT(stage, act)
