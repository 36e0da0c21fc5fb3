/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets the host name to what it is. */
#include "act.h"

static void act(void)
{
	char name[65];

	must("gethostname", gethostname(name, sizeof(name)));
	need("CAP_SYS_ADMIN", "sethostname", "sys_sethostname",
	     syscall(SYS_sethostname, name, strlen(name)));
}

ACT(NULL, act)
