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

/* arch/x86/entry/syscalls/ */
static __always_inline bool can_change(__u32 nr, bool i386)
{
	if (nr == NR_LANDLOCK)
		return true;
	switch (nr) {
	case 59: case 322: case 520: case 545:			/* execve, execveat */
	case 105: case 106: case 113: case 114: case 116: case 117: case 119: case 122: case 123: /* ids */
	case 126: case 157: case 317: case 272: case 308:	/* capset, prctl, seccomp, unshare, setns */
		return !i386 || nr == 114 || nr == 116;
	case 11: case 358:
	case 23: case 46: case 138: case 139: case 170: case 164:
	case 203: case 204: case 206: case 208: case 210: case 213: case 214: case 215: case 216:
	case 185: case 172: case 354: case 310: case 346:
		return i386;
	default:
		return false;
	}
}

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

__hidden __noinline int stance_begin(struct task_struct *task, __u32 nr, __u32 abi)
{
	struct pending *p;

	if (!can_change(nr, abi == LC_ABI_I386))
		return 0;
	p = pending_of(task, true);
	if (!p)
		return 0;
	fill_creds(&p->before);
	p->filters = filters_of(task) | see(task, seccomp.mode) << 16;
	p->no_new_privs = no_new_privs_of(task);
	p->stance = 0;
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

__hidden __noinline int stance_end(struct task_struct *task, struct pending *p, __u32 slot, __u32 nr, long ret)
{
	__u32 zero = 0;
	struct lc_stance *s = bpf_map_lookup_elem(&stance_rooms, &zero);

	if (!s || !p)
		return 0;
	p->looks = 0;
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
	bpf_get_current_comm(s->comm, sizeof(s->comm));
	tell(s, sizeof(*s));
	return 0;
}
