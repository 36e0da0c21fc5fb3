// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The record of a refused call: who asked, for what, and what was seen on the way. */
#include "bpf/denial.bpf.h"
#include "bpf/walk.bpf.h"

/* .reserved: the error, and by whom << 16 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct odd_key);
	__type(value, __u64);
} refusals SEC(".maps");

/* abi * LC_SHAPES + number -> LC_SHAPE() */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, LC_ABIS * LC_SHAPES);
	__type(key, __u32);
	__type(value, __u32);
} shapes SEC(".maps");

struct denial_room {
	struct lc_denial denial;
	struct rlimit limits[LC_LIMITS];
};

/* A call that ends and a thread that ends are told by different programs; ROOM_EMPTY is never written. */
enum { ROOM_CALL, ROOM_KILL, ROOM_EMPTY, ROOMS };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, ROOMS);
	__type(key, __u32);
	__type(value, struct denial_room);
} denial_rooms SEC(".maps");

__u32 next_denial = 0;

/* --- who asks ------------------------------------------------------------------ */

#define OLD_SET(cred, set) \
	(BPF_CORE_READ((const struct cred___v5 *)(cred), set.cap[0]) | \
	 (__u64)BPF_CORE_READ((const struct cred___v5 *)(cred), set.cap[1]) << 32)

/* Two words before Linux 6.3. */
static __always_inline void fill_sets(struct lc_creds *out, const struct cred *cred)
{
	if (bpf_core_field_exists(cred->cap_effective.val)) {
		out->effective = BPF_CORE_READ(cred, cap_effective.val);
		out->permitted = BPF_CORE_READ(cred, cap_permitted.val);
		out->inheritable = BPF_CORE_READ(cred, cap_inheritable.val);
		out->bounding = BPF_CORE_READ(cred, cap_bset.val);
		out->ambient = BPF_CORE_READ(cred, cap_ambient.val);
		return;
	}
	out->effective = OLD_SET(cred, cap_effective);
	out->permitted = OLD_SET(cred, cap_permitted);
	out->inheritable = OLD_SET(cred, cap_inheritable);
	out->bounding = OLD_SET(cred, cap_bset);
	out->ambient = OLD_SET(cred, cap_ambient);
}

static __always_inline void fill_groups(struct lc_creds *out, const struct cred *cred)
{
	const struct group_info *groups = BPF_CORE_READ(cred, group_info);
	__u32 n = BPF_CORE_READ(groups, ngroups);

	out->ngroups = n;
	if (n > LC_GROUPS)
		n = LC_GROUPS;
	bpf_probe_read_kernel(out->group, n * sizeof(__u32), (const void *)groups + bpf_core_field_offset(groups->gid));
}

LOOKED_AT_ONCE __noinline int fill_creds(struct lc_creds *out)
{
	struct task_struct *task = current_task();
	const struct cred *cred = BPF_CORE_READ(task, cred);

	if (!out)
		return 0;
	fill_sets(out, cred);
	out->uid = BPF_CORE_READ(cred, uid.val);
	out->gid = BPF_CORE_READ(cred, gid.val);
	out->euid = BPF_CORE_READ(cred, euid.val);
	out->egid = BPF_CORE_READ(cred, egid.val);
	out->suid = BPF_CORE_READ(cred, suid.val);
	out->sgid = BPF_CORE_READ(cred, sgid.val);
	out->fsuid = BPF_CORE_READ(cred, fsuid.val);
	out->fsgid = BPF_CORE_READ(cred, fsgid.val);
	out->securebits = BPF_CORE_READ(cred, securebits);
	out->user_ns = BPF_CORE_READ(cred, user_ns, ns.inum);
	out->user_ns_level = BPF_CORE_READ(cred, user_ns, level);
	fill_groups(out, cred);
	return 0;
}

static __always_inline void fill_limits(struct denial_room *room, struct task_struct *task)
{
	const struct signal_struct *signal = BPF_CORE_READ(task, signal);

	if (bpf_probe_read_kernel(room->limits, sizeof(room->limits),
				  (const void *)signal + bpf_core_field_offset(signal->rlim)))
		return;
	for (int i = 0; i < LC_LIMITS; i++)
		room->denial.limit[i] = room->limits[i].rlim_cur;
}

/* --- what for ------------------------------------------------------------------- */

static __always_inline void fill_arguments(struct lc_denial *d, const struct pt_regs *regs, bool i386)
{
	d->arg[0] = i386 ? (__u32)regs->bx : regs->di;
	d->arg[1] = i386 ? (__u32)regs->cx : regs->si;
	d->arg[2] = i386 ? (__u32)regs->dx : regs->dx;
	d->arg[3] = i386 ? (__u32)regs->si : regs->r10;
	d->arg[4] = i386 ? (__u32)regs->di : regs->r8;
	d->arg[5] = i386 ? (__u32)regs->bp : regs->r9;
}

/* Argument number n - 1. No branch: each would be another state for the verifier. */
static __always_inline __u64 nth(const struct lc_denial *d, __u32 n)
{
	__u32 at = (n - 1) & 7;

	asm volatile("" : "+r"(at));
	return at < 6 ? d->arg[at] : 0;
}

static __always_inline const struct file *file_of(const struct task_struct *task, __s32 fd)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	const struct file *file = NULL;
	struct file **slots;

	if (fd < 0 || (__u32)fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	slots = BPF_CORE_READ(table, fd);
	bpf_probe_read_kernel(&file, sizeof(file), slots + fd);
	/* The low bits are flags of the table on some kernels; files are aligned. */
	return (const void *)((__u64)file & ~3ull);
}

#define AT_FDCWD (-100)

/* Where .fd leads to. */
LOOKED_AT_ONCE __noinline int fill_base(struct lc_name *name)
{
	struct task_struct *task = current_task();
	__u32 user = PATH_OF_NAME;
	struct path_room *room = bpf_map_lookup_elem(&path_rooms, &user);
	const struct file *file;
	__u64 dentry, mnt;
	int n;

	if (!name || !room)
		return 0;
	if (name->fd == AT_FDCWD) {
		dentry = (__u64)BPF_CORE_READ(task, fs, pwd.dentry);
		mnt = (__u64)BPF_CORE_READ(task, fs, pwd.mnt);
	} else {
		file = file_of(task, name->fd);
		if (!file)
			return 0;
		dentry = (__u64)BPF_CORE_READ(file, f_path.dentry);
		mnt = (__u64)BPF_CORE_READ(file, f_path.mnt);
	}
	n = put_path(dentry, mnt, user);
	if (n <= 0 || n > LC_LINK_ROOM)
		return 0;
	bpf_probe_read_kernel(name->base, sizeof(name->base), room->text);
	name->base_size = n;
	return 0;
}

LOOKED_AT_ONCE __noinline int fill_path_name(struct lc_denial *d, __u32 which, __u32 path, __u32 dir)
{
	struct lc_name *name;
	long n;

	if (!d || which >= LC_DENIAL_NAMES)
		return 0;
	name = &d->name[which];
	name->kind = LC_NAME_PATH;
	name->fd = dir ? (__s32)nth(d, dir) : AT_FDCWD;
	n = bpf_probe_read_user_str(name->text, sizeof(name->text), (const void *)nth(d, path));
	name->size = n > 0 ? n - 1 : 0;
	if (name->text[0] != '/')
		fill_base(name);
	return 0;
}

#define ADDRESS_MAX 128 /* struct sockaddr_storage */

static __always_inline void fill_address(struct lc_denial *d, struct lc_name *name, __u32 at)
{
	__u32 size = nth(d, at + 1);

	name->kind = LC_NAME_ADDRESS;
	name->fd = (__s32)d->arg[0];
	if (size > ADDRESS_MAX)
		size = ADDRESS_MAX;
	if (!bpf_probe_read_user(name->text, size, (const void *)nth(d, at)))
		name->size = size;
}

static __always_inline void fill_names(struct lc_denial *d)
{
	__u32 at = d->abi * LC_SHAPES + d->nr, *shape = d->nr < LC_SHAPES ? bpf_map_lookup_elem(&shapes, &at) : NULL;
	__u32 word = shape ? *shape : 0;

	if (word & 0xf)
		fill_path_name(d, 0, word & 0xf, word >> 4 & 0xf);
	if (word >> 8 & 0xf)
		fill_path_name(d, 1, word >> 8 & 0xf, word >> 12 & 0xf);
	if (word >> 20 & 0xf) {
		fill_address(d, &d->name[0], word >> 20 & 0xf);
	} else if (word >> 16 & 0xf && !d->name[0].kind) {
		d->name[0].kind = LC_NAME_FD;
		d->name[0].fd = (__s32)nth(d, word >> 16 & 0xf);
		fill_base(&d->name[0]);
	}
}

/* --- what was seen ----------------------------------------------------------------- */

static __always_inline __u32 refuser_of(const struct pending *p, __u32 flags)
{
	__u32 by = LC_REFUSER_OTHER;

	if (flags & LC_DENIAL_SECCOMP)
		return LC_REFUSER_SECCOMP;
	if (p && p->ndenied)
		by = LC_REFUSER_CHECK;
	for (__u32 i = 0; p && i < LC_STEPS && i < p->nsteps; i++) {
		if (p->step[i].kind == LC_STEP_LSM || p->step[i].kind == LC_STEP_MODULE)
			return LC_REFUSER_LSM;
		if (p->step[i].kind == LC_STEP_FILE)
			by = LC_REFUSER_FILE;
	}
	return by;
}

LOOKED_AT_ONCE __noinline int fill_seen(struct lc_denial *d, const struct pending *p)
{
	if (!d || !p)
		return 0;
	bpf_probe_read_kernel(d->check, sizeof(d->check), p->denied);
	d->nchecks = p->ndenied > LC_DENIAL_CHECKS ? LC_DENIAL_CHECKS : p->ndenied;
	bpf_probe_read_kernel(d->step, sizeof(d->step), p->step);
	d->nsteps = p->nsteps > LC_STEPS ? LC_STEPS : p->nsteps;
	if (p->more)
		d->flags |= LC_DENIAL_MORE;
	return 0;
}

#define FILTERS_MAX 8 /* that are looked through */

/* Whether one of the filters has a supervisor. */
static __always_inline bool is_listened(const struct task_struct *task)
{
	struct seccomp_filter *filter = BPF_CORE_READ(task, seccomp.filter);

	for (int i = 0; i < FILTERS_MAX && filter; i++) {
		if (BPF_CORE_READ(filter, notif))
			return true;
		filter = BPF_CORE_READ(filter, prev);
	}
	return false;
}

static __always_inline __u32 task_flags(struct task_struct *task, __u32 word)
{
	__u32 flags = have_steps ? LC_DENIAL_STEPS : 0;

	if (BPF_CORE_READ(task, atomic_flags) >> PFA_NO_NEW_PRIVS & 1)
		flags |= LC_DENIAL_NO_NEW_PRIVS;
	if (see(task, ptrace))
		flags |= LC_DENIAL_TRACED;
	if (word & SLOT_LANDLOCKED)
		flags |= LC_DENIAL_LANDLOCKED;
	if ((__u64)BPF_CORE_READ(task, fs, root.dentry) == self_root &&
	    (__u64)BPF_CORE_READ(task, nsproxy, mnt_ns) == self_mnt_ns)
		flags |= LC_DENIAL_OWN_ROOT;
	return flags;
}

static __always_inline void fill_task(struct lc_denial *d, struct task_struct *task)
{
	d->tgid = see(task, tgid);
	d->tid = pid_here(task);
	d->pid = pid_here(BPF_CORE_READ(task, group_leader));
	d->seccomp_mode = see(task, seccomp.mode);
	if (bpf_core_field_exists(task->seccomp.filter_count))
		d->seccomp_filters = BPF_CORE_READ(task, seccomp.filter_count.counter);
	d->mnt_ns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	bpf_get_current_comm(d->comm, sizeof(d->comm));
	if (d->seccomp_mode && is_listened(task))
		d->flags |= LC_DENIAL_LISTENED;
}

static __noinline int fill_denial(struct denial_room *room, struct task_struct *task, const struct pending *p)
{
	const struct pt_regs *regs = task_regs(task);
	struct lc_denial *d;

	if (!room || !regs)
		return 0;
	d = &room->denial;
	d->h.kind = LC_DENIAL;
	d->h.len = sizeof(*d);
	d->h.ns = bpf_ktime_get_boot_ns();
	d->id = take_number(&next_denial) + 1;
	fill_task(d, task);
	fill_creds(&d->creds);
	fill_limits(room, task);
	fill_arguments(d, regs, d->abi == LC_ABI_I386);
	fill_names(d);
	fill_seen(d, p);
	tell(d, sizeof(*d));
	return 0;
}

LOOKED_AT_ONCE __noinline int tell_denial(const struct pending *p, __u32 nr, __u32 error, __u32 flags)
{
	struct task_struct *task = current_task();
	__u32 which = flags & LC_DENIAL_KILLED ? ROOM_KILL : ROOM_CALL, none = ROOM_EMPTY;
	__u32 *word = slot_word(see(task, tgid));
	struct denial_room *room = bpf_map_lookup_elem(&denial_rooms, &which);
	struct denial_room *empty = bpf_map_lookup_elem(&denial_rooms, &none);
	struct odd_key key = {};
	bool logged = p && !error && was_logged(p);

	if (!room || !empty || !word)
		return 0;
	key.abi = call_abi(task, nr);
	key.nr = key.abi == LC_ABI_X32 ? nr & ~0x40000000u : nr;
	key.slot = slot_now(*word & SLOT_MASK);
	key.reserved = error | refuser_of(p, flags) << 16;
	/* What succeeded was not refused: it is part of the timeline alone. */
	if (error && !count_in(&refusals, &key) && !tell_refusals)
		return 0;
	if (!error && !tell_refusals)
		return 0;
	bpf_probe_read_kernel(&room->denial, sizeof(room->denial), &empty->denial);
	room->denial.h.slot = key.slot;
	room->denial.nr = key.nr;
	room->denial.abi = key.abi;
	room->denial.error = error;
	room->denial.by = key.reserved >> 16;
	room->denial.flags = flags | task_flags(task, *word) | (logged ? LC_DENIAL_LOGGED : 0);
	return fill_denial(room, task, p);
}
