/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks whether it may signal another user's process. */
#include "act.h"

static void stage(void)
{
	stage_target("target", NULL);
}

static void act(void)
{
	need("CAP_KILL", "kill", "check_kill_permission", syscall(SYS_kill, stage_number("target"), 0));
}

ACT(stage, act)
