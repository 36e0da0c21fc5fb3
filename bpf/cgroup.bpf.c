// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Scope by cgroup, of either version: who is in it when the recording begins
 * (the walk of adopt.bpf.c asks), who is moved or born into it later.
 *
 * It is asked at fork, at execve and at moves, never at a syscall. Whoever was
 * in it once stays followed when it is moved out.
 */
#include "bpf/cgroup.bpf.h"

#define HIERARCHIES 48 /* as many as there are controllers, and some that are only named */

const volatile __u32 scope_cgroup = 0;

/* The descriptor of its directory, ours; and what name_cgroup made of it. */
__u32 cgroup_fd = 0;
__u64 cgroup_id = 0; /* unique in its hierarchy, never given again */
__u64 cgroup_root_at = 0; /* address of the hierarchy, which the descriptor keeps */
__u32 cgroup_level = 0;

/* Run once by the loader in its own context. */
SEC("?raw_tp")
int name_cgroup(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct file **files = BPF_CORE_READ(task, files, fdt, fd), *file = NULL;
	struct kernfs_node *node;
	struct cgroup *cgrp;

	bpf_probe_read_kernel(&file, sizeof(file), &files[cgroup_fd]);
	node = BPF_CORE_READ(file, f_inode, i_private);
	cgrp = BPF_CORE_READ(node, priv);
	if (!cgrp || BPF_CORE_READ(cgrp, kn) != node)
		return 1; /* removed */
	cgroup_id = BPF_CORE_READ(node, id);
	cgroup_root_at = (__u64)BPF_CORE_READ(cgrp, root);
	cgroup_level = BPF_CORE_READ(cgrp, level);
	return 0;
}

static __always_inline bool is_of_hierarchy(const struct cgroup *cgrp)
{
	return (__u64)BPF_CORE_READ(cgrp, root) == cgroup_root_at;
}

/* Of the same hierarchy: each cgroup knows its ancestors by their levels, itself the last. */
static __always_inline bool is_below(const struct cgroup *cgrp)
{
	const struct cgroup *ancestor = NULL;
	__u64 id = 0;

	if (BPF_CORE_READ(cgrp, level) < (int)cgroup_level)
		return false;
	if (bpf_core_field_exists(cgrp->ancestors)) {
		bpf_probe_read_kernel(&ancestor, sizeof(ancestor),
				      (void *)cgrp + bpf_core_field_offset(struct cgroup, ancestors) +
					      cgroup_level * sizeof(ancestor));
		id = BPF_CORE_READ(ancestor, kn, id);
	} else {
		bpf_probe_read_kernel(&id, sizeof(id),
				      (void *)cgrp + bpf_core_field_offset(struct cgroup___v5, ancestor_ids) +
					      cgroup_level * sizeof(id));
	}
	return id == cgroup_id;
}

/* The set has a cgroup of each hierarchy: of version 2 at hand, the others in a list. */
__hidden __noinline bool in_cgroup(struct task_struct *task)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	const struct cgroup *cgrp = BPF_CORE_READ(set, dfl_cgrp);
	struct list_head *end, *at;

	if (is_of_hierarchy(cgrp))
		return is_below(cgrp);
	end = (void *)set + bpf_core_field_offset(struct css_set, cgrp_links);
	at = BPF_CORE_READ(end, next);
	for (int i = 0; i < HIERARCHIES && at && at != end; i++) {
		struct cgrp_cset_link *link = (void *)at - bpf_core_field_offset(struct cgrp_cset_link, cgrp_link);

		cgrp = BPF_CORE_READ(link, cgrp);
		if (is_of_hierarchy(cgrp))
			return is_below(cgrp);
		at = BPF_CORE_READ(at, next);
	}
	return false;
}

static __always_inline int enter(struct task_struct *task)
{
	__u32 *word = slot_word(task->tgid);

	if (!word) {
		lose(LC_LOST_PIDS);
		return 0;
	}
	if (!*word)
		scope_adopt(task);
	return 0;
}

/* Born into it, by a parent outside (CLONE_INTO_CGROUP), or by one that the walk has not reached yet. */
SEC("?tp_btf/sched_process_fork")
int BPF_PROG(cgroup_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 *word = slot_word(parent->tgid);

	if (child->tgid == parent->tgid || (word && *word) || !in_cgroup(child))
		return 0;
	return enter(child);
}

/* What the kernel itself starts in it has no memory of its own before its execve. */
SEC("?tp_btf/sched_process_exec")
int BPF_PROG(cgroup_exec, struct task_struct *task)
{
	__u32 *word = slot_word(task->tgid);

	if ((word && *word) || !in_cgroup(task))
		return 0;
	return enter(task);
}

/* Moved into it: the process, or a thread of it. */
SEC("?tp_btf/cgroup_attach_task")
int BPF_PROG(cgroup_move, struct cgroup *to, const char *path, struct task_struct *task)
{
	if (!is_of_hierarchy(to) || !is_below(to))
		return 0;
	return enter(task);
}
