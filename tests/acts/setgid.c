/* SPDX-License-Identifier: BSD-2-Clause */
/* Becomes another group. */
#include "act.h"

static void act(void)
{
	need("CAP_SETGID", "setgid", "sys_setgid", syscall(SYS_setgid, OTHER_ID));
}

ACT(NULL, act)
