/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The scope of --cgroup: who belongs to it. */
#ifndef LC_CGROUP_BPF_H
#define LC_CGROUP_BPF_H

#include "bpf/scope.bpf.h"

/* The scope is a cgroup. Set by the loader before load. */
extern const volatile __u32 scope_cgroup;

/* Whether the task is in the cgroup, or in one below it. */
extern __hidden bool in_cgroup(struct task_struct *task);

#endif
