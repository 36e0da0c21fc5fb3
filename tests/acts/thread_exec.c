/* SPDX-License-Identifier: BSD-2-Clause */
/* Executes another program from a thread that is not the leader; the pid is the leader's afterwards. */
#include <pthread.h>

#include "act.h"

static void stage(void)
{
	stage_copy("thread-exec-next");
}

static void *replace(void *unused)
{
	(void)unused;
	usleep(100000); /* the leader waits by now */
	become("thread-exec-next");
}

static void act(void)
{
	pthread_t thread;

	expect_program();
	if (act_is("thread-exec-next")) {
		need("CAP_SYS_CHROOT", "chroot", "sys_chroot", syscall(SYS_chroot, "."));
		return;
	}
	if (pthread_create(&thread, NULL, replace, NULL))
		act_end(ACT_BROKEN, "pthread_create");
	for (;;)
		pause();
}

ACT(stage, act)
