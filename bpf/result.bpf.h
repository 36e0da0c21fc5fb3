/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the calls end in which checks are made: what the hooks on checks and on process life tell result.bpf.c. */
#ifndef LC_RESULT_BPF_H
#define LC_RESULT_BPF_H

#include "bpf/scope.bpf.h"

/* Current made the check in call nr, whose end is waited for. Global: the verifier looks at it once. */
extern int follow_check(__u32 id, __u32 nr, __u32 denied);

/* Under a seccomp filter: current's call has begun. */
extern __hidden int enter_filtered(struct task_struct *task, __u32 nr);

/* Current's call has ended, and something may have to be done about it. */
extern __hidden int look_at_end(__u32 nr, long ret);

/* Its share of the word of its process, while in a call with checks. */
extern __hidden __u32 followed(struct task_struct *task);

/* A thread ends within a call. */
extern __hidden int unfollow(struct task_struct *task);

/*
 * What a hook saw on the way of current's call, for the record of its refusal if the call fails in the end.
 * step_begin() gives room with .kind and .error (of ret, a negative errno) set and the rest 0, or NULL: nobody wants it
 * (a bystander, or refusals are not followed). step_end() keeps it until the call ends.
 */
extern __hidden struct lc_step *step_begin(struct task_struct *task, enum lc_step_kind kind, int ret);
extern __hidden int step_end(struct task_struct *task, struct lc_step *step);

#endif
