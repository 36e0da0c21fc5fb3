/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Values of arguments, learned with --args: what the hook on calls tells values.bpf.c. */
#ifndef LC_VALUES_BPF_H
#define LC_VALUES_BPF_H

#include "bpf/scope.bpf.h"

/* Set by the loader before load. */
extern const volatile __u32 learn_values;

/* Looks at current's call; whether its number is one each of whose calls is to be looked at. */
extern __hidden int learn_call(struct task_struct *task, __u32 slot, __u32 abi, __u32 nr);

#endif
