// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Steps: what the hooks of file permissions, security modules and others
 * answered on the way of a call, kept until it ends. One body serves all of
 * them; what differs is told by the loader.
 */
#include "bpf/step.bpf.h"

const volatile __u8 step_result[STEP_IDS] = {};
const volatile __u8 step_truth[STEP_IDS] = {};
const volatile __u8 step_object[STEP_IDS] = {};
const volatile __u8 step_place[STEP_IDS] = {};
const volatile __u8 step_mask[STEP_IDS] = {};

#define STEP_KIND(kind, use, function) LC_STEP_##kind,
const volatile __u8 step_kind[STEP_IDS] = { STEP_HOOKS(STEP_KIND) };
#define STEP_USE(kind, use, function) STEP_##use,
const volatile __u8 step_use[STEP_IDS] = { STEP_HOOKS(STEP_USE) };
#define STEP_NAME(kind, use, function) #function,
/* Read by the loader, too. */
const volatile char step_names[STEP_IDS][LC_HOOK_LEN] = { STEP_HOOKS(STEP_NAME) };

#define EPERM 1
#define EACCES 13
#define EROFS 30

static __always_inline void add_inode(struct lc_step *s, const struct inode *inode)
{
	const struct super_block *sb;
	__u64 acl = 1;

	if (!inode)
		return;
	sb = BPF_CORE_READ(inode, i_sb);
	if (!sb)
		return;
	s->dev = BPF_CORE_READ(sb, s_dev);
	s->sb_flags = BPF_CORE_READ(sb, s_flags);
	s->ino = BPF_CORE_READ(inode, i_ino);
	s->mode = BPF_CORE_READ(inode, i_mode);
	s->uid = BPF_CORE_READ(inode, i_uid.val);
	s->gid = BPF_CORE_READ(inode, i_gid.val);
	s->inode_flags = BPF_CORE_READ(inode, i_flags);
	s->flags |= LC_STEP_INODE;
	if (bpf_core_field_exists(inode->i_acl))
		acl = (__u64)BPF_CORE_READ(inode, i_acl);
	/* include/linux/posix_acl.h: marks for "not read yet" are odd. */
	if (acl && !(acl & 1))
		s->flags |= LC_STEP_ACL;
}

static __always_inline void add_name(struct lc_step *s, const struct dentry *dentry)
{
	bpf_probe_read_kernel_str(s->name, sizeof(s->name), BPF_CORE_READ(dentry, d_name.name));
}

static __always_inline void add_dentry(struct lc_step *s, const struct dentry *dentry)
{
	add_name(s, dentry);
	add_inode(s, BPF_CORE_READ(dentry, d_inode));
}

/* One of its names: the one it was last looked up by. */
static __always_inline void add_alias(struct lc_step *s, const struct inode *inode)
{
	const void *node = BPF_CORE_READ(inode, i_dentry.first);
	const struct dentry *dentry = NULL;

	if (!node)
		return;
	if (bpf_core_field_exists(dentry->d_alias))
		node -= bpf_core_field_offset(struct dentry, d_alias);
	else
		node -= bpf_core_field_offset(struct dentry___v6, d_u.d_alias);
	add_name(s, node);
}

static __always_inline void add_object(struct lc_step *s, __u32 kind, const void *object)
{
	if (!object)
		return;
	if (kind == STEP_BINPRM)
		object = BPF_CORE_READ((const struct linux_binprm *)object, file);
	else if (kind == STEP_VMA)
		object = BPF_CORE_READ((const struct vm_area_struct *)object, vm_file);
	if (kind == STEP_OPEN_FILE || kind == STEP_BINPRM || kind == STEP_VMA)
		object = object ? BPF_CORE_READ((const struct file *)object, f_path.dentry) : NULL;
	else if (kind == STEP_PATH)
		object = BPF_CORE_READ((const struct path *)object, dentry);
	else if (kind == STEP_VFSMOUNT)
		object = BPF_CORE_READ((const struct vfsmount *)object, mnt_root);
	if (!object)
		return;
	if (kind == STEP_INODE) {
		add_alias(s, object);
		add_inode(s, object);
	} else if (kind == STEP_TASK) {
		BPF_CORE_READ_STR_INTO(&s->name, (const struct task_struct *)object, comm);
	} else if (kind == STEP_SUPER_BLOCK) {
		BPF_CORE_READ_STR_INTO(&s->name, (const struct super_block *)object, s_id);
	} else if (kind != STEP_NOTHING) {
		add_dentry(s, object);
	}
}

/*
 * Security modules also answer -ENOSYS or -EOPNOTSUPP for "not mine", and a walk without references gives up by
 * -ECHILD:
 * no refusals. The other deciders mean what they say.
 */
static __always_inline bool is_refusal(__u32 kind, int ret)
{
	return kind == LC_STEP_OTHER || kind == LC_STEP_SECCOMP || ret == -EPERM || ret == -EACCES || ret == -EROFS;
}

static __always_inline int keep_step(__u32 id, int ret, __u32 mask, const void *object)
{
	struct task_struct *task = current_task();
	struct lc_step *s;

	if (!is_refusal(step_kind[id], ret))
		return 0;
	s = step_begin(task, step_kind[id], ret);
	if (!s)
		return 0;
	bpf_probe_read_kernel(s->hook, sizeof(s->hook), (const void *)step_names[id]);
	s->mask = mask;
	add_object(s, step_object[id], object);
	return step_end(task, s);
}

__hidden __noinline int note_step(void *ctx, __u32 id, int ret)
{
	__u64 args[STEP_ARGUMENTS];
	__u32 mask = 0;

	if (id >= STEP_IDS || bpf_probe_read_kernel(args, sizeof(args), ctx))
		return 0;
	if (step_mask[id])
		mask = args[(step_mask[id] - 1) & (STEP_ARGUMENTS - 1)];
	return keep_step(id, ret, mask, (const void *)args[step_place[id] & (STEP_ARGUMENTS - 1)]);
}

STEP_FILE_HOOKS(STEP_PROGRAM)

/* In one register, whose bounds the verifier then knows. */
static __always_inline __u32 probed_id(struct pt_regs *ctx)
{
	__u32 id = bpf_get_attach_cookie(ctx);

	barrier_var(id);
	return id;
}

/* What the seldom called ones were asked, by the last bits of their id: few of them lie in each other. */
#define ASKED 16
struct asked_step {
	__u32 id, mask;
	const void *object;
};
struct asked_steps {
	struct asked_step step[ASKED];
};
TASK_MAP(asked, struct asked_steps);

/* Each is read where it lies: the verifier takes no pointer into ctx. */
#define PROBE_CASE(n, argument) \
	case n: \
		word = argument(regs); \
		asm volatile("" : "+r"(word) : "i"(n)); \
		break;

static __always_inline __u64 probe_argument(const struct pt_regs *regs, __u32 n)
{
	__u64 word = 0;

	switch (n) {
	PROBE_CASE(0, PT_REGS_PARM1)
	PROBE_CASE(1, PT_REGS_PARM2)
	PROBE_CASE(2, PT_REGS_PARM3)
	PROBE_CASE(3, PT_REGS_PARM4)
	PROBE_CASE(4, PT_REGS_PARM5)
	}
	return word;
}

SEC("?kprobe.multi")
int steps_ask(struct pt_regs *ctx)
{
	struct task_struct *task = current_task();
	__u32 id = probed_id(ctx), word = word_of(task);
	struct asked_steps *all;
	struct asked_step *s;

	if (!word || (word & SLOT_ARMED) || id >= STEP_IDS)
		return 0;
	all = make_task_value(&asked, task);
	if (!all)
		return 0;
	s = &all->step[id % ASKED];
	s->id = id;
	s->mask = step_mask[id] ? probe_argument(ctx, step_mask[id] - 1) : 0;
	s->object = (const void *)probe_argument(ctx, step_place[id]);
	return 0;
}

SEC("?kprobe.multi")
int steps_answer(struct pt_regs *ctx)
{
	__u32 id = probed_id(ctx);
	struct task_struct *task = current_task();
	int ret = PT_REGS_RC(ctx);
	struct asked_steps *all;
	struct asked_step *s;

	if (id >= STEP_IDS)
		return 0;
	if (step_truth[id])
		ret = (__u8)ret ? -STEP_NO : 0;
	if (ret >= 0)
		return 0;
	all = task_value(&asked, task);
	s = all ? &all->step[id % ASKED] : NULL;
	if (s && s->id == id)
		keep_step(id, ret, s->mask, s->object);
	return 0;
}
