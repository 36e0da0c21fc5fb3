/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's functions whose answer tells why a call is refused: X(kind, use, function). For each there is a program
 * step_FUNCTION in the file of its family. Which of them a kernel has, and what their arguments are, the
 * loader reads from its BTF (user/kern/step.c).
 *
 * A fexit program costs little when it runs, but long to attach and longer to detach. Return probes are attached all at
 * once, but not on all kernels, and cost more when they run. So each hook has a use (enum step_use).
 */
#ifndef LC_STEP_BPF_H
#define LC_STEP_BPF_H

#include "bpf/compat.bpf.h"
#include "bpf/result.bpf.h"

#define STEP_FILE_HOOKS(X) \
	X(FILE, OFTEN, inode_permission)

/*
 * Asked of all security modules in turn. Hooks that only change what is seen, or that no module answers, are left
 * out.
 */
#define STEP_LSM_HOOKS(X) \
	X(LSM, OFTEN, security_inode_permission) \
	X(LSM, MORE, security_inode_create) \
	X(LSM, MORE, security_inode_link) \
	X(LSM, MORE, security_inode_unlink) \
	X(LSM, MORE, security_inode_symlink) \
	X(LSM, MORE, security_inode_mkdir) \
	X(LSM, MORE, security_inode_rmdir) \
	X(LSM, MORE, security_inode_mknod) \
	X(LSM, MORE, security_inode_rename) \
	X(LSM, MORE, security_inode_setattr) \
	X(LSM, FLOOD, security_inode_getattr) \
	X(LSM, MORE, security_inode_setxattr) \
	X(LSM, MORE, security_inode_removexattr) \
	X(LSM, OFTEN, security_file_open) \
	X(LSM, FLOOD, security_file_permission) \
	X(LSM, MORE, security_file_ioctl) \
	X(LSM, MORE, security_file_lock) \
	X(LSM, MORE, security_file_receive) \
	X(LSM, MORE, security_file_truncate) \
	X(LSM, FLOOD, security_mmap_file) \
	X(LSM, MORE, security_mmap_addr) \
	X(LSM, MORE, security_file_mprotect) \
	X(LSM, MORE, security_path_unlink) \
	X(LSM, MORE, security_path_mkdir) \
	X(LSM, MORE, security_path_rmdir) \
	X(LSM, MORE, security_path_mknod) \
	X(LSM, MORE, security_path_truncate) \
	X(LSM, MORE, security_path_symlink) \
	X(LSM, MORE, security_path_link) \
	X(LSM, MORE, security_path_rename) \
	X(LSM, MORE, security_path_chmod) \
	X(LSM, MORE, security_path_chown) \
	X(LSM, MORE, security_path_chroot) \
	X(LSM, MORE, security_sb_mount) \
	X(LSM, MORE, security_sb_kern_mount) \
	X(LSM, MORE, security_sb_remount) \
	X(LSM, MORE, security_sb_umount) \
	X(LSM, MORE, security_sb_pivotroot) \
	X(LSM, MORE, security_move_mount) \
	X(LSM, MORE, security_socket_create) \
	X(LSM, MORE, security_socket_bind) \
	X(LSM, MORE, security_socket_connect) \
	X(LSM, MORE, security_socket_listen) \
	X(LSM, MORE, security_socket_accept) \
	X(LSM, FLOOD, security_socket_sendmsg) \
	X(LSM, MORE, security_socket_setsockopt) \
	X(LSM, MORE, security_unix_stream_connect) \
	X(LSM, MORE, security_unix_may_send) \
	X(LSM, MORE, security_task_kill) \
	X(LSM, MORE, security_task_setrlimit) \
	X(LSM, MORE, security_task_setnice) \
	X(LSM, MORE, security_task_setscheduler) \
	X(LSM, MORE, security_task_prctl) \
	X(LSM, MORE, security_ptrace_access_check) \
	X(LSM, MORE, security_ptrace_traceme) \
	X(LSM, MORE, security_bprm_creds_for_exec) \
	X(LSM, MORE, security_bprm_check) \
	X(LSM, MORE, security_bpf) \
	X(LSM, MORE, security_perf_event_open) \
	X(LSM, MORE, security_kernel_read_file) \
	X(LSM, MORE, security_kernel_load_data) \
	X(LSM, MORE, security_locked_down) \
	X(LSM, MORE, security_settime64) \
	X(LSM, MORE, security_syslog) \
	X(LSM, MORE, security_create_user_ns)

/*
 * Of one module: tell it from the others that stand behind the same hook. Of AppArmor what its hooks come down to,
 * which answers no also where a rule says that nothing be logged; of SELinux its cache of decisions.
 */
#define STEP_MODULE_HOOKS(X) \
	X(MODULE, SELDOM, yama_ptrace_access_check) \
	X(MODULE, MORE, yama_ptrace_traceme) \
	X(MODULE, SELDOM, lockdown_is_locked_down) \
	X(MODULE, OFTEN, aa_path_perm) \
	X(MODULE, MORE, aa_path_link) \
	X(MODULE, FLOOD, aa_file_perm) \
	X(MODULE, MORE, aa_sk_perm) \
	X(MODULE, MORE, aa_af_perm) \
	X(MODULE, MORE, aa_unix_peer_perm) \
	X(MODULE, MORE, aa_may_ptrace) \
	X(MODULE, MORE, aa_may_signal) \
	X(MODULE, MORE, aa_task_setrlimit) \
	X(MODULE, MORE, aa_new_mount) \
	X(MODULE, MORE, aa_bind_mount) \
	X(MODULE, MORE, aa_remount) \
	X(MODULE, MORE, aa_mount_change_type) \
	X(MODULE, MORE, aa_move_mount) \
	X(MODULE, MORE, aa_umount) \
	X(MODULE, MORE, aa_pivotroot) \
	X(MODULE, MORE, apparmor_bprm_creds_for_exec) \
	X(MODULE, MORE, apparmor_userns_create) \
	X(MODULE, OFTEN, avc_has_perm) \
	X(MODULE, OFTEN, avc_has_perm_noaudit) \
	X(MODULE, MORE, avc_has_extended_perms) \
	X(MODULE, MORE, hook_file_open) \
	X(MODULE, MORE, hook_file_truncate) \
	X(MODULE, MORE, hook_file_ioctl) \
	X(MODULE, MORE, hook_path_link) \
	X(MODULE, MORE, hook_path_mkdir) \
	X(MODULE, MORE, hook_path_mknod) \
	X(MODULE, MORE, hook_path_rename) \
	X(MODULE, MORE, hook_path_rmdir) \
	X(MODULE, MORE, hook_path_symlink) \
	X(MODULE, MORE, hook_path_truncate) \
	X(MODULE, MORE, hook_path_unlink) \
	X(MODULE, MORE, hook_sb_mount) \
	X(MODULE, MORE, hook_sb_umount) \
	X(MODULE, MORE, hook_sb_remount) \
	X(MODULE, MORE, hook_sb_pivotroot) \
	X(MODULE, MORE, hook_move_mount) \
	X(MODULE, MORE, hook_ptrace_access_check) \
	X(MODULE, MORE, hook_ptrace_traceme) \
	X(MODULE, MORE, hook_socket_bind) \
	X(MODULE, MORE, hook_socket_connect) \
	X(MODULE, MORE, hook_task_kill) \
	X(MODULE, MORE, hook_unix_stream_connect) \
	X(MODULE, MORE, hook_unix_may_send)

/* Decide without a security module being asked. */
#define STEP_OTHER_HOOKS(X) \
	X(OTHER, OFTEN, path_noexec) \
	X(OTHER, SELDOM, may_linkat) \
	X(OTHER, MORE, may_open) \
	X(OTHER, MORE, may_delete) \
	X(OTHER, MORE, may_delete_dentry) \
	X(OTHER, MORE, may_setattr) \
	X(OTHER, SELDOM, devcgroup_check_permission) \
	X(OTHER, SELDOM, __cgroup_bpf_check_dev_permission) \
	X(OTHER, SELDOM, pids_can_fork) \
	X(OTHER, FLOOD, nf_hook_slow) \
	X(OTHER, MORE, memfd_fcntl) \
	X(OTHER, FLOOD, shmem_write_begin)

/* Its answer says that the call shall not begin. Of what kills, it never comes back. */
#define STEP_SECCOMP_HOOKS(X) \
	X(SECCOMP, OFTEN, __seccomp_filter)

#define STEP_HOOKS(X) \
	STEP_FILE_HOOKS(X) STEP_LSM_HOOKS(X) STEP_MODULE_HOOKS(X) STEP_OTHER_HOOKS(X) STEP_SECCOMP_HOOKS(X)

#define STEP_ENUM(kind, use, function) STEP_##function,
enum step_id { STEP_HOOKS(STEP_ENUM) STEP_IDS };
#undef STEP_ENUM

enum step_use {
	STEP_OFTEN = 1,	 /* called often: by fexit */
	STEP_SELDOM = 2, /* by a return probe of many functions, else by fexit */
	STEP_MORE = 3,	 /* the same, but not by fexit where little is to be attached */
	STEP_FLOOD = 4,	 /* called in bulk: by fexit, and only where all that was refused is asked for */
};

/* What an argument of a hook is that tells the object; user/kern/step.c finds it by its type. */
enum step_object {
	STEP_NOTHING = 0,
	STEP_INODE = 1,
	STEP_DENTRY = 2,
	STEP_PATH = 3,
	STEP_OPEN_FILE = 4,
	STEP_TASK = 5,
	STEP_BINPRM = 6,
	STEP_VMA = 7,
	STEP_VFSMOUNT = 8,
	STEP_SUPER_BLOCK = 9,
};

#define STEP_ARGUMENTS 8
#define STEP_NO 13 /* EACCES: stands for a no without a number */

/*
 * By enum step_id. Arrays of bytes: the skeleton declares no struct. The first two are constants, the loader sets the
 * rest.
 */
extern const volatile __u8 step_kind[STEP_IDS];	  /* enum lc_step_kind */
extern const volatile __u8 step_use[STEP_IDS];	  /* enum step_use */
extern const volatile __u8 step_result[STEP_IDS]; /* where the answer lies behind the arguments, plus 1; 0: unknown */
extern const volatile __u8 step_truth[STEP_IDS];  /* it answers true for a no */
extern const volatile __u8 step_object[STEP_IDS]; /* enum step_object */
extern const volatile __u8 step_place[STEP_IDS];  /* which argument it is */
extern const volatile __u8 step_mask[STEP_IDS];	  /* which argument says what is asked for, plus 1 */

/* Keeps it, if somebody wants it. ctx: of the fexit program of the hook. */
extern __hidden int note_step(void *ctx, __u32 id, int ret);

/*
 * The words behind ctx are the arguments, then the answer. Where it lies is a constant once the programs are loaded,
 * and
 * the verifier drops the other cases; it takes constant offsets only, so the compiler must not make one out of many.
 */
#define STEP_CASE(n) \
	case (n) + 1: \
		asm volatile("%0 = *(u64 *)(%1 + %2)" : "=r"(word) : "r"(ctx), "i"(8 * (n))); \
		break;

static __always_inline int step_answer(const void *ctx, __u32 id)
{
	__u64 word = 0;

	switch (step_result[id]) {
	STEP_CASE(0)
	STEP_CASE(1)
	STEP_CASE(2)
	STEP_CASE(3)
	STEP_CASE(4)
	STEP_CASE(5)
	STEP_CASE(6)
	STEP_CASE(7)
	}
	if (step_truth[id])
		return (__u8)word ? -STEP_NO : 0;
	return word;
}

#define STEP_PROGRAM(kind, use, function) \
	SEC("?fexit/" #function) \
	int step_##function(void *ctx) \
	{ \
		int ret = step_answer(ctx, STEP_##function); \
\
		if (ret < 0) \
			note_step(ctx, STEP_##function, ret); \
		return 0; \
	}

#endif
