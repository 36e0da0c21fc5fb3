/* SPDX-License-Identifier: BSD-2-Clause */
/* Raises its own priority. */
#include <sys/resource.h>

#include "act.h"

static void act(void)
{
	struct rlimit limit;

	must("getrlimit", getrlimit(RLIMIT_NICE, &limit));
	errno = 0;
	if (limit.rlim_cur > 20)
		cannot("RLIMIT_NICE is %lu", (unsigned long)limit.rlim_cur);
	need("CAP_SYS_NICE", "setpriority", "can_nice", syscall(SYS_setpriority, PRIO_PROCESS, 0, -1));
}

ACT(NULL, act)
