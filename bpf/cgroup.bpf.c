// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Scopes of members: cgroups of either version with all below them, those that are made later, and pid namespaces.
 *
 * It is asked at fork, at execve and at moves, never at a syscall. Who is in it when the recording begins is for the
 * walk of adopt.bpf.c. Whoever was in it once stays followed when it is moved out.
 */
#include "bpf/cgroup.bpf.h"
#include "bpf/owner.bpf.h"

const volatile __u32 scope_cgroups = 0;
const volatile __u32 scope_pid_ns = 0;
const volatile __u32 scope_new = 0; /* every cgroup that is made from now on in the owners' hierarchy */

#define MEMBERS 65536 /* cgroups of the scope */
#define PID_NS_DEPTH 8

struct member {
	__u64 root, id; /* address of the hierarchy's root, which the loader's descriptor keeps; never given again */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, MEMBERS);
	__type(key, struct member);
	__type(value, __u32);
} scope_members SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32); /* inode number */
	__type(value, __u32);
} pid_namespaces SEC(".maps");

/* What name_cgroup is asked about: a descriptor of a cgroup's directory, ours. */
__u32 cgroup_fd = 0;
__u32 cgroup_join = 0;	  /* makes it a member */
__u64 cgroup_root_at = 0; /* answer: address of its hierarchy */

static __always_inline struct member member_of(const struct cgroup *cgrp)
{
	struct member m = { .root = (__u64)BPF_CORE_READ(cgrp, root), .id = BPF_CORE_READ(cgrp, kn, id) };

	return m;
}

static __always_inline int join(const struct cgroup *cgrp)
{
	struct member m = member_of(cgrp);
	__u32 one = 1;

	if (!bpf_map_update_elem(&scope_members, &m, &one, BPF_ANY))
		return 0;
	lose(LC_LOST_OWNERS);
	return 1;
}

static __always_inline bool is_joined(const struct cgroup *cgrp)
{
	struct member m = member_of(cgrp);

	return bpf_map_lookup_elem(&scope_members, &m) != NULL;
}

/* Run by the loader in its own context. */
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
	cgroup_root_at = (__u64)BPF_CORE_READ(cgrp, root);
	return cgroup_join ? join(cgrp) : 0;
}

/* The set has a cgroup of each hierarchy: of version 2 at hand, the others in a list. */
__noinline __u64 cgroup_of(__u64 address, __u64 root)
{
	struct task_struct *task = (void *)address;
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	struct cgroup *cgrp = BPF_CORE_READ(set, dfl_cgrp);
	struct list_head *end, *at;

	if (!root || is_of_hierarchy(cgrp, root))
		return (__u64)cgrp;
	end = (void *)set + bpf_core_field_offset(struct css_set, cgrp_links);
	at = BPF_CORE_READ(end, next);
	for (int i = 0; i < HIERARCHIES && at && at != end; i++) {
		struct cgrp_cset_link *link = (void *)at - bpf_core_field_offset(struct cgrp_cset_link, cgrp_link);

		cgrp = BPF_CORE_READ(link, cgrp);
		if (is_of_hierarchy(cgrp, root))
			return (__u64)cgrp;
		at = BPF_CORE_READ(at, next);
	}
	return 0;
}

static __always_inline bool is_in_cgroup(struct task_struct *task)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	struct list_head *end = (void *)set + bpf_core_field_offset(struct css_set, cgrp_links), *at;

	if (is_joined(BPF_CORE_READ(set, dfl_cgrp)))
		return true;
	at = BPF_CORE_READ(end, next);
	for (int i = 0; i < HIERARCHIES && at && at != end; i++) {
		struct cgrp_cset_link *link = (void *)at - bpf_core_field_offset(struct cgrp_cset_link, cgrp_link);

		if (is_joined(BPF_CORE_READ(link, cgrp)))
			return true;
		at = BPF_CORE_READ(at, next);
	}
	return false;
}

static __always_inline bool is_in_pid_ns(const struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	__u32 level = BPF_CORE_READ(pid, level);

	for (__u32 i = 0; i < PID_NS_DEPTH && i <= level; i++) {
		__u32 inum = BPF_CORE_READ(pid, numbers[level - i].ns, ns.inum);

		if (bpf_map_lookup_elem(&pid_namespaces, &inum))
			return true;
	}
	return false;
}

__noinline int is_member(__u64 at)
{
	struct task_struct *task = (void *)at;

	return (scope_cgroups && is_in_cgroup(task)) || (scope_pid_ns && is_in_pid_ns(task));
}

/* Comes into the scope as it is. */
static __always_inline __u32 enter(struct task_struct *task)
{
	__u32 *word = slot_word(task->tgid);

	if (!word) {
		lose(LC_LOST_PIDS);
		return 0;
	}
	return *word ? *word : scope_adopt(task, LC_PROGRAM_ROOT | LC_PROGRAM_ENTERED);
}

/* Born into it, by a parent outside (CLONE_INTO_CGROUP), or by one that the walk has not reached yet. */
SEC("?tp_btf/sched_process_fork")
int BPF_PROG(member_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 *word = slot_word(parent->tgid);

	if (child->tgid == parent->tgid || (word && *word) || !is_member(address_of(child)))
		return 0;
	enter(child);
	return 0;
}

/* What the kernel itself starts in it has no memory of its own before its execve. */
SEC("?tp_btf/sched_process_exec")
int BPF_PROG(member_exec, struct task_struct *task)
{
	__u32 *word = slot_word(task->tgid);

	if ((word && *word) || !is_member(address_of(task)))
		return 0;
	scope_adopt(task, LC_PROGRAM_ROOT);
	return 0;
}

/* With its parent, or whatever is new. The path holds the names from its root. */
SEC("?tp_btf/cgroup_mkdir")
int BPF_PROG(member_mkdir, struct cgroup *made)
{
	struct kernfs_node *up = cgroup_parent_node(made->kn);
	struct cgroup *parent = BPF_CORE_READ(up, priv);

	if ((scope_new && (!owner_root_at || is_of_hierarchy(made, owner_root_at))) || (parent && is_joined(parent)))
		join(made);
	return 0;
}

/* A cgroup of it goes: its number never comes again. */
SEC("?tp_btf/cgroup_release")
int BPF_PROG(member_release, struct cgroup *gone)
{
	struct member m = member_of(gone);

	bpf_map_delete_elem(&scope_members, &m);
	return 0;
}

static __always_inline int move(struct task_struct *task, __u32 *at)
{
	__u32 slot = *at & SLOT_MASK, owner = owner_of(address_of(task)), flags = 0, to;
	struct lc_program *program = bpf_map_lookup_elem(&programs, &slot);
	__u32 from = program ? program->owner : 0;

	if (!program || owner == from)
		return 0;
	if ((scope_cgroups || scope_pid_ns) && !is_member(address_of(task)))
		flags |= LC_MOVE_LEFT;
	to = program_change(address_of(task), owner, LC_PROGRAM_ENTERED);
	return to ? owner_move(task, to, from, owner, flags) : 0;
}

/* A process was moved, or a thread of it: alone it may be elsewhere, the process counts as where its leader is. */
SEC("?tp_btf/cgroup_attach_task")
int BPF_PROG(process_move, struct cgroup *to, const char *path, struct task_struct *task)
{
	__u32 *word = slot_word(task->tgid), entered;

	if (!word || (*word & SLOT_ARMED))
		return 0;
	if (*word)
		return BPF_CORE_READ(task, group_leader) == task ? move(task, word) : 0;
	if (!scope_cgroups || !is_member(address_of(task)))
		return 0;
	entered = enter(task) & SLOT_MASK;
	return entered ? owner_move(task, entered, 0, owner_of(address_of(task)), LC_MOVE_ENTERED) : 0;
}
