/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes calls that no table names: one below and one beyond what a bitmap would hold. */
#include "act.h"

static void act(void)
{
	if (syscall(999) != -1 || syscall(70000) != -1)
		act_end(ACT_BROKEN, "the kernel knows 999 or 70000");
	puts("NONE\nINCOMPLETE abi");
}

ACT(NULL, act)
