/* SPDX-License-Identifier: BSD-2-Clause */
/* Mounts a tmpfs in a mount namespace of its own. */
#include <sched.h>
#include <sys/mount.h>

#include "act.h"

static void act(void)
{
	need("CAP_SYS_ADMIN", "unshare", "unshare_nsproxy_namespaces", syscall(SYS_unshare, CLONE_NEWNS));
	need("CAP_SYS_ADMIN", "mount", "path_mount",
	     syscall(SYS_mount, NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	need("CAP_SYS_ADMIN", "mount", "path_mount", syscall(SYS_mount, "act", ".", "tmpfs", 0, "size=4k"));
}

ACT(NULL, act)
