/* SPDX-License-Identifier: BSD-2-Clause */
/* Attaches to another user's process. */
#include <sys/ptrace.h>

#include "act.h"

static void stage(void)
{
	stage_target("target", NULL);
}

static void act(void)
{
	need("CAP_SYS_PTRACE", "ptrace", "__ptrace_may_access",
	     syscall(SYS_ptrace, PTRACE_SEIZE, stage_number("target"), 0, 0));
}

ACT(stage, act)
