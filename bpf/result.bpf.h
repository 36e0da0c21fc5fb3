/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the calls end in which checks are made: what the hooks on checks and on process life tell result.bpf.c. */
#ifndef LC_RESULT_BPF_H
#define LC_RESULT_BPF_H

#include "bpf/scope.bpf.h"

/* Current made the check in call nr, whose end is waited for. Global: the verifier looks at it once. */
extern int follow_check(__u32 id, __u32 nr);

/* Its share of the word of its process, while in a call with checks. */
extern __hidden __u32 followed(struct task_struct *task);

/* A thread ends within a call. */
extern __hidden int unfollow(struct task_struct *task);

#endif
