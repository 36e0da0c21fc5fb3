/* SPDX-License-Identifier: BSD-2-Clause */
/* Drops a capability from its bounding set. */
#include <sys/prctl.h>

#include "act.h"

static void act(void)
{
	need("CAP_SETPCAP", "prctl", "cap_task_prctl",
	     syscall(SYS_prctl, PR_CAPBSET_DROP, CAP_WAKE_ALARM, 0, 0, 0));
}

ACT(NULL, act)
