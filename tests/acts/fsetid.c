/* SPDX-License-Identifier: BSD-2-Clause */
/* Marks a file of a foreign group set-group-ID; without the capability the bit is dropped in silence. */
#include "act.h"

static void stage(void)
{
	stage_file("group", 0, OTHER_ID, 0600);
}

static void act(void)
{
	struct stat st;

	must("fchmodat", syscall(SYS_fchmodat, AT_FDCWD, "group", S_ISGID | 0710));
	must("stat", stat("group", &st));
	errno = EPERM;
	need("CAP_FSETID", "fchmodat", "setattr_prepare", st.st_mode & S_ISGID ? 0 : -1);
}

ACT(stage, act)
