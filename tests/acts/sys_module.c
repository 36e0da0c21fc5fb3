/* SPDX-License-Identifier: BSD-2-Clause */
/* Offers something that is no kernel module. */
#include "act.h"

static void act(void)
{
	static char nothing[64];
	long r = syscall(SYS_init_module, nothing, sizeof(nothing), "");

	if (r < 0 && errno == ENOSYS)
		cannot("init_module");
	need_past("CAP_SYS_MODULE", "init_module", "sys_init_module", r, ENOEXEC);
}

ACT(NULL, act)
