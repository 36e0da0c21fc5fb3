/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel types we read, and no more: kept by hand, relocated by CO-RE on
 * each kernel. How to add one: README.md in this directory.
 */
#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_RINGBUF = 27,
	BPF_MAP_TYPE_TASK_STORAGE = 29,
};
enum { BPF_ANY = 0, BPF_NOEXIST = 1 };
enum { BPF_F_NO_PREALLOC = 1u << 0, BPF_F_MMAPABLE = 1u << 10 };
enum { BPF_LOCAL_STORAGE_GET_F_CREATE = 1 };
enum { BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2 };
enum { BPF_RB_AVAIL_DATA = 0 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	__u32 val;
} kuid_t;
typedef struct {
	__u32 val;
} kgid_t;

/* 6.3 made the set one u64 (f122a08b197d); before it was two u32. */
typedef struct {
	__u64 val;
} kernel_cap_t;
struct kernel_cap_struct___v5 {
	__u32 cap[2];
};

struct ns_common {
	unsigned int inum;
};

struct user_namespace {
	struct user_namespace *parent;
	int level;
	kuid_t owner;
	struct ns_common ns;
};

struct group_info {
	int ngroups;
	kgid_t gid[];
};
struct io_kiocb {
	__u8 opcode;
};

struct cred {
	kuid_t uid;
	kgid_t gid;
	kuid_t suid;
	kgid_t sgid;
	kuid_t euid;
	kgid_t egid;
	kuid_t fsuid;
	kgid_t fsgid;
	unsigned int securebits;
	kernel_cap_t cap_inheritable;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	kernel_cap_t cap_bset;
	kernel_cap_t cap_ambient;
	struct user_namespace *user_ns;
	struct group_info *group_info;
};
struct cred___v5 {
	struct kernel_cap_struct___v5 cap_inheritable;
	struct kernel_cap_struct___v5 cap_permitted;
	struct kernel_cap_struct___v5 cap_effective;
	struct kernel_cap_struct___v5 cap_bset;
	struct kernel_cap_struct___v5 cap_ambient;
};

struct qstr {
	const unsigned char *name;
};
struct super_block {
	__u32 s_dev;
	unsigned long s_flags;
	char s_id[32];
};
struct hlist_node {
	struct hlist_node *next;
};
struct hlist_head {
	struct hlist_node *first;
};
struct inode {
	unsigned short i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned int i_flags;
	void *i_acl; /* CONFIG_FS_POSIX_ACL */
	struct hlist_head i_dentry;
	struct super_block *i_sb;
	unsigned long i_ino;
	void *i_private;
};
struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct hlist_node d_alias;
};
/* 7.x took the name d_u off the union. */
struct dentry___v6 {
	union {
		struct hlist_node d_alias;
	} d_u;
};
struct vfsmount {
	struct dentry *mnt_root;
	int mnt_flags;
};
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};
struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};
struct file {
	struct path f_path;
	struct inode *f_inode;
};
struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};
struct files_struct {
	struct fdtable *fdt;
};
struct fs_struct {
	struct path root;
	struct path pwd;
};
struct mnt_namespace {
	struct ns_common ns;
};
struct nsproxy {
	struct mnt_namespace *mnt_ns;
};
struct mm_struct {
	struct file *exe_file;
};
struct vm_area_struct {
	struct file *vm_file;
};
struct linux_binprm {
	unsigned int secureexec : 1;
	struct file *file;
};

struct pid_namespace {
	struct ns_common ns;
};
struct upid {
	int nr;
	struct pid_namespace *ns;
};
struct pid {
	unsigned int level;
	struct upid numbers[];
};

typedef struct {
	int counter;
} atomic_t;
struct rlimit {
	unsigned long rlim_cur;
	unsigned long rlim_max;
};
struct signal_struct {
	atomic_t live;
	struct rlimit rlim[16];
};
typedef struct {
	unsigned long sig[1];
} sigset_t;
struct sigpending {
	sigset_t signal;
};
struct notification;
struct seccomp_filter {
	struct seccomp_filter *prev;
	struct notification *notif;
};
/* 5.9 brought filter_count (c818c03b661c). */
struct seccomp {
	int mode;
	atomic_t filter_count;
	struct seccomp_filter *filter;
};
/* 5.11 split syscall_work off flags (x86: b4581a52caff). */
struct thread_info {
	unsigned long flags;
	unsigned long syscall_work;
	__u32 status;
};

struct list_head {
	struct list_head *next;
};
struct kernfs_node {
	__u64 id;
	void *priv; /* of the directory of a cgroup: the cgroup */
	struct kernfs_node *parent; /* until 6.14 */
	const char *name;
};
struct kernfs_node___v6_15 {
	struct kernfs_node *__parent;
};
struct cgroup_root {
	int hierarchy_id; /* 0: version 2 */
};
/* 6.1 keeps pointers to the ancestors, not their ids (7f203bc89eb6). */
struct cgroup {
	int level;
	struct kernfs_node *kn;
	struct cgroup_root *root;
	struct cgroup *ancestors[1];
};
struct cgroup___v5 {
	__u64 ancestor_ids[1];
};
struct css_set {
	struct cgroup *dfl_cgrp; /* in the hierarchy of version 2 */
	struct list_head cgrp_links;
};
struct cgrp_cset_link {
	struct cgroup *cgrp;
	struct list_head cgrp_link;
};

struct task_struct;
/* kernel/sched/sched.h */
struct rq {
	struct task_struct *curr;
	int cpu;
};
struct cfs_rq {
	struct rq *rq; /* CONFIG_FAIR_GROUP_SCHED */
};
struct sched_entity {
	struct cfs_rq *cfs_rq;
};

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	unsigned int flags;
	unsigned int ptrace;
	struct sched_entity se;
	struct mm_struct *mm;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	const struct cred *real_cred;
	const struct cred *cred;
	unsigned long atomic_flags;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct css_set *cgroups;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct sigpending pending;
	struct seccomp seccomp;
};

struct pt_regs {
	unsigned long r15;
	unsigned long r14;
	unsigned long r13;
	unsigned long r12;
	unsigned long bp;
	unsigned long bx;
	unsigned long r11;
	unsigned long r10;
	unsigned long r9;
	unsigned long r8;
	unsigned long ax;
	unsigned long cx;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
	unsigned long ip;
	unsigned long cs;
	unsigned long flags;
	unsigned long sp;
	unsigned long ss;
};

struct bpf_raw_tracepoint_args {
	__u64 args[0];
};
struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
};
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute pop

/* include/linux/sched.h; PF_IO_WORKER since 5.12, PF_USER_WORKER since 6.4. */
#define PF_IO_WORKER 0x00000010u
#define PF_USER_WORKER 0x00004000u
#define PF_KTHREAD 0x00200000u
/* include/linux/sched.h: bit of task_struct.atomic_flags */
#define PFA_NO_NEW_PRIVS 0
/* include/linux/mount.h */
#define MNT_NOSUID 0x01
/* include/uapi/linux/stat.h */
#define S_ISUID 0004000
#define S_ISGID 0002000
#define S_IXGRP 0000010

/* arch/x86/include/asm/thread_info.h */
#define TS_COMPAT 0x0002u
/* include/linux/thread_info.h, enum syscall_work_bit, since 5.11 */
#define SYSCALL_WORK_SYSCALL_USER_DISPATCH (1u << 5)
/* include/linux/seccomp.h: mode of a task that seccomp killed (FILTER + 1) */
#define SECCOMP_MODE_FILTER 2
#define SECCOMP_MODE_DEAD 3

#endif
