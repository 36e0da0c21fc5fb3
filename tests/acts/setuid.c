/* SPDX-License-Identifier: BSD-2-Clause */
/* Becomes another user. */
#include "act.h"

static void act(void)
{
	need("CAP_SETUID", "setuid", "sys_setuid", syscall(SYS_setuid, OTHER_ID));
}

ACT(NULL, act)
