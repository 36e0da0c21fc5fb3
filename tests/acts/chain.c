/* SPDX-License-Identifier: BSD-2-Clause */
/* Forks and executes, twice; only the last program of the chain uses a capability. */
#include "act.h"

static void stage(void)
{
	stage_copy("chain-second");
	stage_copy("chain-third");
}

static void spawn(const char *name)
{
	pid_t child = must("fork", fork());

	if (!child)
		become(name);
	exit(wait_for(child));
}

static void act(void)
{
	expect_program();
	if (act_is("chain-third")) {
		expect_syscall("x86_64", "getpgid");
		must("getpgid", syscall(SYS_getpgid, 0));
		need("CAP_SYS_CHROOT", "chroot", "sys_chroot", syscall(SYS_chroot, "."));
	} else
		spawn(act_is("chain-second") ? "chain-third" : "chain-second");
}

ACT(stage, act)
