/* SPDX-License-Identifier: BSD-2-Clause */
/* Executes another program from a child that borrows its memory. */
#include "act.h"

static void stage(void)
{
	stage_copy("vfork-child");
}

static void act(void)
{
	pid_t child;

	expect_program();
	if (act_is("vfork-child")) {
		need("CAP_SYS_CHROOT", "chroot", "sys_chroot", syscall(SYS_chroot, "."));
		return;
	}
	expect_syscall("x86_64", "vfork");
	child = vfork();
	if (!child) {
		execl("./vfork-child", "./vfork-child", NULL);
		_exit(ACT_BROKEN);
	}
	exit(wait_for(child));
}

ACT(stage, act)
