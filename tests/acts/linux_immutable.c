/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a file immutable, and lets go of it. */
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "act.h"

static void act(void)
{
	int fd = must("open", open("immutable", O_CREAT | O_RDONLY, 0600));
	int flags, with;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags))
		cannot("this file system has no inode flags");
	with = flags | FS_IMMUTABLE_FL;
	need("CAP_LINUX_IMMUTABLE", "ioctl", "*",
	     syscall(SYS_ioctl, fd, FS_IOC_SETFLAGS, &with));
	must("clear", ioctl(fd, FS_IOC_SETFLAGS, &flags));
	must("unlink", unlink("immutable"));
}

ACT(NULL, act)
