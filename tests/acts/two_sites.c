/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two places ask for the same capability in the same system call: clone(2) accounts memory a hundred times, which
 * is no need, and at the end makes a namespace, which is. Who looks only at the first of them is wrong.
 */
#include <sched.h>
#include <signal.h>

#include "act.h"

static long make_child(unsigned long flags)
{
	pid_t child = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);

	if (child == 0)
		_exit(0);
	if (child > 0)
		wait_for(child);
	return child;
}

static void act(void)
{
	for (int i = 0; i < 100; i++)
		must("clone", make_child(0));
	need("CAP_SYS_ADMIN", "clone", "copy_namespaces", make_child(CLONE_NEWUTS));
}

ACT(NULL, act)
