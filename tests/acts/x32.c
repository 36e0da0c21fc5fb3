/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes an x32 call, which most kernels refuse as unknown. */
#include "act.h"

static void act(void)
{
	if (syscall(__X32_SYSCALL_BIT | SYS_getpid) < 0 && errno != ENOSYS)
		act_end(ACT_BROKEN, "x32 getpid");
	expect_syscall("x32", "getpid");
	puts("NONE");
}

ACT(NULL, act)
