/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a device node. */
#include <sys/sysmacros.h>

#include "act.h"

static void act(void)
{
	need("CAP_MKNOD", "mknodat", "vfs_mknod",
	     syscall(SYS_mknodat, AT_FDCWD, "null", S_IFCHR | 0600, makedev(1, 3)));
	must("unlink", unlink("null"));
}

ACT(NULL, act)
