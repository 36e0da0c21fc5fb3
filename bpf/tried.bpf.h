/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls that were made and are not yet known to work: what hooks on the begin and end of calls tell tried.bpf.c. */
#ifndef LC_TRIED_BPF_H
#define LC_TRIED_BPF_H

#include "bpf/scope.bpf.h"

#define TRIED_FIRST 0x1	 /* the first of its number */
#define TRIED_WORKED 0x2 /* it is to be marked as used, and not looked at again */

/*
 * A call begins whose number has no bit. A thread's next call begins when its last one has ended, and an end that
 * failed has been seen: so what began before and did not fail has worked, or is under way in another thread, which is
 * taken for the same.
 */
extern __hidden int try_call(__u32 slot, __u32 abi, __u32 nr);

/* Current's call of that number, which had begun, failed. */
extern __hidden int call_failed(__u32 slot, __u32 abi, __u32 nr, __u32 error);

#endif
