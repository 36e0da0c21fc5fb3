// SPDX-License-Identifier: BSD-2-Clause
/* Knows the limits and sysctls that refuse: those that a capability would override, and those that bind everybody. */
#include <errno.h>

#include <asm/resource.h>
#include <linux/capability.h>
#include <linux/sched.h>

#include "core/layer_rule.h"

#define POLICY_MASK 0xfu
#define POLICY_FIFO 1u
#define POLICY_RR 2u
#define BPF_MAKE_MAP 0u
#define BPF_LOAD 5u
#define SET_PIPE_SIZE 1031u
#define LOG_READ_ALL 3u
#define LOG_SIZE 10u
#define NAMESPACES "unshare clone clone3 setns"
#define FORKS "clone clone3 fork vfork"
#define OPENERS                                                                                                    \
	"open openat openat2 creat open_by_handle_at socket socketpair accept accept4 dup dup3 fcntl fcntl64 pipe " \
	"pipe2 " \
	"epoll_create epoll_create1 eventfd eventfd2 signalfd signalfd4 timerfd_create memfd_create pidfd_open "   \
	"pidfd_getfd perf_event_open io_uring_setup userfaultfd bpf recvmsg fanotify_init open_tree fsopen fsmount"
#define LOCKERS "mlock mlock2 mlockall mmap mmap2 mremap brk io_uring_setup io_uring_register bpf"
#define WRITERS                                                                                                     \
	"write pwrite64 writev pwritev pwritev2 truncate truncate64 ftruncate ftruncate64 fallocate copy_file_range " \
	"sendfile sendfile64 splice"

#define MEMLOCK_FIX "raise RLIMIT_MEMLOCK (ulimit -l, {unit_limit}= in its unit), or give it {cap}"

static bool restricts_log(const struct inquiry *q)
{
	uint32_t action = (uint32_t)q->d->arg[0];

	if (!layer_is(q, "kernel.dmesg_restrict", 1))
		return false;
	return !layer_call_in(q, "syslog") || action == LOG_READ_ALL || action == LOG_SIZE;
}

static bool is_paranoid(const struct inquiry *q)
{
	long level;

	return layer_number(q, "kernel.perf_event_paranoid", &level) && level > -1;
}

/* Of the commands of bpf(2) only these are open to everybody without the sysctl. */
static bool restricts_bpf(const struct inquiry *q)
{
	long level;

	return layer_number(q, "kernel.unprivileged_bpf_disabled", &level) && level > 0 &&
	       ((uint32_t)q->d->arg[0] == BPF_MAKE_MAP || (uint32_t)q->d->arg[0] == BPF_LOAD);
}

static bool restricts_rings(const struct inquiry *q)
{
	return layer_is(q, "kernel.io_uring_disabled", 1);
}

static bool forbids_rings(const struct inquiry *q)
{
	return layer_is(q, "kernel.io_uring_disabled", 2);
}

static bool restricts_faults(const struct inquiry *q)
{
	return layer_is(q, "vm.unprivileged_userfaultfd", 0);
}

static bool wants_user_ns(const struct inquiry *q)
{
	return layer_call_in(q, "clone3") || (q->d->arg[0] & CLONE_NEWUSER);
}

static bool restricts_user_ns(const struct inquiry *q)
{
	return wants_user_ns(q) && layer_is(q, "kernel.unprivileged_userns_clone", 0);
}

static bool apparmor_restricts_user_ns(const struct inquiry *q)
{
	return wants_user_ns(q) && layer_is(q, "kernel.apparmor_restrict_unprivileged_userns", 1);
}

static bool protects_links(const struct inquiry *q)
{
	return layer_is(q, "fs.protected_hardlinks", 1);
}

static bool is_realtime_limited(const struct inquiry *q)
{
	uint32_t policy = (uint32_t)q->d->arg[1] & POLICY_MASK;

	return (policy == POLICY_FIFO || policy == POLICY_RR) && !q->d->limit[RLIMIT_RTPRIO];
}

static bool may_lock_nothing(const struct inquiry *q)
{
	return !q->d->limit[RLIMIT_MEMLOCK];
}

static bool sets_pipe_size(const struct inquiry *q)
{
	return (uint32_t)q->d->arg[1] == SET_PIPE_SIZE;
}

static bool is_limited(const struct inquiry *q, unsigned int limit)
{
	return q->d->limit[limit] != UINT64_MAX;
}

static bool locks_memory(const struct inquiry *q)
{
	return is_limited(q, RLIMIT_MEMLOCK);
}

static bool limits_space(const struct inquiry *q)
{
	return is_limited(q, RLIMIT_AS);
}

static bool limits_data(const struct inquiry *q)
{
	return is_limited(q, RLIMIT_DATA);
}

static bool limits_size(const struct inquiry *q)
{
	return is_limited(q, RLIMIT_FSIZE);
}

static bool raises_nofile(const struct inquiry *q)
{
	return q->d->arg[layer_call_in(q, "prlimit64") ? 1 : 0] == RLIMIT_NOFILE;
}

static bool is_in_full_cgroup(const struct inquiry *q)
{
	for (size_t i = 0; i < q->c->nobjects; i++)
		if (q->c->objects[i].flags & LC_OBJECT_PIDS)
			return true;
	return false;
}

static bool is_ping(const struct inquiry *q)
{
	uint32_t family = (uint32_t)q->d->arg[0], type = (uint32_t)q->d->arg[1] & 0xf,
		protocol = (uint32_t)q->d->arg[2];

	return type == 2 && ((family == 2 && protocol == 1) || (family == 10 && protocol == 58));
}

static bool disables_kexec(const struct inquiry *q)
{
	return layer_is(q, "kernel.kexec_load_disabled", 1);
}

static bool disables_modules(const struct inquiry *q)
{
	return layer_is(q, "kernel.modules_disabled", 1);
}

static const struct rule rows[] = {
	/*
	 * A capability would override it: its check was denied. Where a sysctl or limit only says for whom it is
	 * needed, the layer is the capability; where it refuses what anybody may do otherwise, it is that.
	 */
	{ .of_cap = CAP(SYS_PTRACE), .site = "yama_ptrace_access_check", .layer = LAYER_YAMA,
	  .setting = "kernel.yama.ptrace_scope",
	  .detail = "kernel.yama.ptrace_scope={value} lets it not trace a process that is no descendant of it",
	  .fix = "trace it as an ancestor of it, let it allow its tracer by prctl(PR_SET_PTRACER), sysctl -w "
	  "{setting}=0, or give it {cap}" },
	{ .of_cap = CAP(SYS_PTRACE), .site = "yama_ptrace_traceme", .layer = LAYER_YAMA,
	  .setting = "kernel.yama.ptrace_scope", .detail = "kernel.yama.ptrace_scope={value} lets its parent not trace "
	  "it",
	  .fix = "sysctl -w {setting}=1, or give its parent {cap}" },
	{ .of_cap = CAP(SYSLOG), .holds = restricts_log, .layer = LAYER_CAPABILITY, .setting = "kernel.dmesg_restrict",
	  .detail = "{setting}={value} keeps the kernel log from user {uid} without {cap}",
	  .fix = "give it {cap} (docker run --cap-add {docker}), or sysctl -w {setting}=0" },
	{ .of_cap = CAP(SYS_ADMIN), .calls = "syslog", .holds = restricts_log, .layer = LAYER_CAPABILITY,
	  .setting = "kernel.dmesg_restrict", .detail = "{setting}={value} keeps the kernel log from user {uid}",
	  .fix = "give it CAP_SYSLOG (docker run --cap-add SYSLOG), or sysctl -w {setting}=0" },
	{ .calls = "perf_event_open", .of_cap = CAP(PERFMON), .holds = is_paranoid, .layer = LAYER_CAPABILITY,
	  .setting = "kernel.perf_event_paranoid", .detail = "{setting}={value} asks for {cap} for this event",
	  .fix = "give it {cap} (docker run --cap-add {docker}), or sysctl -w {setting}=-1" },
	{ .calls = "perf_event_open", .of_cap = CAP(SYS_ADMIN), .holds = is_paranoid, .layer = LAYER_CAPABILITY,
	  .setting = "kernel.perf_event_paranoid", .detail = "{setting}={value} asks for {cap}{also} for this event",
	  .fix = "sysctl -w {setting}=-1, or give it {cap}" },
	{ .calls = "bpf", .of_cap = CAP(BPF), .holds = restricts_bpf, .layer = LAYER_CAPABILITY,
	  .setting = "kernel.unprivileged_bpf_disabled", .detail = "{setting}={value} leaves bpf() to who holds {cap}",
	  .fix = "give it {cap} (docker run --cap-add {docker}): most programs need it in any case" },
	{ .calls = "bpf", .of_cap = CAP(SYS_ADMIN), .holds = restricts_bpf, .layer = LAYER_CAPABILITY,
	  .setting = "kernel.unprivileged_bpf_disabled",
	  .detail = "{setting}={value} leaves bpf() to who holds CAP_BPF or {cap}",
	  .fix = "give it CAP_BPF (docker run --cap-add BPF): most programs need it in any case" },
	{ .calls = "io_uring_setup", .of_cap = CAP(SYS_ADMIN), .holds = restricts_rings, .layer = LAYER_SYSCTL,
	  .setting = "kernel.io_uring_disabled",
	  .detail = "{setting}=1 leaves io_uring to the group kernel.io_uring_group and to {cap}",
	  .fix = "put it into the group kernel.io_uring_group, or sysctl -w {setting}=0" },
	{ .calls = "userfaultfd", .of_cap = CAP(SYS_PTRACE), .holds = restricts_faults, .layer = LAYER_SYSCTL,
	  .setting = "vm.unprivileged_userfaultfd", .detail = "{setting}=0 leaves faults of the kernel to {cap}",
	  .fix = "ask for UFFD_USER_MODE_ONLY, sysctl -w {setting}=1, or give it {cap}" },
	{ .calls = "unshare clone clone3", .of_cap = CAP(SYS_ADMIN), .holds = restricts_user_ns, .layer = LAYER_SYSCTL,
	  .setting = "kernel.unprivileged_userns_clone", .detail = "{setting}=0 leaves user namespaces to {cap}",
	  .fix = "sysctl -w {setting}=1, or give it {cap}" },
	{ .calls = "link linkat", .of_cap = CAP(FOWNER), .holds = protects_links, .layer = LAYER_SYSCTL,
	  .setting = "fs.protected_hardlinks",
	  .detail = "{setting}={value} lets user {uid} link to its own files alone, and to those it may read and write",
	  .fix = "make the link as the owner of {object}, or copy it" },
	{ .calls = "unlink unlinkat rmdir rename renameat renameat2", .of_cap = CAP(FOWNER), .layer = LAYER_DAC,
	  .detail = "the directory has the sticky bit, and user {uid} owns neither it nor {object}",
	  .fix = "do it as the owner of {object} or of its directory, or give it {cap}" },
	{ .calls = FORKS, .error = EAGAIN, .of_cap = CAP(SYS_ADMIN), .layer = LAYER_RLIMIT, .of_limit = LIMIT(NPROC),
	  .detail = "user {uid} has as many processes as {limit} allows",
	  .fix = "raise it (ulimit -u, {unit_limit}= in its unit), or end some" },
	{ .calls = FORKS, .error = EAGAIN, .of_cap = CAP(SYS_RESOURCE), .layer = LAYER_RLIMIT, .of_limit = LIMIT(NPROC),
	  .detail = "user {uid} has as many processes as {limit} allows",
	  .fix = "raise it (ulimit -u, {unit_limit}= in its unit), or end some" },
	{ .calls = LOCKERS, .error = ENOMEM, .of_cap = CAP(IPC_LOCK), .layer = LAYER_RLIMIT, .of_limit = LIMIT(MEMLOCK),
	  .detail = "more memory would be locked than {limit} allows", .fix = MEMLOCK_FIX },
	{ .calls = LOCKERS, .error = EAGAIN, .of_cap = CAP(IPC_LOCK), .layer = LAYER_RLIMIT, .of_limit = LIMIT(MEMLOCK),
	  .detail = "more memory would be locked than {limit} allows", .fix = MEMLOCK_FIX },
	{ .calls = LOCKERS, .error = EPERM, .of_cap = CAP(IPC_LOCK), .layer = LAYER_RLIMIT, .of_limit = LIMIT(MEMLOCK),
	  .detail = "more memory would be locked than {limit} allows", .fix = MEMLOCK_FIX },
	{ .calls = "shmctl ipc", .of_cap = CAP(IPC_LOCK), .holds = may_lock_nothing, .layer = LAYER_RLIMIT,
	  .of_limit = LIMIT(MEMLOCK), .detail = "{limit} lets it lock nothing", .fix = MEMLOCK_FIX },
	{ .calls = "shmget", .of_cap = CAP(IPC_LOCK), .layer = LAYER_SYSCTL, .setting = "vm.hugetlb_shm_group",
	  .detail = "{setting}={value} leaves huge pages to that group and to {cap}",
	  .fix = "put it into a group and sysctl -w {setting}=GID, or give it {cap}" },
	{ .calls = "setpriority", .error = EACCES, .of_cap = CAP(SYS_NICE), .layer = LAYER_CAPABILITY,
	  .of_limit = LIMIT(NICE), .detail = "{limit} does not allow a nice value that low",
	  .fix = "raise it (ulimit -e, {unit_limit}= in its unit), or give it {cap}" },
	{ .calls = "nice", .error = EPERM, .of_cap = CAP(SYS_NICE), .layer = LAYER_CAPABILITY, .of_limit = LIMIT(NICE),
	  .detail = "{limit} does not allow a nice value that low",
	  .fix = "raise it (ulimit -e, {unit_limit}= in its unit), or give it {cap}" },
	{ .calls = "sched_setscheduler", .error = EPERM, .of_cap = CAP(SYS_NICE), .holds = is_realtime_limited,
	  .layer = LAYER_CAPABILITY, .of_limit = LIMIT(RTPRIO), .detail = "{limit} allows no real-time priority",
	  .fix = "raise it (ulimit -r, {unit_limit}= in its unit), or give it {cap}" },
	{ .calls = "setrlimit prlimit64", .of_cap = CAP(SYS_RESOURCE), .site = "do_prlimit", .layer = LAYER_CAPABILITY,
	  .detail = "a hard limit can only be lowered without {cap}",
	  .fix = "set the limit where it is started (ulimit -H, docker run --ulimit, Limit...= in its unit), or give "
	  "it {cap}" },
	{ .calls = "setrlimit", .of_cap = CAP(SYS_RESOURCE), .layer = LAYER_CAPABILITY,
	  .detail = "a hard limit can only be lowered without {cap}",
	  .fix = "set the limit where it is started (ulimit -H, docker run --ulimit, Limit...= in its unit), or give "
	  "it {cap}" },
	{ .calls = "fcntl fcntl64", .of_cap = CAP(SYS_RESOURCE), .holds = sets_pipe_size, .layer = LAYER_CAPABILITY,
	  .setting = "fs.pipe-max-size", .detail = "a pipe may be no larger than {setting}={value} without {cap}",
	  .fix = "sysctl -w {setting} to what is needed, or give it {cap}" },
	{ .error = ENFILE, .of_cap = CAP(SYS_ADMIN), .layer = LAYER_SYSCTL, .setting = "fs.file-max",
	  .detail = "{setting}={value} files are open on the machine", .fix = "raise {setting} by sysctl -w" },
	{ .calls = "sendmsg sendmmsg", .error = ETOOMANYREFS, .of_cap = CAP(SYS_ADMIN), .layer = LAYER_RLIMIT,
	  .of_limit = LIMIT(NOFILE), .detail = "more descriptors of user {uid} are under way than {limit} allows",
	  .fix = "receive some first, or raise it (ulimit -n, {unit_limit}= in its unit)" },

	/* They bind everybody, or were met without a check. */
	{ .calls = FORKS, .error = EAGAIN, .holds = is_in_full_cgroup, .layer = LAYER_CGROUP_PIDS,
	  .detail = "pids.max of its cgroup is reached", .fix = "raise it: docker run --pids-limit, TasksMax= in its "
	  "unit" },
	{ .calls = FORKS, .error = EAGAIN, .layer = LAYER_UNKNOWN,
	  .detail = "a limit on the number of processes: pids.max of a cgroup, kernel.threads-max or kernel.pid_max",
	  .fix = "compare pids.current and pids.max of its cgroup and of those above" },
	{ .calls = "execve execveat", .error = EAGAIN, .layer = LAYER_RLIMIT, .of_limit = LIMIT(NPROC),
	  .detail = "user {uid} had more processes than {limit} allows when it became that user",
	  .fix = "raise it (ulimit -u, {unit_limit}= in its unit)" },
	{ .calls = "inotify_init inotify_init1", .error = EMFILE, .layer = LAYER_SYSCTL,
	  .setting = "fs.inotify.max_user_instances",
	  .detail = "{setting}={value} is reached, or RLIMIT_NOFILE", .fix = "raise {setting} by sysctl -w" },
	{ .calls = "inotify_add_watch", .error = ENOSPC, .layer = LAYER_SYSCTL,
	  .setting = "fs.inotify.max_user_watches",
	  .detail = "{setting}={value} is reached", .fix = "raise {setting} by sysctl -w" },
	{ .calls = "epoll_ctl", .error = ENOSPC, .layer = LAYER_SYSCTL, .setting = "fs.epoll.max_user_watches",
	  .detail = "{setting}={value} is reached", .fix = "raise {setting} by sysctl -w" },
	{ .calls = "mq_open", .error = EMFILE, .layer = LAYER_RLIMIT, .of_limit = LIMIT(MSGQUEUE),
	  .detail = "the queue would take more than {limit} allows",
	  .fix = "ask for fewer or smaller messages, or raise it (ulimit -q, {unit_limit}= in its unit)" },
	{ .calls = OPENERS, .error = EMFILE, .layer = LAYER_RLIMIT, .of_limit = LIMIT(NOFILE),
	  .detail = "as many descriptors are open as {limit} allows",
	  .fix = "close some, or raise it (ulimit -n, {unit_limit}= in its unit)" },
	{ .calls = OPENERS, .error = ENFILE, .layer = LAYER_SYSCTL, .setting = "fs.file-max",
	  .detail = "{setting}={value} files are open on the machine", .fix = "raise {setting} by sysctl -w" },
	{ .calls = WRITERS, .error = EFBIG, .holds = limits_size, .layer = LAYER_RLIMIT, .of_limit = LIMIT(FSIZE),
	  .detail = "the file would be larger than {limit} allows",
	  .fix = "raise it (ulimit -f, {unit_limit}= in its unit)" },
	{ .calls = WRITERS, .error = EFBIG, .layer = LAYER_OTHER,
	  .detail = "the file would be larger than its file system can hold", .fix = "" },
	{ .calls = "mlock mlock2 mlockall", .error = ENOMEM, .holds = locks_memory, .layer = LAYER_RLIMIT,
	  .of_limit = LIMIT(MEMLOCK), .detail = "more memory would be locked than {limit} allows",
	  .fix = "raise it (ulimit -l, {unit_limit}= in its unit), or give it CAP_IPC_LOCK" },
	{ .calls = "mlock mlock2", .error = EPERM, .holds = may_lock_nothing, .layer = LAYER_RLIMIT,
	  .of_limit = LIMIT(MEMLOCK), .detail = "{limit} lets it lock nothing",
	  .fix = "raise it (ulimit -l, {unit_limit}= in its unit), or give it CAP_IPC_LOCK" },
	{ .calls = "mmap mmap2 mremap brk", .error = ENOMEM, .holds = limits_space, .layer = LAYER_RLIMIT,
	  .of_limit = LIMIT(AS), .detail = "the address space would be larger than {limit} allows",
	  .fix = "raise it (ulimit -v, {unit_limit}= in its unit)" },
	{ .calls = "mmap mmap2 mremap brk", .error = ENOMEM, .holds = limits_data, .layer = LAYER_RLIMIT,
	  .of_limit = LIMIT(DATA), .detail = "its data would be larger than {limit} allows",
	  .fix = "raise it (ulimit -d, {unit_limit}= in its unit)" },
	{ .calls = "timer_create rt_sigqueueinfo rt_tgsigqueueinfo", .error = EAGAIN, .layer = LAYER_RLIMIT,
	  .of_limit = LIMIT(SIGPENDING), .detail = "user {uid} has as many signals queued as {limit} allows",
	  .fix = "raise it (ulimit -i, {unit_limit}= in its unit)" },
	{ .calls = NAMESPACES, .error = ENOSPC, .layer = LAYER_SYSCTL, .setting = "user.max_user_namespaces",
	  .detail = "one of user.max_*_namespaces is reached, or namespaces are nested too deep ({setting}={value})",
	  .fix = "raise user.max_*_namespaces by sysctl -w, here and in the user namespaces above" },
	{ .calls = "unshare clone clone3", .holds = apparmor_restricts_user_ns, .layer = LAYER_SYSCTL,
	  .setting = "kernel.apparmor_restrict_unprivileged_userns",
	  .detail = "{setting}=1 leaves user namespaces to programs whose AppArmor profile allows them",
	  .fix = "give {exe} a profile with \"userns,\", or sysctl -w {setting}=0" },
	{ .calls = "io_uring_setup", .holds = forbids_rings, .layer = LAYER_SYSCTL,
	  .setting = "kernel.io_uring_disabled",
	  .detail = "{setting}=2 forbids io_uring to everybody", .fix = "sysctl -w {setting}=0" },
	{ .calls = "kexec_load kexec_file_load", .holds = disables_kexec, .layer = LAYER_SYSCTL,
	  .setting = "kernel.kexec_load_disabled", .detail = "{setting}=1 forbids it until the next boot",
	  .fix = "reboot" },
	{ .calls = "init_module finit_module delete_module", .holds = disables_modules, .layer = LAYER_SYSCTL,
	  .setting = "kernel.modules_disabled", .detail = "{setting}=1 forbids it until the next boot",
	  .fix = "load the module before {setting} is set" },
	{ .calls = "setrlimit prlimit64", .error = EPERM, .holds = raises_nofile, .layer = LAYER_SYSCTL,
	  .setting = "fs.nr_open", .detail = "RLIMIT_NOFILE cannot be more than {setting}={value}",
	  .fix = "ask for no more, or raise {setting} by sysctl -w" },
	{ .calls = "socket", .error = EACCES, .holds = is_ping, .layer = LAYER_SYSCTL,
	  .setting = "net.ipv4.ping_group_range",
	  .detail = "none of its groups is in {setting} ({value})",
	  .fix = "sysctl -w {setting}='0 2147483647', or use a raw socket with CAP_NET_RAW" },
};

const struct rules layer_limit_rules = { rows, ARRAY_SIZE(rows) };
