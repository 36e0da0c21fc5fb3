/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the state of another user's shared memory. */
#include <sys/ipc.h>
#include <sys/shm.h>

#include "act.h"

static long create(void)
{
	int id = must("shmget", shmget(IPC_PRIVATE, 4096, 0600));

	if (shmat(id, NULL, 0) == (void *)-1)
		return -1;
	must("shmctl", shmctl(id, IPC_RMID, NULL)); /* ends with us */
	return id;
}

static void stage(void)
{
	stage_target("segment", create);
}

static void act(void)
{
	struct shmid_ds state;

	need("CAP_IPC_OWNER", "shmctl", "ipcperms",
	     syscall(SYS_shmctl, stage_number("segment"), IPC_STAT, &state));
}

ACT(stage, act)
