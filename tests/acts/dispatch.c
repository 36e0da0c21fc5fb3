/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends with syscall user dispatch on, by which a program can serve calls itself. */
#include <linux/prctl.h>
#include <sys/prctl.h>

#include "act.h"

static void act(void)
{
	static char selector = SYSCALL_DISPATCH_FILTER_ALLOW;

	if (syscall(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector) < 0)
		cannot("syscall user dispatch");
	puts("NONE\nINCOMPLETE dispatch");
}

ACT(NULL, act)
