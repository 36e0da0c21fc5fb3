/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks to become who it is: granted to everybody, though the kernel looks at the capability first. */
#include "act.h"

static void act(void)
{
	must("setuid", syscall(SYS_setuid, getuid()));
	must("setgid", syscall(SYS_setgid, getgid()));
	must("setresuid", syscall(SYS_setresuid, -1, geteuid(), -1));
	expect_syscall("x86_64", "setuid");
	puts("NONE");
}

ACT(NULL, act)
