/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks for the physical block of a file. */
#include <linux/fs.h>
#include <sys/ioctl.h>

#include "act.h"

static void act(void)
{
	int fd = must("open", open("block", O_CREAT | O_RDWR, 0600));
	int block = 0;
	long r = syscall(SYS_ioctl, fd, FIBMAP, &block);

	if (r < 0 && errno != EPERM)
		cannot("FIBMAP on this file system");
	need("CAP_SYS_RAWIO", "ioctl", "*", r);
	must("unlink", unlink("block"));
}

ACT(NULL, act)
