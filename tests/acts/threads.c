/* SPDX-License-Identifier: BSD-2-Clause */
/* Uses a capability in one of several threads. */
#include <pthread.h>

#include "act.h"

static void *work(void *use)
{
	for (int i = 0; i < 100; i++)
		syscall(SYS_gettid);
	if (use)
		need("CAP_CHOWN", "fchownat", "setattr_prepare",
		     syscall(SYS_fchownat, AT_FDCWD, "threads", OTHER_ID, -1, 0));
	return NULL;
}

static void act(void)
{
	pthread_t threads[8];
	int fd = must("open", open("threads", O_CREAT | O_WRONLY, 0600));

	for (int i = 0; i < 8; i++)
		if (pthread_create(&threads[i], NULL, work, i == 5 ? &fd : NULL))
			act_end(ACT_BROKEN, "pthread_create");
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	expect_syscall("x86_64", "gettid");
	must("unlink", unlink("threads"));
}

ACT(NULL, act)
