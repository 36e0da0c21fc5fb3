// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Owners: each pair of cgroup and pid namespace that programs of the scope ran in, numbered as they come. */
#include "bpf/owner.bpf.h"
#include "bpf/cgroup.bpf.h"

struct owner_key {
	__u64 root, cgroup;
	__u32 pid_ns, reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LC_MAX_OWNERS);
	__type(key, struct owner_key);
	__type(value, __u32);
} owner_ids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LC_MAX_OWNERS + 1);
	__type(key, __u32);
	__type(value, struct lc_owner);
} owners SEC(".maps");

__u64 owner_root_at = 0;
__u32 next_owner = 1;
__u32 self_pid_ns = 0;

#define OWNER_DEPTH 24

#define CUT 0x10000u /* the root was not reached */

/* Puts the components from a node up to the root into the room, each ended by NUL. Their size, or CUT with it. */
__noinline __u32 put_cgroup(__u64 address)
{
	__u32 user = PATH_OF_OWNER, at = 0;
	struct path_room *room = bpf_map_lookup_elem(&path_rooms, &user);
	struct kernfs_node *node = (void *)address;

	if (!room)
		return CUT;
	for (int i = 0; i < OWNER_DEPTH; i++) {
		struct kernfs_node *up = cgroup_parent_node(node);
		long n;

		if (!up)
			return at;
		if (at >= LC_PATH_LEN)
			return CUT | LC_PATH_LEN;
		n = bpf_probe_read_kernel_str(&room->text[at], 256, BPF_CORE_READ(node, name));
		if (n <= 0 || at + n > LC_PATH_LEN)
			return CUT | at;
		at += n;
		node = up;
	}
	return CUT | at;
}

static __noinline int fill_cgroup(struct lc_owner *owner, struct cgroup *cgrp)
{
	__u32 user = PATH_OF_OWNER, size;
	struct path_room *room = bpf_map_lookup_elem(&path_rooms, &user);

	if (!room || !owner)
		return 0;
	size = put_cgroup((__u64)BPF_CORE_READ(cgrp, kn));
	if (size & CUT)
		owner->flags |= LC_OWNER_CUT;
	size &= CUT - 1;
	owner->path_len = size <= LC_PATH_LEN ? size : 0;
	bpf_probe_read_kernel(owner->path, sizeof(owner->path), room->text);
	return 0;
}

static __always_inline __u32 pid_ns_of(const struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	__u32 level = BPF_CORE_READ(pid, level);

	return BPF_CORE_READ(pid, numbers[level].ns, ns.inum);
}

static __noinline int describe_owner(__u32 id, const struct owner_key *key, struct cgroup *cgrp)
{
	struct lc_owner *owner = bpf_map_lookup_elem(&owners, &id);

	if (!owner || !key)
		return 0;
	owner->h.len = sizeof(*owner);
	owner->h.ns = bpf_ktime_get_boot_ns();
	owner->id = id;
	owner->flags = key->pid_ns == self_pid_ns ? LC_OWNER_HOST_PIDS : 0;
	owner->cgroup = key->cgroup;
	owner->pid_ns = key->pid_ns;
	owner->hierarchy = BPF_CORE_READ(cgrp, root, hierarchy_id);
	fill_cgroup(owner, cgrp);
	owner->h.kind = LC_OWNER;
	tell(owner, sizeof(*owner));
	return 0;
}

/* A process that has left its pid namespace (a zombie) has no thread_pid any more. */
__noinline __u32 owner_of(__u64 at)
{
	struct cgroup *cgrp = (void *)cgroup_of(at, owner_root_at);
	struct task_struct *task = (void *)at;
	struct owner_key key = {};
	__u32 *known, id;

	if (!cgrp)
		return 0;
	key.root = (__u64)BPF_CORE_READ(cgrp, root);
	key.cgroup = BPF_CORE_READ(cgrp, kn, id);
	key.pid_ns = pid_ns_of(task);
	known = bpf_map_lookup_elem(&owner_ids, &key);
	if (known)
		return *known;
	id = next_owner <= LC_MAX_OWNERS ? take_number(&next_owner) : LC_MAX_OWNERS + 1;
	if (id <= LC_MAX_OWNERS && !bpf_map_update_elem(&owner_ids, &key, &id, BPF_NOEXIST)) {
		describe_owner(id, &key, cgrp);
		return id;
	}
	known = bpf_map_lookup_elem(&owner_ids, &key); /* another CPU was first, or the map is full */
	if (known)
		return *known;
	lose(LC_LOST_OWNERS);
	return 0;
}

__hidden __noinline int owner_move(struct task_struct *task, __u32 slot, __u32 from, __u32 to, __u32 flags)
{
	struct lc_owner *owner = bpf_map_lookup_elem(&owners, &from);
	struct lc_move move = {
		.h = { .kind = LC_MOVE, .len = sizeof(move), .slot = slot, .ns = bpf_ktime_get_boot_ns() },
		.from = from,
		.to = to,
		.flags = flags,
		.pid = pid_here(BPF_CORE_READ(task, group_leader)),
	};

	if (owner && from)
		__sync_fetch_and_add(&owner->left, 1);
	owner = bpf_map_lookup_elem(&owners, &to);
	if (owner && to)
		__sync_fetch_and_add(&owner->entered, 1);
	BPF_CORE_READ_INTO(&move.comm, task, comm);
	tell(&move, sizeof(move));
	return 0;
}
