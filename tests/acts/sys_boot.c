/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls reboot without its magic numbers. */
#include "act.h"

static void act(void)
{
	need_past("CAP_SYS_BOOT", "reboot", "sys_reboot", syscall(SYS_reboot, 0, 0, 0, NULL), EINVAL);
}

ACT(NULL, act)
