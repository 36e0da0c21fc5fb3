/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Changes of what a process may do: ids, capabilities, namespaces, filters. */
#ifndef LC_STANCE_BPF_H
#define LC_STANCE_BPF_H

#include "bpf/pending.bpf.h"
#include "bpf/scope.bpf.h"

#define NR_LANDLOCK 446 /* landlock_restrict_self, in all tables */

/* Current begins a call that can change what it may do: what it stands on is kept. */
extern LOOKED_AT_ONCE int stance_begin(void);

/* The call that stance_begin() saw has ended. */
extern LOOKED_AT_ONCE int stance_end(struct pending *p, __u32 slot, __u32 nr, long ret);

/* The execve under way executes this file: whether its set-user-ID bits are void. */
extern __hidden int stance_exec(struct task_struct *task, struct linux_binprm *bprm);

#endif
