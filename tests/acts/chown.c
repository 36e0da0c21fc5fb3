/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives a file of its own to another user. */
#include "act.h"

static void act(void)
{
	int fd = must("open", open("chown", O_CREAT | O_WRONLY, 0600));

	need("CAP_CHOWN", "fchownat", "setattr_prepare",
	     syscall(SYS_fchownat, AT_FDCWD, "chown", OTHER_ID, -1, 0));
	close(fd);
	must("unlink", unlink("chown"));
}

ACT(NULL, act)
