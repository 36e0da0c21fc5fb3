/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes its own directory its root. */
#include "act.h"

static void act(void)
{
	need("CAP_SYS_CHROOT", "chroot", "sys_chroot", syscall(SYS_chroot, "."));
}

ACT(NULL, act)
