/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a timer that could wake the machine, and does not set it. */
#include <sys/timerfd.h>
#include <time.h>

#include "act.h"

static void act(void)
{
	need("CAP_WAKE_ALARM", "timerfd_create", "sys_timerfd_create",
	     syscall(SYS_timerfd_create, CLOCK_REALTIME_ALARM, 0));
}

ACT(NULL, act)
