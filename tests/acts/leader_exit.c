/* SPDX-License-Identifier: BSD-2-Clause */
/* Its leading thread ends first; another one then uses a capability. */
#include <pthread.h>

#include "act.h"

static void *go_on(void *unused)
{
	(void)unused;
	usleep(200000); /* the leader is a zombie by now */
	need("CAP_SYS_CHROOT", "chroot", "sys_chroot", syscall(SYS_chroot, "."));
	exit(ACT_DONE);
}

static void act(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, go_on, NULL))
		act_end(ACT_BROKEN, "pthread_create");
	pthread_exit(NULL);
}

ACT(NULL, act)
