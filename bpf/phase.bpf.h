/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When the workload begins to serve: as soon as each of its processes has waited (accept, epoll_wait, poll, wait4...)
 * since it was started or last gave up privileges, and one of them listens. A chapter of the recording ends there. A
 * process from before that moment which gives up privileges later proves it wrong: then the next such moment counts.
 */
#ifndef LC_PHASE_BPF_H
#define LC_PHASE_BPF_H

#include "bpf/scope.bpf.h"

/* Set by the loader: 0 leaves it to recorder_serves(). */
extern const volatile __u32 look_for_boundary;

extern __u32 serving_from; /* the first chapter of serving; 0: not yet */
extern __s32 starting; /* processes that have not waited yet */
extern __u32 listens;

/* Flags of the word of a process that begins: by fork, by the execve of CMD. */
static __always_inline __u32 phase_begin(void)
{
	if (!look_for_boundary)
		return 0;
	if (serving_from)
		return SLOT_LATE;
	__sync_fetch_and_add(&starting, 1);
	return SLOT_STARTING;
}

/* The process whose word this is waits. */
extern __hidden int phase_wait(__u32 *word);

extern __u32 restarted;

/*
 * Something is executed for another owner than its parent's: a runtime starts the workload, and what waited until
 * now was the runtime. Only once: what a workload starts in namespaces of its own later begins nothing anew.
 */
static __always_inline __u32 phase_restart(__u32 word)
{
	if (!look_for_boundary || restarted)
		return word;
	restarted = 1;
	serving_from = 0;
	listens = 0;
	return word & ~SLOT_LATE;
}

/* It executes another program: flags of its word from now on. */
static __always_inline __u32 phase_exec(__u32 word)
{
	if (word & (SLOT_STARTING | SLOT_LATE))
		return word & (SLOT_STARTING | SLOT_LATE);
	return serving_from ? 0 : phase_begin();
}

/* A process has left, which had this word. */
extern __hidden int phase_leave(__u32 word);

/* Somebody listens. */
extern __hidden int phase_listen(__u32 slot);

/* The process gives up privileges. */
extern __hidden int phase_drop(__u32 *word);

#endif
