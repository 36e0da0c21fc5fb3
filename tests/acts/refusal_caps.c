/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals for want of a capability: files, processes, the machine. Those of sockets are in refusal_net.c. */
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <time.h>

#include "refusal.h"

static void stage(void)
{
	open_stage();
	stage_file("plain", 0, 0, 0644);
	stage_file("mine", NOBODY, NOBODY, 0644);
}

/* --- files ----------------------------------------------------------------- */

static void own(void)
{
	as_nobody();
	REFUSED(chown, EPERM, "mine", 0, 0);
}

static void mode(void)
{
	as_nobody();
	REFUSED(chmod, EPERM, "plain", 0777);
}

static void times(void)
{
	struct timespec when[2] = { { 1, 0 }, { 1, 0 } };

	as_nobody();
	REFUSED(utimensat, EPERM, AT_FDCWD, "plain", when, 0);
}

static void noatime(void)
{
	as_nobody();
	REFUSED(openat, EPERM, AT_FDCWD, "plain", O_RDONLY | O_NOATIME);
}

static void device(void)
{
	give_up(CAP_MKNOD);
	REFUSED(mknod, EPERM, "null", S_IFCHR | 0600, 0x103);
}

static void trusted(void)
{
	as_nobody();
	REFUSED(setxattr, EPERM, "mine", "trusted.act", "", 0L, 0);
}

static void file_caps(void)
{
	const struct vfs_cap_data data = { VFS_CAP_REVISION_2, { { 1, 0 }, { 0, 0 } } };

	as_nobody();
	REFUSED(setxattr, EPERM, "mine", "security.capability", &data, sizeof(data), 0);
}

static void set_immutable(void)
{
	int flags, fd;

	as_nobody();
	fd = must("open", open("mine", O_RDONLY));
	if (ioctl(fd, FS_IOC_GETFLAGS, &flags))
		cannot("this file system has no inode flags");
	flags |= FS_IMMUTABLE_FL;
	REFUSED(ioctl, EPERM, fd, FS_IOC_SETFLAGS, &flags);
}

static void by_handle(void)
{
	union {
		struct file_handle head;
		char room[sizeof(struct file_handle) + 128];
	} handle = { .head.handle_bytes = 128 };
	int id, fd;

	as_nobody();
	if (name_to_handle_at(AT_FDCWD, "plain", &handle.head, &id, 0))
		cannot("this file system has no handles");
	fd = must("open", open(".", O_RDONLY));
	REFUSED(open_by_handle_at, EPERM, fd, &handle, O_RDONLY);
}

static void lease(void)
{
	int fd;

	as_nobody();
	fd = must("open", open("plain", O_RDONLY));
	REFUSED(fcntl, EACCES, fd, F_SETLEASE, F_RDLCK);
}

static void pipe_size(void)
{
	int end[2];

	as_nobody();
	must("pipe", pipe(end));
	REFUSED(fcntl, EPERM, end[0], F_SETPIPE_SZ, 1 << 26);
}

static void fanotify(void)
{
	as_nobody();
	REFUSED(fanotify_init, EPERM, 4 /* FAN_CLASS_CONTENT */, O_RDONLY);
}

/* --- processes ------------------------------------------------------------- */

static void signal_other(void)
{
	pid_t other = bystander();

	as_nobody();
	REFUSED(kill, EPERM, other, 0);
}

static void trace_other(void)
{
	pid_t other = bystander();

	as_nobody();
	REFUSED(ptrace, EPERM, PTRACE_SEIZE, other, 0L, 0L);
}

static void read_other(void)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { &byte, 1 };
	pid_t other = bystander();

	as_nobody();
	REFUSED(process_vm_readv, EPERM, other, &here, 1L, &there, 1L, 0L);
}

static void nice_up(void)
{
	as_nobody();
	REFUSED(setpriority, EACCES, PRIO_PROCESS, 0, -5);
}

static void real_time(void)
{
	struct sched_param param = { .sched_priority = 1 };

	as_nobody();
	REFUSED(sched_setscheduler, EPERM, 0, SCHED_FIFO, &param);
}

static void real_time_io(void)
{
	as_nobody();
	REFUSED(ioprio_set, EPERM, 1, 0, 1 << 13);
}

static void set_user(void)
{
	as_nobody();
	REFUSED(setuid, EPERM, 0);
}

static void set_group(void)
{
	as_nobody();
	REFUSED(setgid, EPERM, 0);
}

static void set_groups(void)
{
	gid_t group = 0;

	as_nobody();
	REFUSED(setgroups, EPERM, 1, &group);
}

static void bound(void)
{
	as_nobody();
	REFUSED(prctl, EPERM, PR_CAPBSET_DROP, CAP_NET_RAW, 0L, 0L, 0L);
}

static void hard_limit(void)
{
	struct rlimit limit;

	must("getrlimit", getrlimit(RLIMIT_NOFILE, &limit));
	as_nobody();
	limit.rlim_max++;
	REFUSED(prlimit64, EPERM, 0, RLIMIT_NOFILE, &limit, NULL);
}

static void spare_from_oom(void)
{
	int fd = must("open", open("/proc/self/oom_score_adj", O_WRONLY));

	as_nobody();
	REFUSED(write, EACCES, fd, "-999", 4L);
}

static void low_page(void)
{
	as_nobody();
	REFUSED(mmap, EPERM, 0L, 4096L, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0L);
}

static void filter(void)
{
	struct sock_filter allow[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	const struct sock_fprog program = { 1, allow };

	as_nobody();
	REFUSED(seccomp, EACCES, SECCOMP_SET_MODE_FILTER, 0, &program);
}

/* --- the machine ----------------------------------------------------------- */

static void do_mount(void)
{
	own_mounts();
	as_nobody();
	REFUSED(mount, EPERM, "act", ".", "tmpfs", 0L, NULL);
}

static void do_umount(void)
{
	own_mounts();
	as_nobody();
	REFUSED(umount2, EPERM, "/proc", MNT_DETACH);
}

static void hostname(void)
{
	must("unshare", unshare(CLONE_NEWUTS));
	give_up(CAP_SYS_ADMIN);
	REFUSED(sethostname, EPERM, "act", 3L);
}

/* Permitted, and not raised. */
static void idle(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	must("unshare", unshare(CLONE_NEWUTS));
	must("capget", syscall(SYS_capget, &head, data));
	data[0].effective &= ~(1u << CAP_SYS_ADMIN);
	must("capset", syscall(SYS_capset, &head, data));
	REFUSED(sethostname, EPERM, "act", 3L);
}

static void set_time(void)
{
	struct timeval now;

	as_nobody();
	must("gettimeofday", gettimeofday(&now, NULL));
	REFUSED(settimeofday, EPERM, &now, NULL);
}

static void adjust_time(void)
{
	struct timex tune = { .modes = ADJ_TICK, .tick = 10000 };

	as_nobody();
	REFUSED(adjtimex, EPERM, &tune);
}

static void alarm_clock(void)
{
	as_nobody();
	REFUSED(timerfd_create, EPERM, CLOCK_REALTIME_ALARM, 0);
}

static void change_root(void)
{
	as_nobody();
	REFUSED(chroot, EPERM, ".");
}

static void pivot(void)
{
	own_mounts();
	as_nobody();
	REFUSED(pivot_root, EPERM, ".", ".");
}

static void namespace(void)
{
	as_nobody();
	REFUSED(unshare, EPERM, CLONE_NEWNS);
}

static void enter(void)
{
	int fd = must("open", open("/proc/self/ns/uts", O_RDONLY));

	as_nobody();
	REFUSED(setns, EPERM, fd, CLONE_NEWUTS);
}

static void swap(void)
{
	as_nobody();
	REFUSED(swapon, EPERM, "plain", 0);
}

static void account(void)
{
	as_nobody();
	REFUSED(acct, EPERM, "plain");
}

static void module(void)
{
	as_nobody();
	REFUSED(finit_module, EPERM, -1, "", 0);
}

static void bpf_map(void)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_HASH, .key_size = 4, .value_size = 4, .max_entries = 1 };

	if (sysctl_number("/proc/sys/kernel/unprivileged_bpf_disabled") < 1)
		cannot("everybody may make maps here");
	as_nobody();
	REFUSED(bpf, EPERM, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static void perf(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(attr) };

	if (sysctl_number("/proc/sys/kernel/perf_event_paranoid") < 2)
		cannot("everybody may count here");
	as_nobody();
	REFUSED(perf_event_open, EACCES, &attr, 0, -1, -1, 0L);
}

static void messages(void)
{
	char some[64];

	if (sysctl_number("/proc/sys/kernel/dmesg_restrict") < 1)
		cannot("everybody may read the kernel's messages here");
	as_nobody();
	REFUSED(syslog, EPERM, 3, some, sizeof(some));
}

static void key(void)
{
	long id;

	as_nobody();
	id = syscall(SYS_add_key, "user", "act", "x", 1L, -2 /* KEY_SPEC_PROCESS_KEYRING */);
	if (id < 0)
		cannot("no keys");
	REFUSED(keyctl, EACCES, 4 /* KEYCTL_CHOWN */, id, 0L, 0L);
}

static void hang_up(void)
{
	as_nobody();
	REFUSED(vhangup, EPERM);
}

static void ports(void)
{
	as_nobody();
	REFUSED(iopl, EPERM, 3);
}

ROWS({ "chown", stage, own }, { "chmod", stage, mode }, { "times", stage, times }, { "noatime", stage, noatime },
     { "device", NULL, device }, { "trusted", stage, trusted }, { "file_caps", stage, file_caps },
     { "set_immutable", stage, set_immutable }, { "by_handle", stage, by_handle }, { "lease", stage, lease },
     { "pipe_size", NULL, pipe_size }, { "fanotify", NULL, fanotify }, { "kill", NULL, signal_other },
     { "trace", NULL, trace_other }, { "read_other", NULL, read_other }, { "nice", NULL, nice_up },
     { "real_time", NULL, real_time }, { "real_time_io", NULL, real_time_io }, { "setuid", NULL, set_user },
     { "setgid", NULL, set_group }, { "setgroups", NULL, set_groups }, { "bound", NULL, bound },
     { "hard_limit", NULL, hard_limit }, { "oom", NULL, spare_from_oom }, { "low_page", NULL, low_page },
     { "filter", NULL, filter }, { "mount", stage, do_mount }, { "umount", NULL, do_umount },
     { "hostname", NULL, hostname }, { "idle", NULL, idle }, { "time", NULL, set_time },
     { "adjust_time", NULL, adjust_time }, { "alarm", NULL, alarm_clock }, { "chroot", stage, change_root },
     { "pivot", stage, pivot }, { "namespace", NULL, namespace }, { "enter", NULL, enter }, { "swap", stage, swap },
     { "account", stage, account }, { "module", NULL, module }, { "bpf", NULL, bpf_map }, { "perf", NULL, perf },
     { "messages", NULL, messages }, { "key", NULL, key }, { "hang_up", NULL, hang_up }, { "ports", NULL, ports })
