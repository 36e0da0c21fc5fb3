/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls settimeofday with neither time nor zone. */
#include "act.h"

static void act(void)
{
	need("CAP_SYS_TIME", "settimeofday", "cap_settime", syscall(SYS_settimeofday, NULL, NULL));
}

ACT(NULL, act)
