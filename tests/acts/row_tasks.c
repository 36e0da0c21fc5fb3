/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows about memory, limits, scheduling, BPF, rings, System V IPC, namespaces and terminals. */
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/ioprio.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <mqueue.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>

#include "row.h"

static void overcommit(void)
{
	ROW(CAP_SYS_ADMIN, "mmap security_vm_enough_memory_mm probe drop free");
	tried("mmap", syscall(SYS_mmap, NULL, 1 << 24, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static void forked(void)
{
	pid_t child;

	ROW(CAP_SYS_ADMIN, "fork security_vm_enough_memory_mm probe drop free");
	child = tried("fork", syscall(SYS_fork));
	if (!child)
		_exit(0);
	wait_for(child);
}

static void locked_map(void)
{
	ROW(CAP_IPC_LOCK, "mmap * early keep free");
	tried("mmap", syscall(SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0));
}

static void low_lock_limit(void)
{
	struct rlimit none = { 4096, 4096 };

	must("setrlimit", setrlimit(RLIMIT_MEMLOCK, &none));
}

static void lock_past_limit(void)
{
	void *pages;

	low_lock_limit();
	pages = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ROW(CAP_IPC_LOCK, "mlock do_mlock limit keep needed");
	tried("mlock", syscall(SYS_mlock, pages, 1 << 16));
}

static void migrate(void)
{
	unsigned long nodes = 1;

	ROW(CAP_SYS_NICE, "migrate_pages kernel_migrate_pages early keep free");
	tried("migrate_pages", syscall(SYS_migrate_pages, 0, 8 * sizeof(nodes), &nodes, &nodes));
}

static void queue(void)
{
	struct { long flags, maxmsg, msgsize, curmsgs, spare[4]; } attr = { .maxmsg = 4, .msgsize = 64 };

	ROW(CAP_SYS_RESOURCE, "mq_open mqueue_get_inode early drop free");
	tried("mq_open", syscall(SYS_mq_open, "leastcap-row", O_RDWR | O_CREAT, 0600, &attr));
	syscall(SYS_mq_unlink, "leastcap-row");
}

/* Another user without a process to spare, who keeps his capabilities. */
static void fork_past_limit(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];
	struct rlimit none = { 0, 0 };
	pid_t child;

	must("setrlimit", setrlimit(RLIMIT_NPROC, &none));
	must("capget", syscall(SYS_capget, &head, data));
	must("keep", prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0));
	must("setresuid", setresuid(OTHER_ID, OTHER_ID, OTHER_ID));
	must("capset", syscall(SYS_capset, &head, data));
	ROW(CAP_SYS_ADMIN, "fork copy_process limit drop needed");
	say_instead("CAP_SYS_RESOURCE");
	child = tried("fork", syscall(SYS_fork));
	if (!child)
		_exit(0);
	wait_for(child);
}

static void nice_up(void)
{
	ROW(CAP_SYS_NICE, "setpriority can_nice alternative keep needed");
	tried("setpriority", syscall(SYS_setpriority, PRIO_PROCESS, 0, -1));
}

static void foreign(void)
{
	stage_target("target", NULL);
}

static void nice_other(void)
{
	ROW(CAP_SYS_NICE, "setpriority * alternative keep needed");
	tried("setpriority", syscall(SYS_setpriority, PRIO_PROCESS, stage_number("target"), 5));
}

/* A process of the same user that may more. */
static void nice_mightier(void)
{
	pid_t child = must("fork", fork());
	long r;

	if (!child) {
		pause();
		_exit(0);
	}
	give_up(CAP_CHOWN);
	ROW(CAP_SYS_NICE, "setpriority cap_safe_nice alternative keep needed");
	r = syscall(SYS_setpriority, PRIO_PROCESS, child, 5);
	kill(child, SIGKILL);
	tried("setpriority", r);
}

static void real_time_io(void)
{
	ROW(CAP_SYS_ADMIN, "ioprio_set * alternative drop needed,CAP_SYS_NICE");
	say_instead("CAP_SYS_NICE");
	tried("ioprio_set", syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_RT, 4)));
}

static long load_map(void)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_LPM_TRIE, .key_size = 8, .value_size = 4, .max_entries = 1,
				.map_flags = BPF_F_NO_PREALLOC };

	return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static long load_program(void)
{
	static const struct bpf_insn code[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K },
						{ .code = BPF_JMP | BPF_EXIT } };
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (uintptr_t)code, .insn_cnt = 2,
				.license = (uintptr_t)"GPL" };

	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static void bpf_map(void)
{
	ROW(CAP_BPF, "bpf * alternative keep needed,CAP_SYS_ADMIN");
	tried("bpf", load_map());
}

static void bpf_map_wide(void)
{
	give_up(CAP_BPF);
	ROW(CAP_SYS_ADMIN, "bpf * alternative drop needed");
	say_instead("CAP_BPF");
	tried("bpf", load_map());
}

static void bpf_program(void)
{
	ROW(CAP_BPF, "bpf bpf_prog_load early keep needed,CAP_SYS_ADMIN");
	tried("bpf", load_program());
}

static void bpf_kallsyms(void)
{
	ROW(CAP_BPF, "bpf bpf_prog_kallsyms_add early keep needed,CAP_SYS_ADMIN");
	tried("bpf", load_program());
}

static long open_event(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(attr),
					.config = PERF_COUNT_SW_TASK_CLOCK };

	if (sysctl_number("/proc/sys/kernel/perf_event_paranoid") < 2)
		cannot("kernel.perf_event_paranoid");
	return syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

static void perf(void)
{
	ROW(CAP_PERFMON, "perf_event_open * alternative keep needed,CAP_SYS_ADMIN");
	tried("perf_event_open", open_event());
}

static void perf_wide(void)
{
	give_up(CAP_PERFMON);
	ROW(CAP_SYS_ADMIN, "perf_event_open * alternative drop needed");
	say_instead("CAP_PERFMON");
	tried("perf_event_open", open_event());
}

static long clone_as(pid_t pid)
{
	struct clone_args args = { .exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1 };
	long child = syscall(SYS_clone3, &args, sizeof(args));

	if (!child)
		_exit(0);
	if (child > 0)
		wait_for(child);
	return child;
}

static void chosen_pid(void)
{
	ROW(CAP_CHECKPOINT_RESTORE, "clone3 alloc_pid alternative keep needed,CAP_SYS_ADMIN");
	tried("clone3", clone_as(31999));
}

static void chosen_pid_wide(void)
{
	give_up(CAP_CHECKPOINT_RESTORE);
	ROW(CAP_SYS_ADMIN, "clone3 alloc_pid alternative drop needed");
	say_instead("CAP_CHECKPOINT_RESTORE");
	tried("clone3", clone_as(31998));
}

static void ring(void)
{
	struct io_uring_params params = { 0 };

	ROW(CAP_IPC_LOCK, "io_uring_setup * early drop free");
	puts("INCOMPLETE io_uring");
	fflush(stdout);
	tried("io_uring_setup", syscall(SYS_io_uring_setup, 4, &params));
}

static void trace_other(void)
{
	ROW(CAP_SYS_PTRACE, "ptrace * alternative keep needed");
	tried("ptrace", syscall(SYS_ptrace, PTRACE_SEIZE, stage_number("target"), 0, 0));
}

static void kill_other(void)
{
	ROW(CAP_KILL, "kill check_kill_permission alternative keep needed");
	tried("kill", syscall(SYS_kill, stage_number("target"), 0));
}

static long make_segment(void)
{
	return must("shmget", shmget(IPC_PRIVATE, 4096, 0600));
}

static void foreign_segment(void)
{
	stage_target("segment", make_segment);
}

static void lock_segment(void)
{
	long r, id = stage_number("segment");

	ROW(CAP_IPC_LOCK, "shmctl * decisive keep needed");
	r = syscall(SYS_shmctl, id, SHM_LOCK, NULL);
	tried("shmctl", r);
}

static void remove_segment(void)
{
	ROW(CAP_SYS_ADMIN, "shmctl ipcctl_obtain_check decisive keep needed");
	tried("shmctl", syscall(SYS_shmctl, stage_number("segment"), IPC_RMID, NULL));
}

static void enter_mounts(void)
{
	int fd = must("open", open("/proc/self/ns/mnt", O_RDONLY));

	ROW(CAP_SYS_CHROOT, "setns mntns_install decisive keep needed");
	ROW(CAP_SYS_ADMIN, "setns mntns_install decisive keep needed");
	tried("setns", syscall(SYS_setns, fd, CLONE_NEWNS));
}

static void type_for(void)
{
	int fd = open("/dev/tty63", O_RDWR | O_NOCTTY);

	if (fd < 0 || sysctl_number("/proc/sys/dev/tty/legacy_tiocsti") != 1)
		cannot("TIOCSTI on a virtual terminal");
	ROW(CAP_SYS_ADMIN, "ioctl * alternative keep needed");
	tried("ioctl", syscall(SYS_ioctl, fd, TIOCSTI, "\n"));
}

ROWS({ "overcommit", NULL, overcommit }, { "forked", NULL, forked }, { "locked_map", NULL, locked_map },
     { "lock_past_limit", NULL, lock_past_limit }, { "migrate", NULL, migrate }, { "queue", NULL, queue },
     { "fork_past_limit", NULL, fork_past_limit }, { "nice_up", NULL, nice_up },
     { "nice_other", foreign, nice_other }, { "nice_mightier", NULL, nice_mightier },
     { "real_time_io", NULL, real_time_io }, { "bpf_map", NULL, bpf_map }, { "bpf_map_wide", NULL, bpf_map_wide },
     { "bpf_program", NULL, bpf_program }, { "bpf_kallsyms", NULL, bpf_kallsyms }, { "perf", NULL, perf },
     { "perf_wide", NULL, perf_wide }, { "chosen_pid", NULL, chosen_pid },
     { "chosen_pid_wide", NULL, chosen_pid_wide }, { "ring", NULL, ring }, { "trace_other", foreign, trace_other },
     { "kill_other", foreign, kill_other }, { "lock_segment", foreign_segment, lock_segment },
     { "remove_segment", foreign_segment, remove_segment }, { "enter_mounts", NULL, enter_mounts },
     { "type_for", NULL, type_for })
