/* SPDX-License-Identifier: BSD-2-Clause */
/* Raises a hard limit of its own. */
#include <sys/resource.h>

#include "act.h"

static void act(void)
{
	struct rlimit limit;

	must("getrlimit", getrlimit(RLIMIT_CORE, &limit));
	limit.rlim_cur = limit.rlim_max = 0;
	must("setrlimit", setrlimit(RLIMIT_CORE, &limit));
	limit.rlim_max = 1;
	need("CAP_SYS_RESOURCE", "prlimit64", "do_prlimit",
	     syscall(SYS_prlimit64, 0, RLIMIT_CORE, &limit, NULL));
}

ACT(NULL, act)
