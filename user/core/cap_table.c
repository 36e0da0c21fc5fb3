/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows what each capability lets a process do, what an attacker makes of it
 * and what usually does instead. Facts after man 7 capabilities and the
 * checks in the kernel source; a test holds names and numbers to libcap's.
 */
#include "core/cap_table.h"

#include <assert.h>
#include <linux/capability.h>

static_assert(CAP_LAST_CAP >= CAP_COUNT - 1, "kernel headers before 5.9 lack capabilities of this table");

const struct cap_info cap_table[CAP_COUNT] = {
	[CAP_CHOWN] = {
		"CAP_CHOWN", CAP_RISK_HIGH,
		"Change the owner and the group of any file.",
		"Takes over /etc/shadow or a set-user-ID program by becoming its owner.",
		"Give files the right owner when the image or package is built, or run as that user.",
	},
	[CAP_DAC_OVERRIDE] = {
		"CAP_DAC_OVERRIDE", CAP_RISK_HIGH,
		"Read and write any file and search any directory whatever its mode bits and ACL say, and execute "
		"any file that has an execute bit.",
		"Rewrites /etc/passwd, cron jobs or authorized keys of any user whose files it can reach.",
		"Fix owner, group or mode of the files; if they are only read, CAP_DAC_READ_SEARCH suffices.",
	},
	[CAP_DAC_READ_SEARCH] = {
		"CAP_DAC_READ_SEARCH", CAP_RISK_HIGH,
		"Read any file and list and search any directory whatever its mode says; open files by handle "
		"with open_by_handle_at.",
		"Reads password hashes and private keys; with file handles also files outside a container's root.",
		"Add the user to the group that may read the files, or grant read access with an ACL.",
	},
	[CAP_FOWNER] = {
		"CAP_FOWNER", CAP_RISK_HIGH,
		"Do to any file what only its owner may: change mode, times, ACL and inode flags, delete in sticky "
		"directories, open with O_NOATIME.",
		"Makes a secret world-readable or a root-owned program world-writable, then uses it.",
		"Run as the owner of the files, or set their modes when the image is built.",
	},
	[CAP_FSETID] = {
		"CAP_FSETID", CAP_RISK_LOW,
		"Keep the set-user-ID and set-group-ID bits of a file that is modified, and set the set-group-ID "
		"bit for a group the process is not in.",
		"Patches a set-user-ID program that it may write to without the kernel disarming it.",
		"Usually nothing is needed: without it the bits are silently cleared and the call succeeds.",
	},
	[CAP_KILL] = {
		"CAP_KILL", CAP_RISK_MEDIUM,
		"Send signals to processes of any user.",
		"Stops security agents, loggers or other tenants' services.",
		"Run supervisor and workers as the same user, or tell workers to stop through a pipe.",
	},
	[CAP_SETGID] = {
		"CAP_SETGID", CAP_RISK_HIGH,
		"Change to any group ID, set any supplementary groups, forge group IDs sent over a UNIX socket, "
		"write a group ID map of a user namespace.",
		"Joins group shadow, disk or docker and goes on to root from there.",
		"Start as the final user and groups (User= and Group=, --user, runAsGroup).",
	},
	[CAP_SETUID] = {
		"CAP_SETUID", CAP_RISK_HIGH,
		"Change to any user ID, forge user IDs sent over a UNIX socket, write a user ID map of a user "
		"namespace.",
		"Becomes uid 0 or any other user and owns all of its files and processes.",
		"Start as the final user (User=, --user, runAsUser) instead of starting as root and dropping.",
	},
	[CAP_SETPCAP] = {
		"CAP_SETPCAP", CAP_RISK_MEDIUM,
		"Add capabilities of the bounding set to the own inheritable set, drop members of the bounding "
		"set, change the securebits flags.",
		"Widens what programs it executes inherit, up to the bounding set.",
		"Let the service manager or container runtime set up the sets before the program starts.",
	},
	[CAP_LINUX_IMMUTABLE] = {
		"CAP_LINUX_IMMUTABLE", CAP_RISK_MEDIUM,
		"Set and clear the immutable and append-only flags of files (chattr +i, +a).",
		"Clears append-only from logs to erase traces, or makes a planted file hard to delete.",
		"Set the flags once from the host; a read-only mount protects files without it.",
	},
	[CAP_NET_BIND_SERVICE] = {
		"CAP_NET_BIND_SERVICE", CAP_RISK_LOW,
		"Bind TCP, UDP and SCTP sockets to ports below net.ipv4.ip_unprivileged_port_start (1024 by default).",
		"Poses as a system service on a well-known port once the real one is down.",
		"Listen on a high port and map it, take the socket from systemd, or lower ip_unprivileged_port_start.",
	},
	[CAP_NET_BROADCAST] = {
		"CAP_NET_BROADCAST", CAP_RISK_LOW,
		"Listen to netlink messages of all related network namespaces; broadcasts and multicasts do not "
		"need it, in spite of the name.",
		"Learns of interfaces and addresses of neighbouring network namespaces.",
		"Drop it: hardly any program uses it.",
	},
	[CAP_NET_ADMIN] = {
		"CAP_NET_ADMIN", CAP_RISK_HIGH,
		"Configure the network of its namespace: interfaces, addresses, routes, firewall, traffic control, "
		"promiscuous mode, privileged socket options.",
		"Redirects or sniffs traffic, switches the firewall off, and reaches much rarely used kernel code.",
		"Configure the network before the program starts; reading it and most socket options need nothing.",
	},
	[CAP_NET_RAW] = {
		"CAP_NET_RAW", CAP_RISK_HIGH,
		"Open raw and packet sockets, bind to foreign addresses for transparent proxying, mark packets.",
		"Sniffs and spoofs on the shared segment: ARP, DNS and DHCP answers for neighbours.",
		"For ping use net.ipv4.ping_group_range; for probing use plain TCP or UDP sockets.",
	},
	[CAP_IPC_LOCK] = {
		"CAP_IPC_LOCK", CAP_RISK_LOW,
		"Lock memory beyond RLIMIT_MEMLOCK (mlock, mlockall, locked and huge-page shared memory).",
		"Pins memory until the machine runs short of it.",
		"Raise the limit: LimitMEMLOCK=, --ulimit memlock=.",
	},
	[CAP_IPC_OWNER] = {
		"CAP_IPC_OWNER", CAP_RISK_MEDIUM,
		"Use System V shared memory, semaphores and message queues of others whatever their mode.",
		"Reads and alters other programs' shared memory, databases' buffers for example.",
		"Run the communicating programs in one group and create the objects with mode 0660.",
	},
	[CAP_SYS_MODULE] = {
		"CAP_SYS_MODULE", CAP_RISK_HOST,
		"Load and unload kernel modules.",
		"Loads its own code into the kernel: the machine is lost at once.",
		"Load modules on the host at boot (modules-load.d).",
	},
	[CAP_SYS_RAWIO] = {
		"CAP_SYS_RAWIO", CAP_RISK_HOST,
		"Touch hardware directly: I/O ports (iopl, ioperm), /dev/mem, /proc/kcore, model-specific registers, "
		"raw SCSI and NVMe commands; map memory below vm.mmap_min_addr.",
		"Reads and writes kernel memory or disks beneath the file system.",
		"Use the driver's own device node with narrow permissions.",
	},
	[CAP_SYS_CHROOT] = {
		"CAP_SYS_CHROOT", CAP_RISK_MEDIUM,
		"Change the root directory (chroot); one of the two capabilities to enter another mount namespace.",
		"Leaves a chroot by nesting another one, or fakes the root for a set-user-ID program.",
		"Let the service manager do it (RootDirectory=), or start in a container.",
	},
	[CAP_SYS_PTRACE] = {
		"CAP_SYS_PTRACE", CAP_RISK_HOST,
		"Trace any process, read and write its memory (process_vm_readv, process_vm_writev), inspect its "
		"/proc entries, compare its resources (kcmp).",
		"Injects code into any process it can see, a root daemon of the host if pid namespaces are shared.",
		"Trace only own children, which needs nothing; ps and top work without it with fewer fields.",
	},
	[CAP_SYS_PACCT] = {
		"CAP_SYS_PACCT", CAP_RISK_LOW,
		"Switch process accounting on and off (acct).",
		"Switches accounting off to hide, or lets the kernel append records to a file of its choice.",
		"Leave accounting to the host.",
	},
	[CAP_SYS_ADMIN] = {
		"CAP_SYS_ADMIN", CAP_RISK_HOST,
		"Hundreds of administrative operations: mount and unmount, namespaces, quotas, swap, host name, "
		"trusted attributes, device control, BPF and tracing.",
		"Mounts the host's disk, or escapes through one of the many operations it opens: nearly root.",
		"Look at the call sites: BPF, PERFMON, CHECKPOINT_RESTORE, SYSLOG and others are narrower doors.",
	},
	[CAP_SYS_BOOT] = {
		"CAP_SYS_BOOT", CAP_RISK_HOST,
		"Reboot the machine and load a new kernel (reboot, kexec_load, kexec_file_load).",
		"Takes the machine down, or boots a kernel of its own with kexec.",
		"Ask the service manager to reboot; in a pid namespace, exiting its first process is enough.",
	},
	[CAP_SYS_NICE] = {
		"CAP_SYS_NICE", CAP_RISK_MEDIUM,
		"Raise priorities, use real-time scheduling and I/O classes, set CPU affinity of others, move "
		"memory pages between nodes.",
		"Starves everything else with real-time threads.",
		"Set it from outside (Nice=, CPUSchedulingPolicy=) or raise RLIMIT_NICE and RLIMIT_RTPRIO.",
	},
	[CAP_SYS_RESOURCE] = {
		"CAP_SYS_RESOURCE", CAP_RISK_MEDIUM,
		"Exceed resource limits, raise hard limits, use reserved file-system blocks, override quotas, pipe "
		"and message-queue limits, lower oom_score_adj.",
		"Exhausts processes, memory or disk in spite of the limits set for it.",
		"Set the limits the program needs from outside: Limit*=, --ulimit.",
	},
	[CAP_SYS_TIME] = {
		"CAP_SYS_TIME", CAP_RISK_MEDIUM,
		"Set the system clock and the hardware clock (settimeofday, clock_settime, adjtimex).",
		"Moves the clock to revive expired certificates and tickets or to break logs and timers.",
		"Run one time service on the host; containers share its clock.",
	},
	[CAP_SYS_TTY_CONFIG] = {
		"CAP_SYS_TTY_CONFIG", CAP_RISK_MEDIUM,
		"Hang up the terminal (vhangup) and use privileged ioctls of virtual consoles.",
		"Remaps keys or fonts of the console that an administrator uses.",
		"Leave consoles to getty and logind.",
	},
	[CAP_MKNOD] = {
		"CAP_MKNOD", CAP_RISK_HIGH,
		"Create device nodes with mknod.",
		"Makes a node of the host's disk and reads it raw where no device cgroup forbids that.",
		"Have the runtime provide the nodes (--device); FIFOs, sockets and plain files need nothing.",
	},
	[CAP_LEASE] = {
		"CAP_LEASE", CAP_RISK_LOW,
		"Take leases on files of other users (fcntl F_SETLEASE).",
		"Delays others' opens of a file by up to the lease break time.",
		"Own the file: leases on own files need nothing.",
	},
	[CAP_AUDIT_WRITE] = {
		"CAP_AUDIT_WRITE", CAP_RISK_LOW,
		"Write records to the kernel's audit log.",
		"Forges or floods audit records.",
		"Only login programs (PAM, sshd, sudo) need it.",
	},
	[CAP_AUDIT_CONTROL] = {
		"CAP_AUDIT_CONTROL", CAP_RISK_HIGH,
		"Switch auditing on and off, change its rules, read its status, set login user IDs.",
		"Switches auditing off before acting.",
		"Leave it to auditd on the host.",
	},
	[CAP_SETFCAP] = {
		"CAP_SETFCAP", CAP_RISK_HIGH,
		"Give capabilities to files; map user ID 0 of the parent into a new user namespace.",
		"Plants a program that hands out privileges when another user executes it.",
		"Set file capabilities when the image or package is built.",
	},
	[CAP_MAC_OVERRIDE] = {
		"CAP_MAC_OVERRIDE", CAP_RISK_HIGH,
		"Ignore the mandatory policy of the Smack module; SELinux does not honour it.",
		"Steps past the policy that should confine it.",
		"Write a rule for the access instead.",
	},
	[CAP_MAC_ADMIN] = {
		"CAP_MAC_ADMIN", CAP_RISK_HIGH,
		"Change mandatory access control: Smack rules and labels, AppArmor profiles, SELinux labels the "
		"policy does not know.",
		"Replaces the profile that confines it.",
		"Load policy from the host.",
	},
	[CAP_SYSLOG] = {
		"CAP_SYSLOG", CAP_RISK_MEDIUM,
		"Read and clear the kernel log where dmesg_restrict is set; see kernel addresses in /proc.",
		"Learns kernel addresses, which defeats their randomisation.",
		"Ship the kernel log from the host.",
	},
	[CAP_WAKE_ALARM] = {
		"CAP_WAKE_ALARM", CAP_RISK_LOW,
		"Set timers that wake the machine from suspend (CLOCK_REALTIME_ALARM, CLOCK_BOOTTIME_ALARM).",
		"Drains a battery.",
		"Use the ordinary clocks, or systemd's WakeSystem=.",
	},
	[CAP_BLOCK_SUSPEND] = {
		"CAP_BLOCK_SUSPEND", CAP_RISK_LOW,
		"Keep the machine from suspending (EPOLLWAKEUP, wake locks).",
		"Drains a battery.",
		"Usually nothing is needed: epoll drops the flag silently; or take an inhibitor lock from logind.",
	},
	[CAP_AUDIT_READ] = {
		"CAP_AUDIT_READ", CAP_RISK_MEDIUM,
		"Read the audit log through its multicast netlink socket.",
		"Watches what the whole machine does, with arguments.",
		"Read the records auditd writes.",
	},
	[CAP_PERFMON] = {
		"CAP_PERFMON", CAP_RISK_HIGH,
		"Use performance events, tracing and BPF programs that observe, of the kernel and of any process.",
		"Reads kernel memory and other processes' secrets through probes and side channels.",
		"Watching own processes works without it if kernel.perf_event_paranoid is 2 or lower.",
	},
	[CAP_BPF] = {
		"CAP_BPF", CAP_RISK_HIGH,
		"Load BPF programs and create BPF maps of the privileged kinds; with PERFMON or NET_ADMIN also "
		"tracing and networking programs.",
		"With PERFMON reads kernel memory; alone it opens the verifier to attacks.",
		"Load and pin programs from the host, or hand a BPF token (6.9 and later) to the container.",
	},
	[CAP_CHECKPOINT_RESTORE] = {
		"CAP_CHECKPOINT_RESTORE", CAP_RISK_MEDIUM,
		"Choose process IDs (clone3 set_tid, ns_last_pid), follow /proc/PID/map_files links, set up the "
		"memory map of a restored process.",
		"Recreates a process ID that another program trusts, or reads files through others' mappings.",
		"Only checkpoint tools (CRIU, rr) need it, while they run.",
	},
};
