/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Calls whose beginning went by unseen. A kernel that preempts our programs does not run one again on that CPU before
 * it has ended (recursion_misses): another thread's call begins there without us.
 */
#ifndef LC_MISSED_BPF_H
#define LC_MISSED_BPF_H

#include "bpf/scope.bpf.h"

/* The kernel does so. Set by the loader before load; off, a call costs nothing more. */
extern const volatile __u32 calls_are_missed;

/* arch/x86/entry/syscalls/: execve and execveat in the three tables. */
static __always_inline bool is_exec(enum lc_abi abi, __u32 nr)
{
	if (abi == LC_ABI_I386)
		return nr == 11 || nr == 358;
	if (abi == LC_ABI_X32)
		return nr == 520 || nr == 545;
	return nr == 59 || nr == 322;
}

/*
 * Current ends a call: at the latest now the program of the slot counts as having used it. A successful execve ends in
 * another program than it began in: it is told of when that is still known, with ret 1.
 */
extern __hidden int call_ends(struct task_struct *task, __u32 slot, __u64 id, long ret);

/* Not every call could be judged so. */
extern __u32 unjudged;

#endif
