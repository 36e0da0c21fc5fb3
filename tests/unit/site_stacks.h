/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stacks that bpf_get_stack() gave in tp_btf/cap_capable on Linux 6.18 (x86_64, gcc 15), innermost
 * first, from cap_capable on. Each was provoked by a command or system call; the class is what the
 * kernel source says of the place.
 */

/* What stood before cap_capable, alone and with a second program attached. kallsyms knows no symbol
 * at the program's address and gives the last one before it. */
static const char *const seen_above[] = {
	"_einittext bpf_trace_run5 ",
	"bpf_prog_e47654c6e2626000_process_exit bpf_trace_run5 __traceiter_cap_capable ",
};

static const struct seen_stack {
	int cap;
	enum check_class class;
	bool harmless;
	const char *site;
	const char *stack;
} seen_stacks[] = {
	{ CAP_AUDIT_CONTROL, CLASS_DECISIVE, false, "audit_receive_msg",
	  "cap_capable security_capable ns_capable audit_receive_msg audit_receive netlink_unicast "
	  "netlink_sendmsg" },
	{ CAP_AUDIT_READ, CLASS_DECISIVE, false, "audit_multicast_bind",
	  "cap_capable security_capable capable audit_multicast_bind netlink_bind __sys_bind "
	  "__x64_sys_bind" },
	{ CAP_AUDIT_WRITE, CLASS_DECISIVE, false, "audit_receive_msg",
	  "cap_capable security_capable ns_capable audit_receive_msg audit_receive netlink_unicast "
	  "netlink_sendmsg" },
	{ CAP_BPF, CLASS_ALTERNATIVE, false, "__sys_bpf",
	  "cap_capable security_capable ns_capable bpf_token_capable __sys_bpf __x64_sys_bpf "
	  "do_syscall_64 entry_SYSCALL_64_after_hwframe" },
	{ CAP_BPF, CLASS_ALTERNATIVE, false, "bpf_base_func_proto",
	  "cap_capable security_capable ns_capable bpf_token_capable bpf_base_func_proto "
	  "bpf_tracing_func_proto tracing_prog_func_proto get_call_summary" },
	{ CAP_BPF, CLASS_ALTERNATIVE, false, "map_create",
	  "cap_capable security_capable ns_capable bpf_token_capable map_create __sys_bpf __x64_sys_bpf "
	  "do_syscall_64" },
	{ CAP_BPF, CLASS_EARLY, false, "bpf_check",
	  "cap_capable security_capable ns_capable bpf_token_capable bpf_check bpf_prog_load "
	  "bpf_prog_load __sys_bpf" },
	{ CAP_BPF, CLASS_EARLY, false, "bpf_prog_get_info_by_fd",
	  "cap_capable security_capable capable bpf_prog_get_info_by_fd __sys_bpf __x64_sys_bpf "
	  "do_syscall_64" },
	{ CAP_BPF, CLASS_EARLY, false, "bpf_prog_load",
	  "cap_capable security_capable ns_capable bpf_token_capable bpf_prog_load bpf_prog_load "
	  "__sys_bpf __x64_sys_bpf" },
	{ CAP_BPF, CLASS_EARLY, true, "bpf_prog_kallsyms_add",
	  "cap_capable security_capable ns_capable bpf_token_capable bpf_prog_kallsyms_add bpf_prog_load "
	  "bpf_prog_load __sys_bpf" },
	{ CAP_CHECKPOINT_RESTORE, CLASS_ALTERNATIVE, false, "alloc_pid",
	  "cap_capable security_capable ns_capable alloc_pid copy_process kernel_clone __do_sys_clone3" },
	{ CAP_CHECKPOINT_RESTORE, CLASS_ALTERNATIVE, false, "pid_ns_ctl_handler",
	  "cap_capable security_capable ns_capable pid_ns_ctl_handler proc_sys_call_handler vfs_write "
	  "ksys_write" },
	{ CAP_CHECKPOINT_RESTORE, CLASS_ALTERNATIVE, false, "proc_map_files_get_link",
	  "cap_capable security_capable ns_capable proc_map_files_get_link step_into path_openat "
	  "do_filp_open" },
	{ CAP_CHECKPOINT_RESTORE, CLASS_PROBE, true, "ipc_permissions",
	  "cap_capable security_capable ns_capable_noaudit ipc_permissions sysctl_perm "
	  "proc_sys_permission inode_permission" },
	{ CAP_CHOWN, CLASS_DECISIVE, false, "setattr_prepare",
	  "cap_capable security_capable capable_wrt_inode_uidgid setattr_prepare ext4_setattr "
	  "notify_change chown_common" },
	{ CAP_DAC_OVERRIDE, CLASS_ALTERNATIVE, false, "generic_permission",
	  "cap_capable security_capable capable_wrt_inode_uidgid generic_permission inode_permission "
	  "may_open path_openat" },
	{ CAP_DAC_READ_SEARCH, CLASS_ALTERNATIVE, false, "do_handle_open",
	  "cap_capable security_capable capable do_handle_open do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_DAC_READ_SEARCH, CLASS_ALTERNATIVE, false, "generic_permission",
	  "cap_capable security_capable capable_wrt_inode_uidgid generic_permission inode_permission "
	  "may_open path_openat" },
	{ CAP_FOWNER, CLASS_ALTERNATIVE, false, "may_setattr",
	  "cap_capable security_capable ns_capable may_setattr notify_change vfs_utimes do_utimes" },
	{ CAP_FOWNER, CLASS_DECISIVE, false, "__check_sticky",
	  "cap_capable security_capable capable_wrt_inode_uidgid __check_sticky may_delete vfs_unlink "
	  "do_unlinkat" },
	{ CAP_FOWNER, CLASS_DECISIVE, false, "do_fcntl",
	  "cap_capable security_capable ns_capable do_fcntl __x64_sys_fcntl do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_FOWNER, CLASS_DECISIVE, false, "setattr_prepare",
	  "cap_capable security_capable ns_capable setattr_prepare ext4_setattr notify_change "
	  "chmod_common" },
	{ CAP_FOWNER, CLASS_DECISIVE, false, "vfs_fileattr_set",
	  "cap_capable security_capable ns_capable vfs_fileattr_set ioctl_setflags __x64_sys_ioctl "
	  "do_syscall_64" },
	{ CAP_FSETID, CLASS_EARLY, true, "mode_strip_sgid",
	  "cap_capable security_capable capable_wrt_inode_uidgid mode_strip_sgid path_openat "
	  "do_filp_open do_sys_openat2" },
	{ CAP_FSETID, CLASS_EARLY, false, "setattr_copy",
	  "cap_capable security_capable capable_wrt_inode_uidgid setattr_copy ext4_setattr notify_change "
	  "chmod_common" },
	{ CAP_FSETID, CLASS_EARLY, false, "setattr_prepare",
	  "cap_capable security_capable capable_wrt_inode_uidgid setattr_prepare ext4_setattr "
	  "notify_change chmod_common" },
	{ CAP_FSETID, CLASS_EARLY, true, "setattr_should_drop_suidgid",
	  "cap_capable security_capable capable setattr_should_drop_suidgid file_remove_privs_flags "
	  "file_modified ext4_buffered_write_iter" },
	{ CAP_IPC_LOCK, CLASS_DECISIVE, false, "shmctl_do_lock",
	  "cap_capable security_capable ns_capable shmctl_do_lock ksys_shmctl.constprop.0 do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_IPC_LOCK, CLASS_EARLY, false, "io_uring_setup.cold",
	  "cap_capable security_capable ns_capable_noaudit io_uring_setup.cold do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_IPC_LOCK, CLASS_LIMIT, false, "__do_sys_mlockall",
	  "cap_capable security_capable capable __do_sys_mlockall do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_KILL, CLASS_ALTERNATIVE, false, "check_kill_permission",
	  "cap_capable security_capable ns_capable check_kill_permission check_kill_permission "
	  "kill_pid_info_type kill_something_info" },
	{ CAP_LEASE, CLASS_DECISIVE, false, "vfs_setlease",
	  "cap_capable security_capable capable vfs_setlease fcntl_setlease do_fcntl __x64_sys_fcntl" },
	{ CAP_LINUX_IMMUTABLE, CLASS_DECISIVE, false, "vfs_fileattr_set",
	  "cap_capable security_capable capable vfs_fileattr_set ioctl_setflags __x64_sys_ioctl "
	  "do_syscall_64" },
	{ CAP_MKNOD, CLASS_DECISIVE, false, "vfs_mknod",
	  "cap_capable security_capable capable vfs_mknod do_mknodat __x64_sys_mknodat do_syscall_64" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "arp_ioctl",
	  "cap_capable security_capable ns_capable arp_ioctl sock_do_ioctl __x64_sys_ioctl do_syscall_64" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "br_ioctl_stub",
	  "cap_capable security_capable ns_capable br_ioctl_stub sock_ioctl __x64_sys_ioctl "
	  "do_syscall_64" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "dev_ioctl",
	  "cap_capable security_capable capable dev_ioctl sock_do_ioctl __x64_sys_ioctl do_syscall_64" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "devinet_ioctl",
	  "cap_capable security_capable ns_capable devinet_ioctl inet_ioctl sock_do_ioctl "
	  "__x64_sys_ioctl" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "ip_rt_ioctl",
	  "cap_capable security_capable ns_capable ip_rt_ioctl inet_ioctl sock_do_ioctl __x64_sys_ioctl" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "nfnetlink_rcv",
	  "cap_capable security_capable file_ns_capable netlink_net_capable nfnetlink_rcv "
	  "netlink_unicast netlink_sendmsg __sys_sendto" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "rtnetlink_rcv_msg",
	  "cap_capable security_capable file_ns_capable netlink_net_capable rtnetlink_rcv_msg "
	  "netlink_rcv_skb netlink_unicast netlink_sendmsg" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "rtnl_link_get_net_capable.constprop.0",
	  "cap_capable security_capable file_ns_capable netlink_ns_capable "
	  "rtnl_link_get_net_capable.constprop.0 rtnl_newlink netlink_rcv_skb netlink_unicast" },
	{ CAP_NET_ADMIN, CLASS_ALTERNATIVE, false, "sk_setsockopt",
	  "cap_capable security_capable capable sk_setsockopt do_sock_setsockopt __sys_setsockopt "
	  "__x64_sys_setsockopt" },
	{ CAP_NET_ADMIN, CLASS_DECISIVE, false, "xfrm_user_rcv_msg",
	  "cap_capable security_capable ns_capable xfrm_user_rcv_msg netlink_rcv_skb xfrm_netlink_rcv "
	  "netlink_unicast" },
	{ CAP_NET_ADMIN, CLASS_EARLY, false, "do_tcp_setsockopt",
	  "cap_capable security_capable ns_capable do_tcp_setsockopt do_sock_setsockopt __sys_setsockopt "
	  "__x64_sys_setsockopt" },
	{ CAP_NET_ADMIN, CLASS_EARLY, true, "tcp_diag_dump",
	  "cap_capable security_capable ns_capable tcp_diag_dump __inet_diag_dump netlink_dump "
	  "netlink_recvmsg" },
	{ CAP_NET_ADMIN, CLASS_PROBE, true, "__vsock_create.constprop.0",
	  "cap_capable security_capable ns_capable_noaudit __vsock_create.constprop.0 vsock_create "
	  "__sock_create __sys_socket" },
	{ CAP_NET_ADMIN, CLASS_EARLY, false, "net_ctl_permissions",
	  "cap_capable security_capable ns_capable_noaudit net_ctl_permissions sysctl_perm "
	  "proc_sys_call_handler vfs_write ksys_write" },
	{ CAP_NET_ADMIN, CLASS_PROBE, true, "net_ctl_permissions",
	  "cap_capable security_capable ns_capable_noaudit net_ctl_permissions sysctl_perm "
	  "proc_sys_permission inode_permission" },
	{ CAP_NET_BIND_SERVICE, CLASS_DECISIVE, false, "__inet6_bind",
	  "cap_capable security_capable ns_capable __inet6_bind inet6_bind_sk __sys_bind __x64_sys_bind" },
	{ CAP_NET_BIND_SERVICE, CLASS_DECISIVE, false, "__inet_bind",
	  "cap_capable security_capable ns_capable __inet_bind inet_bind_sk __sys_bind __x64_sys_bind" },
	{ CAP_NET_BROADCAST, CLASS_DECISIVE, false, "netlink_setsockopt",
	  "cap_capable security_capable ns_capable netlink_setsockopt do_sock_setsockopt "
	  "__sys_setsockopt __x64_sys_setsockopt" },
	{ CAP_NET_RAW, CLASS_ALTERNATIVE, false, "do_ip_setsockopt",
	  "cap_capable security_capable ns_capable do_ip_setsockopt ip_setsockopt do_sock_setsockopt "
	  "__sys_setsockopt" },
	{ CAP_NET_RAW, CLASS_ALTERNATIVE, false, "do_ipv6_setsockopt",
	  "cap_capable security_capable ns_capable do_ipv6_setsockopt ipv6_setsockopt do_sock_setsockopt "
	  "__sys_setsockopt" },
	{ CAP_NET_RAW, CLASS_ALTERNATIVE, false, "sk_setsockopt",
	  "cap_capable security_capable ns_capable sk_setsockopt do_sock_setsockopt __sys_setsockopt "
	  "__x64_sys_setsockopt" },
	{ CAP_NET_RAW, CLASS_DECISIVE, false, "inet6_create",
	  "cap_capable security_capable ns_capable inet6_create __sock_create __sys_socket "
	  "__x64_sys_socket" },
	{ CAP_NET_RAW, CLASS_DECISIVE, false, "inet_create",
	  "cap_capable security_capable ns_capable inet_create __sock_create __sys_socket "
	  "__x64_sys_socket" },
	{ CAP_NET_RAW, CLASS_DECISIVE, false, "ip_options_get",
	  "cap_capable security_capable ns_capable ip_options_get do_ip_setsockopt ip_setsockopt "
	  "do_sock_setsockopt" },
	{ CAP_NET_RAW, CLASS_DECISIVE, false, "packet_create",
	  "cap_capable security_capable ns_capable packet_create __sock_create __sys_socket "
	  "__x64_sys_socket" },
	{ CAP_NET_RAW, CLASS_DECISIVE, false, "xsk_create",
	  "cap_capable security_capable ns_capable xsk_create __sock_create __sys_socket "
	  "__x64_sys_socket" },
	{ CAP_PERFMON, CLASS_ALTERNATIVE, false, "__do_sys_perf_event_open",
	  "cap_capable security_capable capable __do_sys_perf_event_open do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_PERFMON, CLASS_ALTERNATIVE, false, "bpf_base_func_proto",
	  "cap_capable security_capable ns_capable bpf_token_capable bpf_base_func_proto "
	  "bpf_tracing_func_proto tracing_prog_func_proto get_call_summary" },
	{ CAP_PERFMON, CLASS_ALTERNATIVE, false, "find_get_context",
	  "cap_capable security_capable capable find_get_context __do_sys_perf_event_open do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_PERFMON, CLASS_ALTERNATIVE, false, "mm_access",
	  "cap_capable security_capable capable mm_access proc_mem_open environ_open do_dentry_open" },
	{ CAP_PERFMON, CLASS_ALTERNATIVE, false, "perf_allow_kernel",
	  "cap_capable security_capable capable perf_allow_kernel __do_sys_perf_event_open do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_PERFMON, CLASS_DECISIVE, false, "bpf_prog_load",
	  "cap_capable security_capable ns_capable bpf_token_capable bpf_prog_load bpf_prog_load "
	  "__sys_bpf __x64_sys_bpf" },
	{ CAP_PERFMON, CLASS_EARLY, false, "bpf_check",
	  "cap_capable security_capable ns_capable bpf_token_capable bpf_check bpf_prog_load "
	  "bpf_prog_load __sys_bpf" },
	{ CAP_PERFMON, CLASS_EARLY, true, "array_map_alloc",
	  "cap_capable security_capable ns_capable bpf_token_capable array_map_alloc map_create "
	  "__sys_bpf __x64_sys_bpf" },
	{ CAP_SETFCAP, CLASS_DECISIVE, false, "cap_convert_nscap",
	  "cap_capable security_capable capable_wrt_inode_uidgid cap_convert_nscap vfs_setxattr "
	  "filename_setxattr path_setxattrat" },
	{ CAP_SETFCAP, CLASS_DECISIVE, false, "cap_inode_removexattr",
	  "cap_capable security_capable capable_wrt_inode_uidgid cap_inode_removexattr "
	  "security_inode_removexattr __vfs_removexattr_locked vfs_removexattr" },
	{ CAP_SETGID, CLASS_DECISIVE, false, "__do_sys_setgroups",
	  "cap_capable security_capable ns_capable_setid __do_sys_setgroups do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETGID, CLASS_DECISIVE, false, "__scm_send",
	  "cap_capable security_capable ns_capable __scm_send unix_dgram_sendmsg ____sys_sendmsg "
	  "___sys_sendmsg" },
	{ CAP_SETGID, CLASS_DECISIVE, false, "__sys_setfsgid",
	  "cap_capable security_capable ns_capable_setid __sys_setfsgid do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETGID, CLASS_DECISIVE, false, "__sys_setregid",
	  "cap_capable security_capable ns_capable_setid __sys_setregid do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETGID, CLASS_DECISIVE, false, "__sys_setresgid",
	  "cap_capable security_capable ns_capable_setid __sys_setresgid do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETGID, CLASS_EARLY, false, "__sys_setgid",
	  "cap_capable security_capable ns_capable_setid __sys_setgid do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETPCAP, CLASS_DECISIVE, false, "cap_task_prctl",
	  "cap_capable security_capable ns_capable cap_task_prctl security_task_prctl __do_sys_prctl "
	  "do_syscall_64" },
	{ CAP_SETPCAP, CLASS_EARLY, false, "cap_capset",
	  "cap_capable cap_capset security_capset __do_sys_capset do_syscall_64" },
	{ CAP_SETUID, CLASS_ALTERNATIVE, false, "keyctl_get_persistent",
	  "cap_capable security_capable ns_capable keyctl_get_persistent do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETUID, CLASS_DECISIVE, false, "__scm_send",
	  "cap_capable security_capable ns_capable __scm_send unix_dgram_sendmsg ____sys_sendmsg "
	  "___sys_sendmsg" },
	{ CAP_SETUID, CLASS_DECISIVE, false, "__sys_setfsuid",
	  "cap_capable security_capable ns_capable_setid __sys_setfsuid do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETUID, CLASS_DECISIVE, false, "__sys_setresuid",
	  "cap_capable security_capable ns_capable_setid __sys_setresuid do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETUID, CLASS_DECISIVE, false, "__sys_setreuid",
	  "cap_capable security_capable ns_capable_setid __sys_setreuid do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SETUID, CLASS_EARLY, false, "__sys_setuid",
	  "cap_capable security_capable ns_capable_setid __sys_setuid do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYSLOG, CLASS_ALTERNATIVE, false, "check_syslog_permissions",
	  "cap_capable security_capable capable check_syslog_permissions do_syslog do_dentry_open "
	  "vfs_open" },
	{ CAP_SYSLOG, CLASS_ALTERNATIVE, false, "devkmsg_open",
	  "cap_capable security_capable capable devkmsg_open chrdev_open chrdev_open do_dentry_open" },
	{ CAP_SYSLOG, CLASS_PROBE, true, "kallsyms_show_value",
	  "cap_capable security_capable kallsyms_show_value kallsyms_open proc_reg_open do_dentry_open" },
	{ CAP_SYS_ADMIN, CLASS_ALTERNATIVE, false, "__do_sys_landlock_restrict_self",
	  "cap_capable security_capable ns_capable_noaudit __do_sys_landlock_restrict_self do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__sys_bpf",
	  "cap_capable security_capable capable __sys_bpf __x64_sys_bpf do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_ALTERNATIVE, false, "do_seccomp",
	  "cap_capable security_capable ns_capable_noaudit do_seccomp do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_ALTERNATIVE, false, "ioprio_check_cap",
	  "cap_capable security_capable capable ioprio_check_cap __do_sys_ioprio_set do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_ALTERNATIVE, false, "keyctl_setperm_key",
	  "cap_capable security_capable capable keyctl_setperm_key do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_ALTERNATIVE, false, "tioclinux",
	  "cap_capable security_capable capable tioclinux tty_ioctl __x64_sys_ioctl do_syscall_64" },
	{ CAP_SYS_ADMIN, CLASS_ALTERNATIVE, false, "tty_ioctl",
	  "cap_capable security_capable capable tty_ioctl __x64_sys_ioctl do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__do_sys_fsmount",
	  "cap_capable security_capable ns_capable __do_sys_fsmount do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__do_sys_pivot_root",
	  "cap_capable security_capable ns_capable __do_sys_pivot_root do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__do_sys_swapoff",
	  "cap_capable security_capable capable __do_sys_swapoff do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__do_sys_swapon",
	  "cap_capable security_capable capable __do_sys_swapon do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__scm_send",
	  "cap_capable security_capable ns_capable __scm_send unix_dgram_sendmsg ____sys_sendmsg "
	  "___sys_sendmsg" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__x64_sys_fsopen",
	  "cap_capable security_capable ns_capable __x64_sys_fsopen do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__x64_sys_setdomainname",
	  "cap_capable security_capable ns_capable __x64_sys_setdomainname do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "__x64_sys_sethostname",
	  "cap_capable security_capable ns_capable __x64_sys_sethostname do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "bpf_obj_get_next_id",
	  "cap_capable security_capable capable bpf_obj_get_next_id __sys_bpf __x64_sys_bpf "
	  "do_syscall_64" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "cap_inode_setxattr",
	  "cap_capable security_capable ns_capable cap_inode_setxattr security_inode_setxattr "
	  "__vfs_setxattr_locked vfs_setxattr" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "cgroupns_install",
	  "cap_capable security_capable ns_capable cgroupns_install __do_sys_setns do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "copy_cgroup_ns",
	  "cap_capable security_capable ns_capable copy_cgroup_ns create_new_namespaces "
	  "unshare_nsproxy_namespaces ksys_unshare" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "ipcns_install",
	  "cap_capable security_capable ns_capable ipcns_install __do_sys_setns do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "keyctl_chown_key",
	  "cap_capable security_capable capable keyctl_chown_key do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "map_write",
	  "cap_capable security_capable file_ns_capable map_write proc_gid_map_write vfs_write "
	  "ksys_write" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "mntns_install",
	  "cap_capable security_capable ns_capable mntns_install __do_sys_setns do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "netns_install",
	  "cap_capable security_capable ns_capable netns_install __do_sys_setns do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "path_mount",
	  "cap_capable security_capable ns_capable path_mount __x64_sys_mount do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "path_umount",
	  "cap_capable security_capable ns_capable path_umount __x64_sys_umount do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "pidns_install",
	  "cap_capable security_capable ns_capable pidns_install __do_sys_setns do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "proc_dointvec_minmax_bpf_restricted",
	  "cap_capable security_capable capable proc_dointvec_minmax_bpf_restricted "
	  "proc_sys_call_handler vfs_read ksys_read" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "proc_dointvec_minmax_sysadmin",
	  "cap_capable security_capable capable proc_dointvec_minmax_sysadmin proc_sys_call_handler "
	  "vfs_write ksys_write" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "proc_dolongvec_minmax_bpf_restricted",
	  "cap_capable security_capable capable proc_dolongvec_minmax_bpf_restricted "
	  "proc_sys_call_handler vfs_read ksys_read" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "proc_pid_stack",
	  "cap_capable security_capable file_ns_capable proc_pid_stack proc_single_show seq_read_iter "
	  "seq_read" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "proc_setgroups_open",
	  "cap_capable security_capable ns_capable proc_setgroups_open do_dentry_open vfs_open "
	  "path_openat" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "timens_install",
	  "cap_capable security_capable ns_capable timens_install __do_sys_setns do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "unshare_nsproxy_namespaces",
	  "cap_capable security_capable ns_capable unshare_nsproxy_namespaces ksys_unshare "
	  "__x64_sys_unshare do_syscall_64" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "utsns_install",
	  "cap_capable security_capable ns_capable utsns_install __do_sys_setns do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "vfs_cmd_create",
	  "cap_capable security_capable ns_capable vfs_cmd_create __do_sys_fsconfig do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "vfs_open_tree",
	  "cap_capable security_capable ns_capable vfs_open_tree __x64_sys_open_tree do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_DECISIVE, false, "xattr_permission",
	  "cap_capable security_capable capable xattr_permission __vfs_setxattr_locked vfs_setxattr "
	  "filename_setxattr" },
	{ CAP_SYS_ADMIN, CLASS_EARLY, false, "__do_sys_fanotify_init",
	  "cap_capable security_capable capable __do_sys_fanotify_init do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_ADMIN, CLASS_EARLY, true, "r_show",
	  "cap_capable security_capable file_ns_capable r_show seq_read_iter proc_reg_read_iter vfs_read" },
	{ CAP_SYS_ADMIN, CLASS_PROBE, true, "do_jit",
	  "cap_capable security_capable ns_capable_noaudit do_jit bpf_int_jit_compile "
	  "bpf_prog_select_runtime bpf_prepare_filter" },
	{ CAP_SYS_ADMIN, CLASS_PROBE, true, "ext4_xattr_list_entries",
	  "cap_capable security_capable capable ext4_xattr_list_entries ext4_listxattr listxattr "
	  "path_listxattrat" },
	{ CAP_SYS_ADMIN, CLASS_PROBE, true, "ipc_permissions",
	  "cap_capable security_capable ns_capable_noaudit ipc_permissions sysctl_perm "
	  "proc_sys_permission inode_permission" },
	{ CAP_SYS_ADMIN, CLASS_PROBE, true, "pid_table_root_permissions",
	  "cap_capable security_capable ns_capable_noaudit pid_table_root_permissions sysctl_perm "
	  "proc_sys_permission inode_permission" },
	{ CAP_SYS_ADMIN, CLASS_PROBE, true, "security_vm_enough_memory_mm",
	  "cap_capable security_vm_enough_memory_mm do_brk_flags __do_sys_brk do_syscall_64" },
	{ CAP_SYS_BOOT, CLASS_DECISIVE, false, "__do_sys_reboot",
	  "cap_capable security_capable ns_capable __do_sys_reboot do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_CHROOT, CLASS_DECISIVE, false, "__x64_sys_chroot",
	  "cap_capable security_capable ns_capable __x64_sys_chroot do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_CHROOT, CLASS_DECISIVE, false, "mntns_install",
	  "cap_capable security_capable ns_capable mntns_install __do_sys_setns do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_MODULE, CLASS_EARLY, true, "dev_ioctl",
	  "cap_capable security_capable capable dev_ioctl sock_do_ioctl __x64_sys_ioctl do_syscall_64" },
	{ CAP_SYS_NICE, CLASS_ALTERNATIVE, false, "can_nice",
	  "cap_capable security_capable capable can_nice set_one_prio __do_sys_setpriority do_syscall_64" },
	{ CAP_SYS_NICE, CLASS_ALTERNATIVE, false, "kernel_move_pages",
	  "cap_capable security_capable capable kernel_move_pages __x64_sys_move_pages do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_NICE, CLASS_ALTERNATIVE, false, "set_task_ioprio",
	  "cap_capable security_capable capable set_task_ioprio __do_sys_ioprio_set do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_NICE, CLASS_ALTERNATIVE, false, "timerslack_ns_write",
	  "cap_capable security_capable ns_capable timerslack_ns_write vfs_write ksys_write "
	  "do_syscall_64" },
	{ CAP_SYS_NICE, CLASS_DECISIVE, false, "__do_sys_process_madvise",
	  "cap_capable security_capable capable __do_sys_process_madvise do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_NICE, CLASS_EARLY, false, "__sched_setscheduler",
	  "cap_capable security_capable capable __sched_setscheduler do_sched_setscheduler "
	  "__x64_sys_sched_setscheduler do_syscall_64" },
	{ CAP_SYS_PACCT, CLASS_DECISIVE, false, "__x64_sys_acct",
	  "cap_capable security_capable capable __x64_sys_acct do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_PTRACE, CLASS_ALTERNATIVE, false, "__ptrace_may_access",
	  "cap_capable security_capable ns_capable __ptrace_may_access ptrace_may_access mm_access "
	  "proc_mem_open" },
	{ CAP_SYS_PTRACE, CLASS_ALTERNATIVE, false, "__x64_sys_userfaultfd",
	  "cap_capable security_capable capable __x64_sys_userfaultfd do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_PTRACE, CLASS_PROBE, true, "__ptrace_may_access",
	  "cap_capable security_capable ns_capable __ptrace_may_access ptrace_may_access "
	  "proc_pid_wchan.part.0 proc_pid_wchan" },
	{ CAP_SYS_PTRACE, CLASS_PROBE, true, "__ptrace_may_access",
	  "cap_capable security_capable ns_capable_noaudit __ptrace_may_access ptrace_may_access "
	  "do_task_stat proc_single_show" },
	{ CAP_SYS_PTRACE, CLASS_PROBE, true, "cap_ptrace_access_check",
	  "cap_capable security_capable ns_capable cap_ptrace_access_check security_ptrace_access_check "
	  "ptrace_may_access do_task_stat" },
	{ CAP_SYS_RAWIO, CLASS_DECISIVE, false, "cap_mmap_addr",
	  "cap_capable cap_mmap_addr security_mmap_addr __get_unmapped_area do_mmap" },
	{ CAP_SYS_RAWIO, CLASS_DECISIVE, false, "do_vfs_ioctl",
	  "cap_capable security_capable capable do_vfs_ioctl __x64_sys_ioctl do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_RESOURCE, CLASS_DECISIVE, false, "__do_sys_prctl",
	  "cap_capable security_capable capable __do_sys_prctl do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_RESOURCE, CLASS_DECISIVE, false, "__do_sys_prlimit64",
	  "cap_capable security_capable ns_capable __do_sys_prlimit64 do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_RESOURCE, CLASS_DECISIVE, false, "prctl_set_mm",
	  "cap_capable security_capable capable prctl_set_mm __do_sys_prctl do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_RESOURCE, CLASS_EARLY, false, "__set_oom_adj.isra.0",
	  "cap_capable security_capable has_capability_noaudit __set_oom_adj.isra.0 oom_score_adj_write "
	  "vfs_write ksys_write" },
	{ CAP_SYS_RESOURCE, CLASS_EARLY, false, "mqueue_get_inode",
	  "cap_capable security_capable capable mqueue_get_inode mqueue_create_attr vfs_mkobj do_mq_open" },
	{ CAP_SYS_RESOURCE, CLASS_LIMIT, false, "do_prlimit",
	  "cap_capable security_capable capable do_prlimit __do_sys_prlimit64 do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_RESOURCE, CLASS_LIMIT, false, "pipe_fcntl",
	  "cap_capable security_capable capable pipe_fcntl __x64_sys_fcntl do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_RESOURCE, CLASS_PROBE, true, "set_permissions",
	  "cap_capable security_capable ns_capable_noaudit set_permissions sysctl_perm "
	  "proc_sys_call_handler vfs_read" },
	{ CAP_SYS_TIME, CLASS_DECISIVE, false, "cap_settime",
	  "cap_capable security_capable capable cap_settime security_settime64 do_sys_settimeofday64 "
	  "__x64_sys_settimeofday" },
	{ CAP_SYS_TIME, CLASS_DECISIVE, false, "do_adjtimex",
	  "cap_capable security_capable capable do_adjtimex __do_sys_clock_adjtime do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_SYS_TTY_CONFIG, CLASS_ALTERNATIVE, false, "vt_ioctl",
	  "cap_capable security_capable capable vt_ioctl tty_ioctl __x64_sys_ioctl do_syscall_64" },
	{ CAP_SYS_TTY_CONFIG, CLASS_DECISIVE, false, "__x64_sys_vhangup",
	  "cap_capable security_capable capable __x64_sys_vhangup do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
	{ CAP_WAKE_ALARM, CLASS_DECISIVE, false, "__do_sys_timerfd_create",
	  "cap_capable security_capable capable __do_sys_timerfd_create do_syscall_64 "
	  "entry_SYSCALL_64_after_hwframe" },
};
