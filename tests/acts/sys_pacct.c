/* SPDX-License-Identifier: BSD-2-Clause */
/* Names a process accounting file that does not exist. */
#include "act.h"

static void act(void)
{
	long r = syscall(SYS_acct, "no-such-file");

	if (r < 0 && errno == ENOSYS)
		cannot("acct");
	need_past("CAP_SYS_PACCT", "acct", "sys_acct", r, ENOENT);
}

ACT(NULL, act)
