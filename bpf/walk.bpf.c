// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Walks from a file up to the root of its mount namespace. */
#include "bpf/walk.bpf.h"

#define PATH_DEPTH 32

/* Copies one name to room[at]; returns the place after it, LC_PATH_LEN when full. */
static __noinline __u32 put_name(struct path_room *room, const struct dentry *dentry, __u32 at)
{
	const unsigned char *name;
	long n;

	if (!room || at >= LC_PATH_LEN)
		return LC_PATH_LEN;
	name = BPF_CORE_READ(dentry, d_name.name);
	n = bpf_probe_read_kernel_str(&room->text[at], 256, name);
	if (n <= 0 || at + n > LC_PATH_LEN)
		return LC_PATH_LEN;
	return at + n;
}

__noinline int put_loose(__u64 dentry_at, __u32 user)
{
	struct path_room *room = bpf_map_lookup_elem(&path_rooms, &user);
	struct dentry *dentry = (void *)dentry_at;
	__u32 at = 0;

	if (!room)
		return 0;
	for (int i = 0; i < PATH_DEPTH; i++) {
		struct dentry *up = BPF_CORE_READ(dentry, d_parent);

		if (dentry == up)
			return at;
		at = put_name(room, dentry, at);
		if (at >= LC_PATH_LEN)
			return 0;
		dentry = up;
	}
	return 0;
}

__noinline int put_path(__u64 dentry_at, __u64 mnt, __u32 user)
{
	struct path_room *room = bpf_map_lookup_elem(&path_rooms, &user);
	struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);
	struct dentry *dentry = (void *)dentry_at;
	__u32 at = 0;

	if (!room)
		return 0;
	for (int i = 0; i < PATH_DEPTH; i++) {
		struct dentry *up = BPF_CORE_READ(dentry, d_parent);
		struct mount *below;

		if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
			below = BPF_CORE_READ(mount, mnt_parent);
			if (below == mount)
				return at ? at : PATH_LOOSE;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = below;
			continue;
		}
		at = put_name(room, dentry, at);
		if (at >= LC_PATH_LEN)
			return 0;
		if (dentry == up) /* belongs to no tree: memfd */
			return at;
		dentry = up;
	}
	return 0;
}
