/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens for reading what another user's file mode forbids. */
#include "act.h"

static void stage(void)
{
	stage_file("sealed", OTHER_ID, OTHER_ID, 0);
}

static void act(void)
{
	need("CAP_DAC_READ_SEARCH", "openat", "generic_permission",
	     syscall(SYS_openat, AT_FDCWD, "sealed", O_RDONLY, 0));
}

ACT(stage, act)
