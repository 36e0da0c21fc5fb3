/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of places is complete: every kind of check that is known to be no
 * plain need, and every pair of capabilities that are asked one after the
 * other, has its row, under each symbol that a stack of Linux 5.10 to 7.2 shows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>
#include <linux/capability.h>

#include "base/guard.h"
#include "core/site.h"

#define FACTS 66
#define SYMBOLS 9

/* harmless 'y': dropped whatever the answer; 'n': not; 's': shown, so asked about. */
struct fact {
	unsigned int number;
	int cap;
	enum check_class class;
	char harmless;
	const char *via;
	const char *symbols[SYMBOLS];
};

#define N CLASS_PROBE
#define E CLASS_EARLY
#define A CLASS_ALTERNATIVE
#define L CLASS_LIMIT
#define D CLASS_DECISIVE

/* Silent probes and what is asked before it is known to matter. */
static const struct fact facts[] = {
	{ 1, CAP_SYS_ADMIN, N, 'y', NULL,
	  { "cap_vm_enough_memory", "security_vm_enough_memory_mm", "__vm_enough_memory" } },
	{ 2, CAP_NET_ADMIN, N, 'y', NULL, { "net_ctl_permissions" } },
	{ 2, CAP_NET_ADMIN, E, 'n', "vfs_write", { "net_ctl_permissions" } },
	{ 3, CAP_SYS_RESOURCE, N, 'y', NULL, { "set_permissions" } },
	{ 3, CAP_SYS_RESOURCE, E, 'n', "vfs_write", { "set_permissions" } },
	{ 4, CAP_CHECKPOINT_RESTORE, N, 'y', NULL, { "ipc_permissions" } },
	{ 4, CAP_SYS_ADMIN, N, 'y', NULL, { "ipc_permissions" } },
	{ 5, CAP_SYS_ADMIN, N, 'y', NULL, { "pid_table_root_permissions" } },
	{ 6, CAP_SYSLOG, N, 'y', NULL, { "kallsyms_show_value" } },
	{ 6, CAP_SYSLOG, N, 's', "kallsyms_open", { "kallsyms_show_value" } },
	{ 7, CAP_SYSLOG, N, 'y', NULL, { "restricted_pointer", "pointer" } },
	{ 8, CAP_SYS_ADMIN, E, 's', NULL, { "pagemap_read" } },
	{ 9, CAP_SYS_ADMIN, E, 's', NULL, { "r_show" } },
	{ 10, CAP_SYS_RESOURCE, E, 'n', NULL, { "__set_oom_adj", "oom_score_adj_write" } },
	{ 11, CAP_SYS_RESOURCE, E, 'n', NULL, { "__set_oom_adj" } },
	{ 12, CAP_SYS_PTRACE, N, 'y', "do_task_stat",
	  { "__ptrace_may_access", "ptrace_may_access", "cap_ptrace_access_check", "yama_ptrace_access_check" } },
	{ 13, CAP_SYS_PTRACE, A, 'n', NULL, { "ptracer_capable" } },
	{ 14, CAP_SETUID, E, 'n', NULL, { "cap_bprm_creds_from_file", "security_bprm_creds_from_file" } },
	{ 15, CAP_SETPCAP, E, 'n', NULL, { "cap_inh_is_capped", "cap_capset", "security_capset" } },
	{ 16, CAP_SETPCAP, D, 'n', NULL, { "cap_task_prctl" } },
	{ 17, CAP_SETUID, E, 'n', NULL, { "__sys_setuid", "__x64_sys_setuid" } },
	{ 18, CAP_SETGID, E, 'n', NULL, { "__sys_setgid", "__x64_sys_setgid" } },
	{ 19, CAP_SETUID, D, 'n', NULL, { "__sys_setreuid", "__sys_setresuid", "__sys_setfsuid" } },
	{ 19, CAP_SETGID, D, 'n', NULL, { "__sys_setregid", "__sys_setresgid", "__sys_setfsgid" } },
	{ 20, CAP_SETGID, D, 'n', NULL, { "may_setgroups", "__x64_sys_setgroups", "__ia32_sys_setgroups16" } },
	{ 21, CAP_FSETID, E, 'n', NULL,
	  { "setattr_prepare", "setattr_copy", "setattr_copy_mgtime", "in_group_or_capable" } },
	{ 22, CAP_FSETID, E, 'y', NULL, { "setattr_should_drop_sgid" } },
	{ 22, CAP_FSETID, E, 'y', "setattr_should_drop_sgid", { "in_group_or_capable" } },
	{ 23, CAP_FSETID, E, 'y', NULL,
	  { "setattr_should_drop_suidgid", "should_remove_suid", "dentry_needs_remove_privs", "file_remove_privs",
	    "file_remove_privs_flags" } },
	{ 23, CAP_FSETID, E, 'y', "setattr_should_drop_suidgid", { "in_group_or_capable" } },
	{ 24, CAP_FSETID, E, 'y', NULL, { "mode_strip_sgid", "inode_init_owner" } },
	{ 24, CAP_FSETID, E, 'y', "mode_strip_sgid", { "in_group_or_capable" } },
	{ 25, CAP_FSETID, E, 'y', NULL,
	  { "posix_acl_update_mode", "ovl_posix_acl_xattr_set", "ovl_set_or_remove_acl", "fuse_set_acl" } },
	{ 26, CAP_FSETID, E, 'y', NULL,
	  { "fuse_create_open", "fuse_do_setattr", "fuse_setattr", "fuse_send_open", "fuse_send_write_pages",
	    "fuse_perform_write", "fuse_direct_io", "fuse_cache_write_iter", "fuse_file_open" } },
	{ 27, CAP_SYS_ADMIN, A, 'n', NULL, { "fuse_allow_current_process", "fuse_permission" } },
	{ 28, CAP_SYS_ADMIN, N, 'y', NULL,
	  { "simple_xattr_list", "ovl_can_list", "ovl_listxattr", "ext4_xattr_trusted_list", "ext4_xattr_list_entries",
	    "xfs_xattr_put_listent", "f2fs_xattr_trusted_list" } },
	{ 29, CAP_SYS_ADMIN, D, 'n', NULL, { "xattr_permission" } },
	{ 30, CAP_BLOCK_SUSPEND, E, 'y', NULL,
	  { "ep_take_care_of_epollwakeup", "do_epoll_ctl", "__x64_sys_epoll_ctl" } },
	{ 31, CAP_SYS_ADMIN, E, 'n', NULL, { "__do_sys_fanotify_init" } },
	{ 32, CAP_SYS_ADMIN, E, 'n', NULL, { "__x64_sys_fanotify_init" } },
	{ 33, CAP_SYS_ADMIN, N, 'n', NULL,
	  { "do_statmount", "__do_sys_statmount", "do_listmount", "__do_sys_listmount", "grab_requested_mnt_ns",
	    "get_sequential_mnt_ns" } },
	{ 34, CAP_SYS_ADMIN, N, 'y', NULL, { "may_see_all_namespaces", "ns_ioctl", "__do_sys_listns" } },
	{ 35, CAP_IPC_LOCK, E, 'n', NULL, { "io_uring_create", "io_uring_setup", "__do_sys_io_uring_setup" } },
	{ 36, CAP_SYS_ADMIN, L, 'n', NULL, { "io_uring_allowed", "io_uring_setup", "__do_sys_io_uring_setup" } },
	{ 37, CAP_SYS_ADMIN, N, 'y', NULL,
	  { "do_jit", "bpf_int_jit_compile", "build_bhb_mitigation", "build_epilogue" } },
	{ 38, CAP_BPF, E, 'y', NULL, { "bpf_prog_kallsyms_add" } },
	{ 38, CAP_SYS_ADMIN, E, 'y', NULL, { "bpf_prog_kallsyms_add" } },
	{ 39, CAP_BPF, E, 'n', NULL, { "bpf_prog_load", "bpf_check" } },
	{ 39, CAP_SYS_ADMIN, E, 'n', NULL, { "bpf_prog_load", "bpf_check" } },
	{ 40, CAP_BPF, L, 'n', NULL, { "bpf_jit_charge_modmem", "bpf_jit_binary_alloc" } },
	{ 40, CAP_SYS_ADMIN, L, 'n', NULL, { "bpf_jit_charge_modmem", "bpf_jit_binary_alloc" } },
	{ 41, CAP_SYS_ADMIN, A, 'n', NULL,
	  { "seccomp_prepare_filter", "seccomp_set_mode_filter", "do_seccomp", "__do_sys_seccomp",
	    "prctl_set_seccomp" } },
	{ 42, CAP_SYS_ADMIN, A, 'n', NULL,
	  { "__do_sys_landlock_restrict_self", "io_register_restrictions_task", "__do_sys_io_uring_register" } },
	{ 43, CAP_NET_ADMIN, N, 'y', NULL, { "__vsock_create", "vsock_create" } },
	{ 44, CAP_NET_ADMIN, E, 'y', NULL,
	  { "inet_diag_dump_one_icsk", "inet_diag_dump_icsk", "tcp_diag_dump", "inet_diag_handler_cmd",
	    "__inet_diag_dump_start", "inet_diag_cmd_exact", "packet_diag_dump", "packet_diag_handler_dump" } },
	{ 45, CAP_NET_ADMIN, E, 'n', NULL, { "do_tcp_setsockopt" } },
	{ 46, CAP_NET_ADMIN, E, 'n', NULL, { "tcp_ca_find_autoload", "tcp_set_congestion_control" } },
	{ 47, CAP_NET_ADMIN, E, 'y', NULL, { "dev_load" } },
	{ 47, CAP_SYS_MODULE, E, 'y', NULL, { "dev_load", "dev_ioctl" } },
	{ 48, CAP_SYS_NICE, E, 'n', NULL, { "kernel_migrate_pages" } },
	{ 49, CAP_IPC_LOCK, E, 'n', NULL, { "account_locked_vm" } },
	{ 50, CAP_IPC_LOCK, E, 'n', NULL, { "mm_account_pinned_pages", "msg_zerocopy_realloc", "xdp_umem_create" } },
	{ 51, CAP_IPC_LOCK, E, 'n', NULL,
	  { "mlock_future_ok", "do_mmap", "do_brk_flags", "check_brk_limits", "vma_to_resize" } },
	{ 51, CAP_IPC_LOCK, L, 'n', NULL, { "mlock_future_check", "acct_stack_growth" } },
	{ 52, CAP_SYS_RESOURCE, E, 'n', NULL, { "mqueue_get_inode" } },
	{ 53, CAP_SYS_RAWIO, E, 'n', NULL,
	  { "scsi_cmd_allowed", "blk_verify_command", "sg_io", "scsi_ioctl", "sg_new_write" } },
	{ 54, CAP_SYSLOG, A, 'n', NULL, { "check_syslog_permissions", "do_syslog", "devkmsg_open" } },
	{ 54, CAP_SYS_ADMIN, A, 'n', NULL, { "check_syslog_permissions", "do_syslog" } },
	{ 55, CAP_SYS_RESOURCE, N, 'y', NULL, { "aa_task_setrlimit", "apparmor_task_setrlimit" } },
	{ 55, CAP_MAC_OVERRIDE, N, 'y', NULL,
	  { "is_profile_priv_restricted_to_stack", "apparmor_bprm_creds_for_exec", "aa_change_profile" } },
	{ 56, CAP_SYS_RESOURCE, L, 'n', NULL, { "ext4_has_free_clusters", "ext4_claim_free_clusters" } },
	{ 57, CAP_SYS_RESOURCE, L, 'n', NULL,
	  { "ignore_hardlimit", "dquot_add_space", "dquot_add_inodes", "__dquot_alloc_space", "dquot_alloc_inode" } },
	{ 58, CAP_SYS_ADMIN, L, 'n', NULL, { "alloc_empty_file" } },
	{ 59, CAP_SYS_RESOURCE, L, 'n', NULL,
	  { "alloc_pipe_info", "pipe_set_size", "pipe_fcntl", "pipe_is_unprivileged_user" } },
	{ 59, CAP_SYS_ADMIN, L, 'n', NULL,
	  { "alloc_pipe_info", "pipe_set_size", "pipe_fcntl", "pipe_is_unprivileged_user" } },
	{ 60, CAP_SYS_RESOURCE, L, 'n', NULL, { "copy_process" } },
	{ 60, CAP_SYS_ADMIN, L, 'n', NULL, { "copy_process" } },
	{ 61, CAP_SYS_RESOURCE, L, 'n', NULL, { "too_many_unix_fds", "unix_attach_fds", "unix_prepare_fpl" } },
	{ 61, CAP_SYS_ADMIN, L, 'n', NULL, { "too_many_unix_fds", "unix_attach_fds", "unix_prepare_fpl" } },
	{ 62, CAP_IPC_LOCK, L, 'n', NULL,
	  { "can_do_mlock", "do_mlock", "__do_sys_mlock", "__do_sys_mlock2", "__do_sys_mlockall", "user_shm_lock",
	    "perf_mmap", "perf_mmap_rb" } },
	{ 63, CAP_SYS_NICE, E, 'n', NULL, { "__sched_setscheduler" } },
	{ 64, CAP_SYS_NICE, A, 'n', NULL,
	  { "can_nice", "__do_sys_nice", "set_one_prio_perm", "set_one_prio", "__do_sys_setpriority",
	    "sched_setaffinity", "set_task_ioprio", "user_check_sched_setscheduler" } },
	{ 65, CAP_SYS_NICE, A, 'n', NULL,
	  { "cap_safe_nice", "cap_task_setscheduler", "cap_task_setioprio", "cap_task_setnice" } },
	{ 66, CAP_SYS_NICE, A, 'n', NULL, { "timerslack_ns_write", "timerslack_ns_show" } },
};

/* Asked in turn: first, then; `narrow` is the one that permits less. */
static const struct pair {
	int first, then, narrow;
	const char *symbols[SYMBOLS];
} pairs[] = {
	{ CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, { "generic_permission" } },
	{ CAP_BPF, CAP_SYS_ADMIN, CAP_BPF,
	  { "map_create", "bpf_prog_load", "bpf_check", "stack_map_alloc", "trie_alloc", "cpu_map_alloc",
	    "bpf_btf_load", "bpf_base_func_proto", "__sys_bpf" } },
	{ CAP_NET_ADMIN, CAP_SYS_ADMIN, CAP_NET_ADMIN, { "bpf_prog_load", "map_create" } },
	{ CAP_PERFMON, CAP_SYS_ADMIN, CAP_PERFMON,
	  { "perf_allow_kernel", "find_get_context", "perf_check_permission", "perf_kprobe_event_init",
	    "perf_uprobe_event_init", "__do_sys_perf_event_open", "bpf_check", "mm_access", "may_access_mm" } },
	{ CAP_CHECKPOINT_RESTORE, CAP_SYS_ADMIN, CAP_CHECKPOINT_RESTORE,
	  { "alloc_pid", "proc_map_files_get_link", "pid_ns_ctl_handler", "prctl_set_mm_map", "prctl_set_mm" } },
	{ CAP_SYSLOG, CAP_SYS_ADMIN, CAP_SYSLOG, { "check_syslog_permissions", "do_syslog" } },
	{ CAP_SYS_RESOURCE, CAP_SYS_ADMIN, CAP_SYS_RESOURCE,
	  { "copy_process", "alloc_pipe_info", "pipe_is_unprivileged_user", "too_many_unix_fds", "unix_attach_fds",
	    "unix_prepare_fpl" } },
	{ CAP_SYS_ADMIN, CAP_SYS_NICE, CAP_SYS_NICE, { "ioprio_check_cap", "__do_sys_ioprio_set" } },
	{ CAP_NET_RAW, CAP_NET_ADMIN, CAP_NET_RAW,
	  { "sk_setsockopt", "sock_setsockopt", "__sock_cmsg_send", "do_ip_setsockopt", "do_ipv6_setsockopt" } },
	{ CAP_DAC_READ_SEARCH, CAP_SYS_ADMIN, CAP_DAC_READ_SEARCH, { "do_handle_open", "may_decode_fh" } },
};

/* Asked once the object turned out not to be the caller's own. */
static const struct owned {
	int cap;
	enum check_class class;
	const char *symbols[SYMBOLS];
} owned[] = {
	{ CAP_SYS_PTRACE, A,
	  { "__ptrace_may_access", "ptrace_may_access", "cap_ptrace_access_check", "yama_ptrace_access_check" } },
	{ CAP_KILL, A, { "kill_ok_by_cred", "check_kill_permission" } },
	{ CAP_FOWNER, D,
	  { "inode_owner_or_capable", "setattr_prepare", "__check_sticky", "may_delete", "may_delete_dentry",
	    "do_fcntl", "setfl", "may_linkat", "set_posix_acl" } },
	{ CAP_FOWNER, A, { "may_setattr", "notify_change" } },
	{ CAP_FOWNER, D, { "may_open", "do_open", "do_linkat", "vfs_fileattr_set" } },
	{ CAP_CHOWN, D, { "setattr_prepare", "chown_ok", "chgrp_ok" } },
	{ CAP_LEASE, D, { "generic_setlease", "vfs_setlease" } },
	{ CAP_IPC_OWNER, D, { "ipcperms" } },
	{ CAP_IPC_LOCK, D, { "shmctl_do_lock" } },
	{ CAP_SYS_ADMIN, D, { "ipcctl_obtain_check" } },
	{ CAP_SYS_ADMIN, D, { "scm_check_creds", "__scm_send" } },
	{ CAP_SETUID, D, { "scm_check_creds", "__scm_send", "map_write", "new_idmap_permitted" } },
	{ CAP_SETGID, D, { "scm_check_creds", "__scm_send", "map_write", "new_idmap_permitted" } },
	{ CAP_SYS_TTY_CONFIG, A, { "vt_ioctl", "vt_k_ioctl", "vt_compat_ioctl", "vt_do_kdsk_ioctl" } },
	{ CAP_SYS_ADMIN, A, { "tiocsti", "tty_ioctl", "tioclinux" } },
	{ CAP_NET_ADMIN, D,
	  { "rtnetlink_rcv_msg", "genl_family_rcv_msg", "genl_rcv_msg", "nfnetlink_rcv", "xfrm_user_rcv_msg" } },
	{ CAP_SYS_ADMIN, D,
	  { "mntns_install", "utsns_install", "ipcns_install", "pidns_install", "cgroupns_install", "netns_install",
	    "timens_install", "userns_install" } },
	{ CAP_SYS_CHROOT, D, { "mntns_install", "__x64_sys_chroot" } },
	{ CAP_SETPCAP, D, { "proc_cap_handler" } },
	{ CAP_SYS_MODULE, D, { "proc_cap_handler" } },
	{ CAP_SYS_ADMIN, D, { "scsi_ioctl_reset" } },
	{ CAP_SYS_RAWIO, D, { "scsi_ioctl_reset" } },
	/* Decisive without tricks. */
	{ CAP_SYS_ADMIN, D,
	  { "may_mount", "path_mount", "can_umount", "path_umount", "__do_sys_pivot_root", "path_pivot_root",
	    "unshare_nsproxy_namespaces", "copy_namespaces", "__x64_sys_sethostname" } },
	{ CAP_SYS_ADMIN, D,
	  { "__do_sys_swapon", "__do_sys_swapoff", "check_quotactl_permission", "do_quotactl", "keyctl_chown_key",
	    "tiocsctty", "tty_jobctrl_ioctl" } },
	{ CAP_SYS_BOOT, D,
	  { "__do_sys_reboot", "kexec_load_check", "kexec_load_permitted", "__do_sys_kexec_file_load" } },
	{ CAP_SYS_MODULE, D, { "may_init_module", "__do_sys_init_module", "__do_sys_finit_module" } },
	{ CAP_SYS_TIME, D, { "cap_settime", "security_settime64", "timekeeping_validate_timex", "do_adjtimex" } },
	{ CAP_MKNOD, D, { "vfs_mknod" } },
	{ CAP_NET_BIND_SERVICE, D, { "__inet_bind", "__inet6_bind", "inet_bind", "inet6_bind", "inet_bind_sk" } },
	{ CAP_NET_RAW, D, { "inet_create", "inet6_create", "packet_create" } },
	{ CAP_NET_ADMIN, D, { "__dev_ethtool", "dev_ethtool", "dev_ioctl", "devinet_ioctl", "__tun_chr_ioctl",
	    "tun_set_iff" } },
	{ CAP_SYS_RAWIO, D, { "__x64_sys_iopl", "__x64_sys_ioperm", "cap_mmap_addr", "security_mmap_addr" } },
	{ CAP_SETPCAP, D, { "cap_prctl_drop", "cap_task_prctl" } },
	{ CAP_SYS_PACCT, D, { "__x64_sys_acct" } },
	{ CAP_SYS_RESOURCE, L, { "do_prlimit" } },
	{ CAP_SETFCAP, D, { "cap_convert_nscap", "map_write", "verify_root_map" } },
	{ CAP_WAKE_ALARM, D, { "alarm_timer_create", "alarm_timer_nsleep", "__do_sys_timerfd_create" } },
};

static char harmless_word(const struct site *row)
{
	return !row->harmless ? 'n' : row->trait == TRAIT_SHOWN ? 's' : 'y';
}

static void check_fact(const struct fact *f)
{
	for (size_t i = 0; i < SYMBOLS && f->symbols[i]; i++) {
		const struct site *row = site_find(f->cap, f->symbols[i], &f->via, f->via ? 1 : 0);

		if (!row)
			fail_msg("fact %u: no row for capability %d at %s", f->number, f->cap, f->symbols[i]);
		if (row->class != f->class || harmless_word(row) != f->harmless)
			fail_msg("fact %u: capability %d at %s is %s, %c", f->number, f->cap, f->symbols[i],
				 check_class_name(row->class), harmless_word(row));
	}
}

static void every_fact_has_its_row(void **state)
{
	bool seen[FACTS + 1] = { false };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		assert_in_range(facts[i].number, 1, FACTS);
		seen[facts[i].number] = true;
		check_fact(&facts[i]);
	}
	for (unsigned int n = 1; n <= FACTS; n++)
		if (!seen[n])
			fail_msg("fact %u is not tested", n);
}

static void every_pair_has_both_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct pair *p = &pairs[i];
		int wide = p->narrow == p->first ? p->then : p->first;

		for (size_t k = 0; k < SYMBOLS && p->symbols[k]; k++) {
			const struct site *row = site_find(wide, p->symbols[k], NULL, 0);

			if (!site_find(p->narrow, p->symbols[k], NULL, 0) || !row)
				fail_msg("pair %d, %d: a row is missing at %s", p->first, p->then, p->symbols[k]);
			if (row->instead >= 0 && row->instead != p->narrow)
				fail_msg("pair %d, %d: %d instead at %s", p->first, p->then, row->instead,
					 p->symbols[k]);
		}
		if (!(site_narrower(wide) >> p->narrow & 1))
			fail_msg("%d is not known to be narrower than %d", p->narrow, wide);
	}
}

/* The wide one asked first: the narrower one is never asked, the row must name it. */
static void wide_ones_asked_first_name_the_narrower(void **state)
{
	(void)state;
	assert_int_equal(site_find(CAP_SYS_ADMIN, "ioprio_check_cap", NULL, 0)->instead, CAP_SYS_NICE);
	assert_int_equal(site_find(CAP_SYS_ADMIN, "__do_sys_ioprio_set", NULL, 0)->instead, CAP_SYS_NICE);
}

static void what_is_asked_of_others_has_its_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(owned); i++) {
		for (size_t k = 0; k < SYMBOLS && owned[i].symbols[k]; k++) {
			const struct site *row = site_find(owned[i].cap, owned[i].symbols[k], NULL, 0);

			if (!row)
				fail_msg("no row for capability %d at %s", owned[i].cap, owned[i].symbols[k]);
			if (row->class != owned[i].class || row->harmless)
				fail_msg("capability %d at %s is %s", owned[i].cap, owned[i].symbols[k],
					 check_class_name(row->class));
		}
	}
}

static void implied_needs_have_rows(void **state)
{
	(void)state;
	for (int cap = 0; cap <= CAP_LAST_CAP; cap++) {
		assert_int_equal(site_find(cap, "bprm_caps_from_vfs_caps", NULL, 0)->class, CLASS_DECISIVE);
		assert_int_equal(site_find(cap, "cap_capset", NULL, 0)->class, CLASS_EARLY);
	}
}

static void functions_of_one_decision_have_one_name(void **state)
{
	static const char *const ptrace[] = {
		"__ptrace_may_access", "cap_ptrace_access_check.isra.0", "yama_ptrace_access_check", "mm_access",
		"may_access_mm", "ptrace_may_access",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ptrace); i++)
		assert_string_equal(site_decision(ptrace[i]), "ptrace_may_access");
	assert_string_equal(site_decision("may_decode_fh"), site_decision("do_handle_open"));
	assert_string_equal(site_decision("generic_permission"), "generic_permission");
	assert_string_equal(site_decision(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fact_has_its_row),
		cmocka_unit_test(every_pair_has_both_rows),
		cmocka_unit_test(wide_ones_asked_first_name_the_narrower),
		cmocka_unit_test(what_is_asked_of_others_has_its_row),
		cmocka_unit_test(implied_needs_have_rows),
		cmocka_unit_test(functions_of_one_decision_have_one_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
