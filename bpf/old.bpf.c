// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the words of compat.bpf.h need on old kernels; only part of the object for these. */
#define LC_OLD_OWNER
#include "bpf/scope.bpf.h"

__s32 old_owners SEC(".data.old") = 0;

#define TRIES 48 /* the time the verifier takes grows with their square */
#define PAUSE 8

/*
 * Who adds one and then is alone has the lock: an owner's one stays until he lets go. Programs are not preempted on
 * the kernels this is for, and an owner is done after some ten instructions. 0: it was not to be had: a loss.
 */
__noinline int old_lock(void)
{
	for (int i = 0; i < TRIES; i++) {
		if (!*(volatile __s32 *)&old_owners) {
			__sync_fetch_and_add(&old_owners, 1);
			if (*(volatile __s32 *)&old_owners == 1)
				return 1;
			__sync_fetch_and_add(&old_owners, -1);
		}
#pragma unroll
		for (int pause = 0; pause < PAUSE; pause++)
			bpf_ktime_get_ns();
	}
	lose(LC_LOST_RECURSION);
	return 0;
}

__hidden void old_unlock(void)
{
	__sync_fetch_and_add(&old_owners, -1);
}
