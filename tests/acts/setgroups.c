/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves all supplementary groups. */
#include "act.h"

static void act(void)
{
	need("CAP_SETGID", "setgroups", "*", syscall(SYS_setgroups, 0, NULL));
}

ACT(NULL, act)
