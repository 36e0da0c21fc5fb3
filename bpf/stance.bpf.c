// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Compares what a process may do before and after the calls that can change it. */
#include "bpf/stance.bpf.h"
#include "bpf/denial.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct lc_stance);
} stance_rooms SEC(".maps");

struct privilege_key {
	__u32 slot, nr, abi, flags, euid_before, euid_after, securebits, reserved;
	__u64 gained, lost, ambient;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1); /* as many as LC_MAX_PRIVILEGES when they are followed */
	__type(key, struct privilege_key);
	__type(value, struct lc_privilege);
} privileges SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct lc_privilege);
} privilege_rooms SEC(".maps");

static __always_inline __u32 filters_of(const struct task_struct *task)
{
	if (bpf_core_field_exists(task->seccomp.filter_count))
		return BPF_CORE_READ(task, seccomp.filter_count.counter);
	return see(task, seccomp.mode);
}

static __always_inline __u32 no_new_privs_of(const struct task_struct *task)
{
	return BPF_CORE_READ(task, atomic_flags) >> PFA_NO_NEW_PRIVS & 1;
}

LOOKED_AT_ONCE __noinline int stance_begin(void)
{
	struct task_struct *task = current_task();
	struct pending *p = pending_of(task, true);

	if (!p) {
		lose(LC_LOST_PRIVILEGES);
		return 0;
	}
	fill_creds(&p->before);
	p->filters = filters_of(task) | see(task, seccomp.mode) << 16;
	p->no_new_privs = no_new_privs_of(task);
	p->stance = 0;
	await(task, p);
	p->looks = 1;
	return 0;
}

__hidden __noinline int stance_exec(struct task_struct *task, struct linux_binprm *bprm)
{
	struct pending *p = pending_of(task, false);
	struct file *file = bprm->file;
	__u32 mode, flags = LC_STANCE_EXEC;
	bool setid;

	if (!p || !p->looks)
		return 0;
	mode = BPF_CORE_READ(file, f_inode, i_mode);
	setid = (mode & S_ISUID) || (mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP);
	if (setid && !BPF_CORE_READ_BITFIELD_PROBED(bprm, secureexec)) {
		if (BPF_CORE_READ(file, f_path.mnt, mnt_flags) & MNT_NOSUID)
			flags |= LC_STANCE_VOID_NOSUID;
		else if (no_new_privs_of(task))
			flags |= LC_STANCE_VOID_NNP;
	}
	p->stance |= flags;
	return 0;
}

static __always_inline bool creds_differ(const struct lc_creds *a, const struct lc_creds *b)
{
	return a->effective != b->effective || a->permitted != b->permitted || a->inheritable != b->inheritable ||
	       a->bounding != b->bounding || a->ambient != b->ambient || a->uid != b->uid || a->gid != b->gid ||
	       a->euid != b->euid || a->egid != b->egid || a->suid != b->suid || a->sgid != b->sgid ||
	       a->fsuid != b->fsuid || a->fsgid != b->fsgid || a->securebits != b->securebits ||
	       a->ngroups != b->ngroups;
}

static __always_inline __u32 changes(const struct lc_stance *s, const struct pending *p, const struct task_struct *task)
{
	const struct lc_creds *a = &s->before, *b = &s->after;
	__u32 flags = 0;

	if (creds_differ(a, b))
		flags |= LC_STANCE_CREDS;
	if (a->securebits != b->securebits)
		flags |= LC_STANCE_KEEPCAPS;
	if (a->user_ns != b->user_ns)
		flags |= LC_STANCE_USER_NS;
	if (p->no_new_privs != no_new_privs_of(task))
		flags |= LC_STANCE_NO_NEW_PRIVS;
	if (p->filters != (filters_of(task) | see(task, seccomp.mode) << 16))
		flags |= LC_STANCE_SECCOMP;
	if ((p->stance & LC_STANCE_EXEC) &&
	    ((b->permitted & ~a->permitted) || a->euid != b->euid || a->egid != b->egid))
		flags |= LC_STANCE_GAINED;
	return flags;
}

/* Counts it among those that are alike. The key says what the value repeats: the value is what is told. */
static __noinline int keep_privilege(const struct lc_stance *s)
{
	struct lc_privilege *room, *known;
	struct privilege_key key = {};
	__u32 zero = 0;

	room = bpf_map_lookup_elem(&privilege_rooms, &zero);
	if (!room || !s)
		return 0;
	key.slot = room->h.slot = s->h.slot;
	key.nr = room->nr = s->nr;
	key.abi = room->abi = s->abi;
	key.flags = room->flags = s->flags;
	key.euid_before = room->euid_before = s->before.euid;
	key.euid_after = room->euid_after = s->after.euid;
	key.securebits = room->securebits = s->after.securebits;
	key.gained = room->gained = s->after.permitted & ~s->before.permitted;
	key.lost = room->lost = s->before.permitted & ~s->after.permitted;
	room->bounding_lost = s->before.bounding & ~s->after.bounding;
	key.ambient = room->ambient = s->after.ambient;
	room->h.kind = LC_PRIVILEGE;
	room->h.len = sizeof(*room);
	room->h.ns = s->h.ns;
	room->count = 1;
	known = bpf_map_lookup_elem(&privileges, &key);
	if (!known && !bpf_map_update_elem(&privileges, &key, room, BPF_NOEXIST))
		return 0;
	if (!known)
		known = bpf_map_lookup_elem(&privileges, &key); /* another CPU was first */
	if (!known) {
		lose(LC_LOST_PRIVILEGES);
		return 0;
	}
	__sync_fetch_and_add(&known->count, 1);
	set_bits(&known->bounding_lost, room->bounding_lost); /* dropped one by one */
	return 0;
}

LOOKED_AT_ONCE __noinline int stance_end(struct pending *p, __u32 slot, __u32 nr, long ret)
{
	struct task_struct *task = current_task();
	__u32 zero = 0;
	struct lc_stance *s = bpf_map_lookup_elem(&stance_rooms, &zero);

	if (!s || !p)
		return 0;
	if (ret < 0)
		return 0;
	bpf_probe_read_kernel(&s->before, sizeof(s->before), &p->before);
	__builtin_memset(&s->after, 0, sizeof(s->after));
	fill_creds(&s->after);
	s->flags = p->stance | changes(s, p, task) | (nr == NR_LANDLOCK ? LC_STANCE_LANDLOCK : 0);
	if (!s->flags)
		return 0;
	s->h.kind = LC_STANCE;
	s->h.len = sizeof(*s);
	s->h.slot = slot_now(slot);
	s->h.ns = bpf_ktime_get_boot_ns();
	s->nr = nr & ~0x40000000u;
	s->abi = call_abi(task, nr);
	s->tid = pid_here(task);
	s->pid = pid_here(BPF_CORE_READ(task, group_leader));
	s->seccomp_mode = see(task, seccomp.mode);
	s->seccomp_filters = filters_of(task);
	if (s->flags & ~LC_STANCE_EXEC)
		keep_privilege(s);
	if (!tell_stances)
		return 0;
	bpf_get_current_comm(s->comm, sizeof(s->comm));
	tell(s, sizeof(*s));
	return 0;
}
