/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows the settings behind checks: where the kernel asks for a capability
 * only because of a sysctl or a limit, and what to set instead.
 */
#include "core/remedy.h"

#include <string.h>

#include <linux/capability.h>

#include "core/advise.h"

#define SET(symbol, cap, setting, to, source) { symbol, cap, setting, "set " setting " to " to, source }
#define RAISE(symbol, cap, limit, to, source) { symbol, cap, limit, "raise " limit " to " to, source }
#define LOW_PORT(symbol, source) \
	SET(symbol, CAP_NET_BIND_SERVICE, "net.ipv4.ip_unprivileged_port_start", \
	    "the lowest port that it binds", source)
#define PING(symbol, source) \
	SET(symbol, CAP_NET_RAW, "net.ipv4.ping_group_range", \
	    "a range with its group in it, if it only pings and takes SOCK_DGRAM sockets", source)
#define YAMA(symbol, source) \
	SET(symbol, CAP_SYS_PTRACE, "kernel.yama.ptrace_scope", \
	    "0, if it only traces processes of its own user", source)
#define DMESG(symbol, cap, source) SET(symbol, cap, "kernel.dmesg_restrict", "0, if it only reads", source)
#define MEMLOCK(symbol, source) \
	RAISE(symbol, CAP_IPC_LOCK, "RLIMIT_MEMLOCK", "as much as it locks", source)
#define NPROC(cap) \
	RAISE("copy_process", cap, "RLIMIT_NPROC", "more processes than its user has", "kernel/fork.c:copy_process")
#define PARANOID(symbol, cap, source) \
	SET(symbol, cap, "kernel.perf_event_paranoid", \
	    "2 for its own processes, 1 with the kernel's part, 0 for whole CPUs", source)
#define UNPRIVILEGED_BPF(symbol, cap, source) \
	SET(symbol, cap, "kernel.unprivileged_bpf_disabled", \
	    "0, if it only loads socket filters and plain maps; that opens BPF to every user", source)
#define RTPRIO(symbol) \
	RAISE(symbol, CAP_SYS_NICE, "RLIMIT_RTPRIO", "the highest real-time priority that it sets", \
	    "kernel/sched/core.c:__sched_setscheduler")
#define NICE(symbol, source) \
	RAISE(symbol, CAP_SYS_NICE, "RLIMIT_NICE", "20 minus the lowest nice value that it sets", source)
#define PIPE_SIZE(symbol) \
	SET(symbol, CAP_SYS_RESOURCE, "fs.pipe-max-size", "the size of its pipes", "fs/pipe.c:pipe_set_size")
#define PIPE_PAGES(symbol) \
	SET(symbol, -1, "fs.pipe-user-pages-soft", "0 or more pages than its user's pipes take", \
	    "fs/pipe.c:too_many_pipe_buffers_soft")
#define INFLIGHT(symbol) \
	RAISE(symbol, -1, "RLIMIT_NOFILE", "more than its user has descriptors in flight", \
	    "net/unix/af_unix.c:too_many_unix_fds")
#define RING(symbol) \
	SET(symbol, CAP_SYS_ADMIN, "kernel.io_uring_disabled", "0, or kernel.io_uring_group to one of its groups", \
	    "io_uring/io_uring.c:io_uring_allowed")
#define MQUEUE(symbol, source) \
	SET(symbol, CAP_SYS_RESOURCE, "fs.mqueue.msg_max", "as many messages as its queues hold", source), \
	SET(symbol, CAP_SYS_RESOURCE, "fs.mqueue.msgsize_max", "the size of its messages", source), \
	SET(symbol, CAP_SYS_RESOURCE, "fs.mqueue.queues_max", "more queues than there are", source)
#define CONGESTION(symbol, source) \
	SET(symbol, CAP_NET_ADMIN, "net.ipv4.tcp_allowed_congestion_control", "a list with its algorithm in it", source)
#define HARDLINKS(symbol) \
	SET(symbol, CAP_FOWNER, "fs.protected_hardlinks", "0; that lets every user link to files of others", \
	    "fs/namei.c:may_linkat")
#define USERFAULT(symbol) \
	SET(symbol, CAP_SYS_PTRACE, "vm.unprivileged_userfaultfd", \
	    "1, or let it ask for UFFD_USER_MODE_ONLY, or open /dev/userfaultfd", \
	    "fs/userfaultfd.c:userfaultfd_syscall_allowed")
#define NAMESPACE(symbol, source) \
	SET(symbol, CAP_SYS_ADMIN, "user.max_user_namespaces", \
	    "more than 0, and let it make a user namespace first", source)
#define MIN_ADDR(symbol) \
	SET(symbol, CAP_SYS_RAWIO, "vm.mmap_min_addr", "the lowest address that it maps; that eases kernel exploits", \
	    "security/commoncap.c:cap_mmap_addr")

static const struct remedy rows[] = {
	LOW_PORT("__inet_bind", "net/ipv4/af_inet.c:__inet_bind"),
	LOW_PORT("inet_bind", "net/ipv4/af_inet.c:__inet_bind"),
	LOW_PORT("inet_bind_sk", "net/ipv4/af_inet.c:__inet_bind"),
	LOW_PORT("__inet6_bind", "net/ipv6/af_inet6.c:__inet6_bind"),
	LOW_PORT("inet6_bind", "net/ipv6/af_inet6.c:__inet6_bind"),
	LOW_PORT("inet6_bind_sk", "net/ipv6/af_inet6.c:__inet6_bind"),
	LOW_PORT("sctp_do_bind", "net/sctp/socket.c:sctp_do_bind"),
	LOW_PORT("sctp_connect_new_asoc", "net/sctp/socket.c:sctp_connect_new_asoc"),
	PING("inet_create", "net/ipv4/ping.c:ping_init_sock"),
	PING("inet6_create", "net/ipv4/ping.c:ping_init_sock"),
	CONGESTION("do_tcp_setsockopt", "net/ipv4/tcp_cong.c:tcp_set_congestion_control"),
	CONGESTION("tcp_set_congestion_control", "net/ipv4/tcp_cong.c:tcp_set_congestion_control"),
	INFLIGHT("too_many_unix_fds"),
	INFLIGHT("unix_attach_fds"),
	INFLIGHT("unix_prepare_fpl"),

	YAMA("yama_ptrace_access_check", "security/yama/yama_lsm.c:yama_ptrace_access_check"),
	YAMA("__ptrace_may_access", "security/yama/yama_lsm.c:yama_ptrace_access_check"),
	YAMA("ptrace_may_access", "security/yama/yama_lsm.c:yama_ptrace_access_check"),
	SET("kallsyms_show_value", CAP_SYSLOG, "kernel.kptr_restrict", "0, with kernel.perf_event_paranoid at most 1",
	  "kernel/ksyms_common.c:kallsyms_show_value"),
	SET("kallsyms_open", CAP_SYSLOG, "kernel.kptr_restrict", "0, with kernel.perf_event_paranoid at most 1",
	  "kernel/ksyms_common.c:kallsyms_show_value"),
	SET("restricted_pointer", CAP_SYSLOG, "kernel.kptr_restrict", "0", "lib/vsprintf.c:restricted_pointer"),
	DMESG("check_syslog_permissions", CAP_SYSLOG, "kernel/printk/printk.c:check_syslog_permissions"),
	DMESG("check_syslog_permissions", CAP_SYS_ADMIN, "kernel/printk/printk.c:check_syslog_permissions"),
	DMESG("do_syslog", CAP_SYSLOG, "kernel/printk/printk.c:check_syslog_permissions"),
	DMESG("do_syslog", CAP_SYS_ADMIN, "kernel/printk/printk.c:check_syslog_permissions"),
	DMESG("devkmsg_open", CAP_SYSLOG, "kernel/printk/printk.c:devkmsg_open"),
	PARANOID("sys_perf_event_open", CAP_PERFMON, "kernel/events/core.c:perf_event_open"),
	PARANOID("sys_perf_event_open", CAP_SYS_ADMIN, "kernel/events/core.c:perf_event_open"),
	PARANOID("perf_allow_kernel", -1, "kernel/events/core.c:perf_allow_kernel"),
	PARANOID("find_get_context", -1, "kernel/events/core.c:find_get_context"),
	PARANOID("perf_trace_event_perm", -1, "kernel/trace/trace_event_perf.c:perf_trace_event_perm"),
	PARANOID("perf_trace_event_init", -1, "kernel/trace/trace_event_perf.c:perf_trace_event_perm"),
	PARANOID("intel_pmu_hw_config", -1, "arch/x86/events/intel/core.c:intel_pmu_hw_config"),
	SET("perf_mmap", CAP_IPC_LOCK, "kernel.perf_event_mlock_kb", "as much as its buffers take",
	  "kernel/events/core.c:perf_mmap"),
	SET("perf_mmap_rb", CAP_IPC_LOCK, "kernel.perf_event_mlock_kb", "as much as its buffers take",
	  "kernel/events/core.c:perf_mmap"),
	UNPRIVILEGED_BPF("sys_bpf", CAP_BPF, "kernel/bpf/syscall.c:__sys_bpf"),
	UNPRIVILEGED_BPF("bpf_prog_load", CAP_BPF, "kernel/bpf/syscall.c:bpf_prog_load"),
	UNPRIVILEGED_BPF("map_create", CAP_BPF, "kernel/bpf/syscall.c:map_create"),
	SET("bpf_jit_charge_modmem", -1, "net.core.bpf_jit_limit", "as much as its programs take",
	  "kernel/bpf/core.c:bpf_jit_charge_modmem"),
	SET("bpf_jit_binary_alloc", -1, "net.core.bpf_jit_limit", "as much as its programs take",
	  "kernel/bpf/core.c:bpf_jit_charge_modmem"),
	RING("io_uring_allowed"),
	RING("io_uring_setup"),
	RING("sys_io_uring_setup"),

	MIN_ADDR("cap_mmap_addr"),
	MIN_ADDR("security_mmap_addr"),
	USERFAULT("userfaultfd_syscall_allowed"),
	USERFAULT("sys_userfaultfd"),
	SET("hugetlb_file_setup", CAP_IPC_LOCK, "vm.hugetlb_shm_group", "one of its groups",
	  "fs/hugetlbfs/inode.c:can_do_hugetlb_shm"),
	MEMLOCK("can_do_mlock", "mm/mlock.c:can_do_mlock"),
	MEMLOCK("do_mlock", "mm/mlock.c:do_mlock"),
	MEMLOCK("sys_mlock", "mm/mlock.c:do_mlock"),
	MEMLOCK("sys_mlock2", "mm/mlock.c:do_mlock"),
	MEMLOCK("sys_mlockall", "mm/mlock.c:mlockall"),
	MEMLOCK("user_shm_lock", "mm/mlock.c:user_shm_lock"),
	MEMLOCK("mlock_future_ok", "mm/mmap.c:mlock_future_ok"),
	MEMLOCK("mlock_future_check", "mm/mmap.c:mlock_future_check"),
	MEMLOCK("do_mmap", "mm/mmap.c:mlock_future_check"),
	MEMLOCK("account_locked_vm", "mm/util.c:account_locked_vm"),
	MEMLOCK("mm_account_pinned_pages", "net/core/skbuff.c:mm_account_pinned_pages"),
	MEMLOCK("xdp_umem_create", "net/xdp/xdp_umem.c:xdp_umem_account_pages"),
	MEMLOCK("io_uring_create", "io_uring/io_uring.c:io_uring_create"),
	MEMLOCK("io_uring_setup", "io_uring/io_uring.c:io_uring_create"),
	MEMLOCK("sys_io_uring_setup", "io_uring/io_uring.c:io_uring_create"),
	MEMLOCK("perf_mmap", "kernel/events/core.c:perf_mmap"),

	NPROC(CAP_SYS_RESOURCE),
	NPROC(CAP_SYS_ADMIN),
	RAISE("do_prlimit", CAP_SYS_RESOURCE, "RLIMIT_NOFILE",
	      "hard limits as high as it raises them, before it starts", "kernel/sys.c:do_prlimit"),
	RTPRIO("__sched_setscheduler"),
	RTPRIO("user_check_sched_setscheduler"),
	NICE("can_nice", "kernel/sched/core.c:can_nice"),
	NICE("sys_nice", "kernel/sched/core.c:can_nice"),
	NICE("sys_setpriority", "kernel/sched/core.c:can_nice"),
	NICE("set_one_prio", "kernel/sched/core.c:can_nice"),
	PIPE_SIZE("pipe_set_size"),
	PIPE_SIZE("pipe_fcntl"),
	PIPE_PAGES("alloc_pipe_info"),
	PIPE_PAGES("pipe_is_unprivileged_user"),
	SET("alloc_empty_file", CAP_SYS_ADMIN, "fs.file-max", "more files than are open",
	    "fs/file_table.c:alloc_empty_file"),
	SET("msgctl_down", CAP_SYS_RESOURCE, "kernel.msgmnb", "the size of its queues", "ipc/msg.c:msgctl_down"),
	MQUEUE("mqueue_get_inode", "ipc/mqueue.c:mqueue_get_inode"),
	MQUEUE("mqueue_create_attr", "ipc/mqueue.c:mqueue_create_attr"),
	HARDLINKS("may_linkat"),
	HARDLINKS("do_linkat"),
	NAMESPACE("unshare_nsproxy_namespaces", "kernel/nsproxy.c:unshare_nsproxy_namespaces"),
	NAMESPACE("copy_namespaces", "kernel/nsproxy.c:copy_namespaces"),
	SET("tiocsti", CAP_SYS_ADMIN, "dev.tty.legacy_tiocsti", "1, if it is its controlling terminal",
	  "drivers/tty/tty_io.c:tiocsti"),
	SET("tty_ioctl", CAP_SYS_ADMIN, "dev.tty.legacy_tiocsti", "1, if it is its controlling terminal",
	  "drivers/tty/tty_io.c:tiocsti"),
};

size_t remedy_count(void)
{
	return ARRAY_SIZE(rows);
}

const struct remedy *remedy_at(size_t index)
{
	return index < ARRAY_SIZE(rows) ? &rows[index] : NULL;
}

static bool speaks_of(const struct remedy *row, const struct check *c)
{
	return (row->cap < 0 || (unsigned int)row->cap == c->cap) && site_is(c->site, row->symbol);
}

static bool speaks_of_deciders(const struct remedy *row, const struct cap_plan *cap)
{
	for (size_t i = 0; i < cap->ndeciders && i < cap->nevidence; i++)
		if (speaks_of(row, cap->evidence[i]))
			return true;
	return false;
}

/* Whether a row before this one names the same setting for it. */
static bool is_told(size_t index, const struct cap_plan *cap)
{
	for (size_t i = 0; i < index; i++)
		if (!strcmp(rows[i].setting, rows[index].setting) && speaks_of_deciders(&rows[i], cap))
			return true;
	return false;
}

const struct remedy *remedy_for(const struct plan *plan, const struct cap_plan *cap, size_t i, const char **value)
{
	if (cap->advice == ADVICE_DROP)
		return NULL;
	for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
		if (!speaks_of_deciders(&rows[k], cap) || is_told(k, cap) || i--)
			continue;
		*value = profile_setting(plan->profile, rows[k].setting);
		return &rows[k];
	}
	return NULL;
}
