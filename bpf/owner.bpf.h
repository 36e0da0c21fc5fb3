/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose a process is: its cgroup in one hierarchy, and its pid namespace. */
#ifndef LC_OWNER_BPF_H
#define LC_OWNER_BPF_H

#include "bpf/scope.bpf.h"

extern __u64 owner_root_at; /* the hierarchy: its root's address; 0: version 2's */
extern __u32 self_pid_ns; /* the loader's */

/*
 * lc_owner.id of a task (its address); made if it is new. 0: no room for it, which is counted. Global: the verifier
 * looks at it once.
 */
extern __u32 owner_of(__u64 task);

/* Counts a process that was moved from one to another, and tells of it. flags: LC_MOVE_*. */
extern __hidden int owner_move(struct task_struct *task, __u32 slot, __u32 from, __u32 to, __u32 flags);

#endif
