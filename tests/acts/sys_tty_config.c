/* SPDX-License-Identifier: BSD-2-Clause */
/* Hangs up the terminal of a session that has none. */
#include "act.h"

static void act(void)
{
	pid_t child = must("fork", fork());

	if (child)
		exit(wait_for(child));
	must("setsid", setsid());
	need("CAP_SYS_TTY_CONFIG", "vhangup", "sys_vhangup", syscall(SYS_vhangup));
}

ACT(NULL, act)
