// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows the syscalls that a container or service should only have knowingly. A class holds what Docker's default
 * refuses outright or without a capability; a test holds each call to the table's column.
 */
#include "core/risk.h"

#include <string.h>

#include "base/guard.h"

#define CALLS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define DOCKER "Docker: Seccomp security profiles, calls that are blocked"

static const struct risk classes[] = {
	{ "modules",
	  CALLS("create_module", "delete_module", "finit_module", "get_kernel_syms", "init_module", "query_module"),
	  "Puts code of its own into the kernel, and with it owns the host.",
	  "Load the module on the host before the workload starts: /etc/modules-load.d, or the node's boot.",
	  "init_module(2), CAP_SYS_MODULE in capabilities(7); " DOCKER },
	{ "kexec", CALLS("kexec_file_load", "kexec_load"),
	  "Replaces the running kernel with another one at the next reboot or crash.",
	  "Load crash kernels on the host: kdump's own service.",
	  "kexec_load(2); " DOCKER },
	{ "bpf", CALLS("bpf"),
	  "Loads programs into the kernel that read the memory of all processes and change what calls answer; mistakes "
	  "of the verifier have given the whole kernel away.",
	  "Let an agent on the host load the programs and pin the maps, or hand over descriptors of them.",
	  "bpf(2), CAP_BPF in capabilities(7); " DOCKER },
	{ "ptrace",
	  CALLS("kcmp", "pidfd_getfd", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace"),
	  "Reads and rewrites other processes of the same user: takes their keys, their descriptors and their rights.",
	  "Debuggers and crash handlers go into a container of their own that shares the pid namespace; what only asks "
	  "whether it is traced does without.",
	  "ptrace(2), process_vm_readv(2), pidfd_getfd(2), kcmp(2), process_madvise(2); " DOCKER },
	{ "mount",
	  CALLS("fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree",
		"open_tree_attr", "pivot_root", "umount", "umount2"),
	  "Mounts the host's devices or cgroups over the container's view of files, and takes away the mounts that "
	  "hide or protect some.",
	  "Let the runtime or systemd mount it before the start: volumes, --tmpfs, TemporaryFileSystem=, .mount units.",
	  "mount(2), mount_namespaces(7); " DOCKER },
	{ "namespaces", CALLS("clone3", "setns", "unshare"),
	  "Makes a user namespace and is root in it, which opens most of the kernel's code that asks for a "
	  "capability; or enters the namespaces of another process.",
	  "Let the runtime or systemd make the namespaces (PrivateUsers=, --userns); libraries go on with clone where "
	  "clone3 is refused with ENOSYS.",
	  "user_namespaces(7), setns(2), clone(2); " DOCKER },
	{ "keyctl", CALLS("add_key", "keyctl", "request_key"),
	  "Reads keys of other containers of the same user: keyrings belong to no container; their payloads are a "
	  "spray of kernel memory.",
	  "Kerberos keeps tickets in files, too (default_ccache_name = FILE:...).",
	  "keyrings(7), keyctl(2); " DOCKER },
	{ "userfaultfd", CALLS("userfaultfd"),
	  "Stops the kernel in the middle of a copy from user memory for as long as it likes, which makes races of the "
	  "kernel easy to win.",
	  "Most garbage collectors do with mprotect and signals; only post-copy migration of machines needs it.",
	  "userfaultfd(2), vm.unprivileged_userfaultfd in proc(5); " DOCKER },
	{ "io_uring", CALLS("io_uring_enter", "io_uring_register", "io_uring_setup"),
	  "Does files and sockets behind the filter's back: no seccomp filter sees an operation of a ring; and many "
	  "kernel exploits of the last years went through it.",
	  "Most programs have a switch and go on with epoll or threads: UV_USE_IO_URING=0, io_method=worker, "
	  "aio=threads.",
	  "io_uring(7), kernel.io_uring_disabled; moby pull request 46762" },
	{ "open_by_handle_at", CALLS("open_by_handle_at"),
	  "Opens any file of the file system by its number, outside the container's root, too.",
	  "Open by path; file servers that need it export a file system of their own.",
	  "open_by_handle_at(2), CAP_DAC_READ_SEARCH in capabilities(7); " DOCKER },
	{ "perf", CALLS("perf_event_open"),
	  "Watches what other processes and the kernel do, down to their caches, and has given the kernel away several "
	  "times.",
	  "Run profilers on the host against the container's cgroup (perf -G, --cgroup).",
	  "perf_event_open(2), kernel.perf_event_paranoid; " DOCKER },
	{ "reboot", CALLS("reboot"),
	  "Stops or restarts the machine; in a pid namespace of its own, only the container.",
	  "End the first process: the runtime or systemd does the rest.",
	  "reboot(2); " DOCKER },
	{ "swap", CALLS("swapoff", "swapon"),
	  "Puts the memory of all processes into a file that it can read.",
	  "Swap belongs to the host: /etc/fstab, .swap units.",
	  "swapon(2); " DOCKER },
	{ "acct", CALLS("acct"),
	  "Turns the accounting of processes off, or has it written where it likes.",
	  "Accounting belongs to the host.",
	  "acct(2); " DOCKER },
	{ "quota", CALLS("quotactl", "quotactl_fd"),
	  "Lifts the disk limits of all users of a file system.",
	  "Set quotas on the host.",
	  "quotactl(2); " DOCKER },
	{ "ioports", CALLS("ioperm", "iopl"),
	  "Talks to devices behind the kernel's back: disks, network cards, the memory controller.",
	  "Use the device's driver and its file in /dev.",
	  "ioperm(2), iopl(2), CAP_SYS_RAWIO in capabilities(7); " DOCKER },
	{ "clock", CALLS("clock_settime", "clock_settime64", "settimeofday", "stime"),
	  "Sets the clock of the whole machine: certificates and tickets become valid or void, logs lie.",
	  "Leave the clock to the host; to slew it clock_adjtime does, which is not of this class.",
	  "clock_settime(2), settimeofday(2), CAP_SYS_TIME in capabilities(7); " DOCKER },
	{ "obsolete",
	  CALLS("_sysctl", "lookup_dcookie", "nfsservctl", "sysfs", "uselib", "ustat", "vm86", "vm86old"),
	  "Code that nobody uses or looks after; most of it is gone from newer kernels.",
	  "",
	  "syscalls(2); " DOCKER },
};

size_t risk_count(void)
{
	return ARRAY_SIZE(classes);
}

const struct risk *risk_at(size_t index)
{
	return index < ARRAY_SIZE(classes) ? &classes[index] : NULL;
}

const struct risk *risk_find(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		if (!strcmp(classes[i].id, id))
			return &classes[i];
	}
	return NULL;
}

static bool holds(const char *const *calls, const char *call)
{
	for (; *calls; calls++) {
		if (!strcmp(*calls, call))
			return true;
	}
	return false;
}

const struct risk *risk_of(const char *call)
{
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		if (holds(classes[i].calls, call))
			return &classes[i];
	}
	return NULL;
}

bool risk_word(const char *word)
{
	return risk_find(word) || risk_of(word);
}
