/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives a file capabilities. */
#include <linux/xattr.h>

#include "act.h"

static void act(void)
{
	int fd = must("open", open("program", O_CREAT | O_RDONLY, 0600));
	struct vfs_cap_data caps = { VFS_CAP_REVISION_2, { { 1u << CAP_NET_RAW, 0 }, { 0, 0 } } };
	long r = syscall(SYS_fsetxattr, fd, "security.capability", &caps, sizeof(caps), 0);

	if (r < 0 && errno == ENOTSUP)
		cannot("this file system has no file capabilities");
	need("CAP_SETFCAP", "fsetxattr", "cap_convert_nscap", r);
	must("unlink", unlink("program"));
}

ACT(NULL, act)
