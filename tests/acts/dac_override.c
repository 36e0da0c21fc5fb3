/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens for writing what another user's file mode forbids. */
#include "act.h"

static void stage(void)
{
	stage_file("sealed", OTHER_ID, OTHER_ID, 0);
}

static void act(void)
{
	need("CAP_DAC_OVERRIDE", "openat", "generic_permission",
	     syscall(SYS_openat, AT_FDCWD, "sealed", O_WRONLY, 0));
}

ACT(stage, act)
