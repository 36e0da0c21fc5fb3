/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Cgroups of tasks, and the scopes that are made of cgroups and pid namespaces. */
#ifndef LC_CGROUP_BPF_H
#define LC_CGROUP_BPF_H

#include "bpf/scope.bpf.h"

/* The scope is of members: set by the loader before load. */
extern const volatile __u32 scope_cgroups; /* of cgroups that scope_members names */
extern const volatile __u32 scope_pid_ns;  /* of pid namespaces that are named */

#define HIERARCHIES 48 /* as many as there are controllers, and some that are only named */

static __always_inline bool is_of_hierarchy(const struct cgroup *cgrp, __u64 root)
{
	return (__u64)BPF_CORE_READ(cgrp, root) == root;
}

static __always_inline struct kernfs_node *cgroup_parent_node(struct kernfs_node *node)
{
	struct kernfs_node___v6_15 *newer = (void *)node;

	if (bpf_core_field_exists(newer->__parent))
		return BPF_CORE_READ(newer, __parent);
	return BPF_CORE_READ(node, parent);
}

/*
 * Address of the cgroup of a task (its address) in the hierarchy with this root; root 0: version 2's. 0: it is in none.
 * Global: the verifier looks at its loop once, not with all that follows each of its ends.
 */
extern __u64 cgroup_of(__u64 task, __u64 root);

/*
 * Whether the task (its address) is in the scope by its cgroups or its pid namespace. Global: the verifier looks at it
 * once.
 */
extern int is_member(__u64 task);

#endif
