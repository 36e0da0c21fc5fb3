// SPDX-License-Identifier: BSD-2-Clause
/* Knows calls refused for what they ask, without a capability asked for: by lockdown, seals, ptrace and the rest. */
#include <errno.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/magic.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/securebits.h>

#include "core/layer_rule.h"

#define PROT_WRITE_BIT 2u
#define PROT_EXEC_BIT 4u
#define MAP_FIXED_BIT 0x10u
#define ADD_SEALS 1033u
#define SEAL_SEAL 1u
#define SEAL_RESIZE 6u
#define SEAL_WRITE 24u /* and future writes */
#define SEAL_EXEC 32u
#define TTY_SET_GROUP 0x5410u
#define TTY_STEAL 0x540eu
#define TRACEME 0
#define TRACERS "ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp process_madvise"
#define SENDERS "connect sendto sendmsg sendmmsg"
#define FUSE_MAGIC 0x65735546
#define CIFS_MAGIC 0xff534d42
#define SMB2_MAGIC 0xfe534d42
#define DOS_MAGIC 0x4d44

static bool is_locked_down(const struct inquiry *q)
{
	const char *value = layer_value(q, "lockdown");

	return value && !strstr(value, "[none]") && strchr(value, '[');
}

static bool is_confidential(const struct inquiry *q)
{
	const char *value = layer_value(q, "lockdown");

	return value && strstr(value, "[confidentiality]");
}

/* Files that give out or change the kernel itself. */
static bool is_locked_file(const struct inquiry *q)
{
	static const char *const paths[] = { "/dev/mem", "/dev/kmem", "/dev/port", "/proc/kcore", "/sys/kernel/debug/",
					     "/sys/kernel/tracing/", "/dev/cpu/", "/sys/firmware/efi/efivars/" };
	const struct lc_object *o = layer_last(q, 0);

	if (o && o->fstype == DEBUGFS_MAGIC)
		return is_locked_down(q);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (!strncmp(q->object, paths[i], strlen(paths[i])) && is_locked_down(q))
			return true;
	return false;
}

/* --- capability sets ---------------------------------------------------------------- */

static bool prctl_is(const struct inquiry *q, int option)
{
	return (uint32_t)q->d->arg[0] == (uint32_t)option;
}

static bool is_locked_securebits(const struct inquiry *q)
{
	return prctl_is(q, PR_SET_SECUREBITS);
}

static bool is_locked_keepcaps(const struct inquiry *q)
{
	return prctl_is(q, PR_SET_KEEPCAPS) && (q->d->creds.securebits & SECBIT_KEEP_CAPS_LOCKED);
}

static bool raises_ambient(const struct inquiry *q)
{
	return prctl_is(q, PR_CAP_AMBIENT) && q->d->arg[1] == PR_CAP_AMBIENT_RAISE;
}

static bool raises_ambient_forbidden(const struct inquiry *q)
{
	return raises_ambient(q) && (q->d->creds.securebits & SECBIT_NO_CAP_AMBIENT_RAISE);
}

static bool has_unbounded_file_caps(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);

	return o && (o->flags & LC_OBJECT_FILECAPS) && (o->flags & LC_OBJECT_FILECAPS_EFFECTIVE) &&
	       (o->filecaps & ~q->d->creds.bounding) && !(q->d->flags & LC_DENIAL_NO_NEW_PRIVS) &&
	       !(o->mount & MOUNTED_NOSUID);
}

int layer_unbounded_cap(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);
	uint64_t unbounded = o ? o->filecaps & ~q->d->creds.bounding : 0;

	return unbounded ? __builtin_ctzll(unbounded) : -1;
}

/* --- user namespaces ------------------------------------------------------------------ */

static bool holds_below(const struct inquiry *q, int cap)
{
	return layer_in_user_ns(q) && layer_holds(q, cap);
}

static bool chowns_unmapped(const struct inquiry *q)
{
	return holds_below(q, CAP_CHOWN);
}

static bool owns_unmapped(const struct inquiry *q)
{
	return holds_below(q, CAP_FOWNER);
}

static bool mounts_in_user_ns(const struct inquiry *q)
{
	return holds_below(q, CAP_SYS_ADMIN);
}

static bool sets_groups_in_user_ns(const struct inquiry *q)
{
	return holds_below(q, CAP_SETGID);
}

static bool makes_user_ns(const struct inquiry *q)
{
	return layer_call_in(q, "clone3") || (q->d->arg[0] & CLONE_NEWUSER);
}

static bool makes_user_ns_in_chroot(const struct inquiry *q)
{
	return makes_user_ns(q) && !(q->d->flags & LC_DENIAL_OWN_ROOT);
}

/* --- tracing -------------------------------------------------------------------------- */

static bool yama_forbids(const struct inquiry *q)
{
	return layer_is(q, "kernel.yama.ptrace_scope", 3);
}

static bool is_landlocked(const struct inquiry *q)
{
	return (q->d->flags & LC_DENIAL_LANDLOCKED) && !(q->d->flags & LC_DENIAL_STEPS);
}

static bool is_traceme(const struct inquiry *q)
{
	return q->d->arg[0] == TRACEME;
}

/* Below /proc/PID the kernel asks as for tracing. */
static bool is_of_process(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);

	if (!o || o->fstype != PROC_SUPER_MAGIC || o->path_size < 7 || memcmp(o->path, "/proc/", 6))
		return false;
	return (o->path[6] >= '1' && o->path[6] <= '9') || !strncmp(o->path + 6, "self", 4);
}

/* --- memory and seals ------------------------------------------------------------------- */

static bool maps(const struct inquiry *q, uint32_t bit)
{
	return (uint32_t)q->d->arg[2] & bit;
}

static bool maps_low(const struct inquiry *q)
{
	long lowest;

	return layer_number(q, "vm.mmap_min_addr", &lowest) && q->d->arg[0] < (uint64_t)lowest &&
	       (q->d->arg[3] & MAP_FIXED_BIT) && !layer_holds(q, CAP_SYS_RAWIO);
}

static bool maps_noexec(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);

	return maps(q, PROT_EXEC_BIT) && o && (o->mount & MOUNTED_NOEXEC);
}

static bool protects_exec(const struct inquiry *q)
{
	return maps(q, PROT_EXEC_BIT) && !maps(q, PROT_WRITE_BIT);
}

static bool is_sealed(const struct inquiry *q, uint32_t seals)
{
	const struct lc_object *o = layer_last(q, 0);

	return o && (o->flags & LC_OBJECT_SEALS) && (o->seals & seals);
}

static bool maps_sealed(const struct inquiry *q)
{
	return maps(q, PROT_WRITE_BIT) && is_sealed(q, SEAL_WRITE);
}

static bool writes_sealed(const struct inquiry *q)
{
	return is_sealed(q, SEAL_WRITE | SEAL_RESIZE);
}

static bool resizes_sealed(const struct inquiry *q)
{
	return is_sealed(q, SEAL_WRITE | SEAL_RESIZE);
}

static bool modes_sealed(const struct inquiry *q)
{
	return is_sealed(q, SEAL_EXEC);
}

static bool adds_seals(const struct inquiry *q)
{
	return (uint32_t)q->d->arg[1] == ADD_SEALS && is_sealed(q, SEAL_SEAL);
}

static bool adds_seals_unwritable(const struct inquiry *q)
{
	return (uint32_t)q->d->arg[1] == ADD_SEALS;
}

/* --- networks --------------------------------------------------------------------------- */

static bool is_inet(const struct inquiry *q)
{
	int family = layer_family(q);

	return family == 2 || family == 10;
}

/* The address of sendmsg(2) lies in memory. */
static bool may_be_inet(const struct inquiry *q)
{
	return is_inet(q) || (layer_call_in(q, "sendto sendmsg sendmmsg") && layer_family(q) < 0);
}

static bool is_landlocked_inet(const struct inquiry *q)
{
	return is_inet(q) && is_landlocked(q);
}

static bool is_landlocked_unix(const struct inquiry *q)
{
	return layer_family(q) == 1 && is_landlocked(q);
}

/* A socket's name in its file system is that of its protocol. */
static bool writes_packets(const struct inquiry *q)
{
	static const char *const protocols[] = { "UDP", "TCP", "RAW", "PING", "SCTP", "DCCP" };
	const struct lc_name *name = &q->d->name[0];

	if (name->kind != LC_NAME_FD || !name->base_size || name->base_size > LC_LINK_ROOM ||
	    strnlen(name->base, name->base_size) + 1 < name->base_size)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++)
		if (name->base_size > strlen(protocols[i]) && !memcmp(name->base, protocols[i], strlen(protocols[i])))
			return true;
	return false;
}

/* --- devices, terminals, links -------------------------------------------------------------- */

static bool is_device(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);

	return o && !(o->flags & LC_OBJECT_MISSING) && mode_is_device(o->mode);
}

static bool makes_device(const struct inquiry *q)
{
	uint32_t mode = (uint32_t)q->d->arg[layer_call_in(q, "mknod") ? 1 : 2];

	return mode_is_device(mode) && layer_holds(q, CAP_MKNOD);
}

static bool makes_device_below(const struct inquiry *q)
{
	return makes_device(q) && layer_in_user_ns(q);
}

static bool is_terminal_call(const struct inquiry *q)
{
	uint32_t request = (uint32_t)q->d->arg[1];

	return request == TTY_SET_GROUP || request == TTY_STEAL;
}

static bool links_directory(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);

	return o && mode_is(o->mode, MODE_DIRECTORY);
}

static bool is_plain_fs(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);

	o = o ? o : layer_parent(q, 0);
	return o && o->fstype == DOS_MAGIC;
}

static bool is_served_fs(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);

	return o && (o->fstype == FUSE_MAGIC || o->fstype == NFS_SUPER_MAGIC || o->fstype == CIFS_MAGIC ||
		     o->fstype == SMB2_MAGIC || o->fstype == V9FS_MAGIC);
}

static bool is_special(const struct inquiry *q)
{
	const struct lc_object *o = layer_last(q, 0);

	return o && !(o->flags & LC_OBJECT_MISSING) && !mode_is(o->mode, MODE_REGULAR) && !mode_is(o->mode,
		MODE_DIRECTORY);
}

#define LOCKDOWN_FIX "boot without lockdown= on the kernel command line (with secure boot it comes by itself)"
#define LANDLOCK_FIX "add a rule for {object} to the ruleset before landlock_restrict_self()"
#define SEAL_FIX "do it before the seal is added, or make another memfd"

/* Before the files are looked at: what the call itself tells. */
static const struct rule call_rows[] = {
	{ .calls = "init_module finit_module kexec_load kexec_file_load iopl ioperm", .error = EPERM,
	  .holds = is_locked_down, .layer = LAYER_LOCKDOWN, .setting = "lockdown",
	  .detail = "the kernel is locked down ({value})", .fix = LOCKDOWN_FIX },
	{ .calls = "bpf perf_event_open", .error = EPERM, .holds = is_confidential, .layer = LAYER_LOCKDOWN,
	  .setting = "lockdown", .detail = "the kernel is locked down ({value})", .fix = LOCKDOWN_FIX },
	{ .calls = "open openat openat2 read pread64 write pwrite64 mmap ioctl", .error = EPERM,
	  .holds = is_locked_file,
	  .layer = LAYER_LOCKDOWN, .setting = "lockdown", .detail = "the kernel is locked down ({value}) and gives out "
	  "no {object}",
	  .fix = LOCKDOWN_FIX },

	{ .calls = "prctl", .error = EPERM, .holds = is_locked_securebits, .layer = LAYER_SECUREBITS,
	  .detail = "a securebit that is to be changed is locked", .fix = "set the securebits before they are locked" },
	{ .calls = "prctl", .error = EPERM, .holds = is_locked_keepcaps, .layer = LAYER_SECUREBITS,
	  .detail = "SECBIT_KEEP_CAPS is locked", .fix = "set PR_SET_KEEPCAPS before SECBIT_KEEP_CAPS_LOCKED" },
	{ .calls = "prctl", .error = EPERM, .holds = raises_ambient_forbidden, .layer = LAYER_SECUREBITS,
	  .detail = "SECBIT_NO_CAP_AMBIENT_RAISE is set", .fix = "raise it before SECBIT_NO_CAP_AMBIENT_RAISE is set" },
	{ .calls = "prctl", .error = EPERM, .holds = raises_ambient, .layer = LAYER_CAPABILITY,
	  .detail = "only what is both permitted and inheritable can be made ambient",
	  .fix = "make it permitted and inheritable first (capset), or let who starts it make it ambient" },
	{ .calls = "capset", .error = EPERM, .layer = LAYER_CAPABILITY,
	  .detail = "it asks for capabilities that are not in its permitted set",
	  .fix = "ask for no more than the permitted set holds, or start it with more" },
	{ .calls = "execve execveat", .error = EPERM, .holds = has_unbounded_file_caps, .layer = LAYER_BOUNDING_SET,
	  .detail = "{object} has the file capability {cap}, which the bounding set does not hold",
	  .fix = "start it with {cap} in the bounding set (docker run --cap-add {docker}), or setcap -r "
	  "{object_word}" },
	{ .calls = "setgroups", .error = EPERM, .holds = sets_groups_in_user_ns, .layer = LAYER_USER_NAMESPACE,
	  .detail = "CAP_SETGID is held, but setgroups() is denied in its user namespace (/proc/self/setgroups), or "
	  "its groups are not mapped",
	  .fix = "let a privileged process write its gid_map (newgidmap), which leaves setgroups() allowed" },

	{ .calls = TRACERS, .holds = yama_forbids, .layer = LAYER_YAMA, .setting = "kernel.yama.ptrace_scope",
	  .detail = "{setting}=3 lets nobody trace until the next boot", .fix = "reboot with a lower {setting}" },
	{ .calls = TRACERS, .holds = is_landlocked, .layer = LAYER_LANDLOCK,
	  .detail = "a process in a Landlock domain may trace only those in the same domain or below",
	  .fix = "trace it from outside of the domain" },
	{ .calls = "ptrace", .error = EPERM, .holds = is_traceme, .layer = LAYER_PTRACE,
	  .detail = "it is traced already, or its parent may not trace it", .fix = "end the other tracer first" },
	{ .calls = TRACERS, .layer = LAYER_PTRACE,
	  .detail = "no capability was asked for: {object} is traced already, is of the tracer or of the kernel",
	  .fix = "end the other tracer of {object} first" },

	{ .calls = "mmap mmap2", .error = EPERM, .holds = maps_low, .layer = LAYER_CAPABILITY,
	  .setting = "vm.mmap_min_addr", .lacks = CAP(SYS_RAWIO),
	  .detail = "addresses below {setting}={value} are mapped by who holds {cap} alone",
	  .fix = "map it higher, give it {cap}, or lower {setting}" },
	{ .calls = "mmap mmap2", .error = EPERM, .holds = maps_noexec, .layer = LAYER_MOUNT_FLAG,
	  .detail = "{object} lies on a file system that is mounted noexec",
	  .fix = "mount -o remount,exec the file system of {object}, or move it elsewhere" },
	{ .calls = "mmap mmap2", .error = EPERM, .holds = maps_sealed, .layer = LAYER_FILE_SEAL,
	  .detail = "the file is sealed against writing", .fix = SEAL_FIX },
	{ .calls = "mmap mmap2", .error = EACCES, .layer = LAYER_OTHER,
	  .detail = "the descriptor is not open for what the mapping asks, or the file is no regular one",
	  .fix = "open it for reading and, for a shared writable mapping, for writing" },
	{ .calls = "mprotect pkey_mprotect", .error = EACCES, .holds = protects_exec, .layer = LAYER_UNKNOWN,
	  .detail = "the mapping may not be executed: its file lies on a noexec mount, or a security module refuses",
	  .fix = "see whether the mapped file lies on a file system that is mounted noexec" },
	{ .calls = "mprotect pkey_mprotect", .error = EACCES, .layer = LAYER_OTHER,
	  .detail = "the descriptor of the mapping is not open for what is asked",
	  .fix = "open the file for writing before it is mapped" },
	{ .calls = "write writev pwrite64 pwritev pwritev2 sendfile sendfile64 splice", .error = EPERM,
	  .holds = writes_sealed,
	  .layer = LAYER_FILE_SEAL, .detail = "the file is sealed against writing or growing", .fix = SEAL_FIX },
	{ .calls = "ftruncate ftruncate64 fallocate", .error = EPERM, .holds = resizes_sealed, .layer = LAYER_FILE_SEAL,
	  .detail = "the file is sealed against changes of its size", .fix = SEAL_FIX },
	{ .calls = "fchmod", .error = EPERM, .holds = modes_sealed, .layer = LAYER_FILE_SEAL,
	  .detail = "the file is sealed against changes of its execute bits", .fix = SEAL_FIX },
	{ .calls = "fcntl fcntl64", .error = EPERM, .holds = adds_seals, .layer = LAYER_FILE_SEAL,
	  .detail = "the file is sealed against further seals (F_SEAL_SEAL)",
	  .fix = "add all seals before F_SEAL_SEAL" },
	{ .calls = "fcntl fcntl64", .error = EPERM, .holds = adds_seals_unwritable, .layer = LAYER_OTHER,
	  .detail = "seals can be added only through a descriptor that is open for writing",
	  .fix = "open it for writing" },

	{ .calls = "connect bind sendto", .error = EACCES, .holds = is_landlocked_inet, .layer = LAYER_LANDLOCK,
	  .detail = "its Landlock domain handles TCP ports and has no rule for {object}", .fix = LANDLOCK_FIX },
	{ .calls = SENDERS, .error = EACCES, .holds = may_be_inet, .layer = LAYER_OTHER,
	  .detail = "a broadcast address without SO_BROADCAST, or a route that prohibits it (ip route get)",
	  .fix = "setsockopt(SO_BROADCAST), or change the route to {object}" },
	{ .calls = SENDERS, .error = EPERM, .holds = is_landlocked_unix, .layer = LAYER_LANDLOCK,
	  .detail = "its Landlock domain lets it reach only abstract sockets that were made in the domain or below",
	  .fix = "leave LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET out of the ruleset, or use a socket with a path" },
	{ .calls = "kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal", .error = EPERM,
	  .holds = is_landlocked, .layer = LAYER_LANDLOCK,
	  .detail = "its Landlock domain lets it signal only processes in the domain or below",
	  .fix = "leave LANDLOCK_SCOPE_SIGNAL out of the ruleset, or signal it from outside of the domain" },
	{ .calls = "write writev", .error = EPERM, .holds = writes_packets, .layer = LAYER_NETFILTER,
	  .detail = "nothing else refuses: a netfilter rule drops it, or a BPF program of its cgroup does",
	  .fix = "nft list ruleset (iptables-save) shows the rule; IPAddressDeny= in its unit is such a program" },
	{ .calls = SENDERS " bind", .error = EPERM, .holds = may_be_inet, .layer = LAYER_NETFILTER,
	  .detail = "nothing else refuses: a netfilter rule drops it, or a BPF program of its cgroup does",
	  .fix = "nft list ruleset (iptables-save) shows the rule; IPAddressDeny= in its unit is such a program" },

	{ .calls = "mknod mknodat", .error = EPERM, .holds = makes_device_below, .layer = LAYER_USER_NAMESPACE,
	  .detail = "CAP_MKNOD is held, but device nodes are made in the initial user namespace alone",
	  .fix = "bind-mount the device node from the host (docker run --device)" },
	{ .calls = "mknod mknodat", .error = EPERM, .holds = makes_device, .layer = LAYER_CGROUP_DEVICE,
	  .detail = "CAP_MKNOD is held: the device controller of its cgroup refuses",
	  .fix = "docker run --device {object_word}, or DeviceAllow={object} rwm in its unit" },
	{ .calls = "open openat openat2 creat", .error = EPERM, .holds = is_device, .layer = LAYER_CGROUP_DEVICE,
	  .detail = "mode bits are not what refuses {object}: the device controller of its cgroup does",
	  .fix = "docker run --device {object_word}, or DeviceAllow={object} rwm in its unit" },

	{ .calls = "setsid", .error = EPERM, .layer = LAYER_OTHER, .detail = "it leads a process group already",
	  .fix = "fork() first, and call it in the child" },
	{ .calls = "setpgid", .layer = LAYER_OTHER,
	  .detail = "the process leads a session, is in another one, or has called execve() since",
	  .fix = "call it in the child before execve()" },
	{ .calls = "ioctl", .error = EPERM, .holds = is_terminal_call, .layer = LAYER_OTHER,
	  .detail = "the terminal or the process group is of another session", .fix = "call setsid() first" },
	{ .calls = "semget semop semtimedop semctl shmget shmat shmctl msgget msgsnd msgrcv msgctl ipc",
	  .layer = LAYER_OTHER,
	  .detail = "the permissions of the IPC object do not allow it", .fix = "ipcs -c shows its owner and mode" },
	{ .calls = "keyctl add_key request_key", .layer = LAYER_OTHER,
	  .detail = "the permission mask of the key or keyring does not allow it",
	  .fix = "keyctl describe shows the mask, keyctl setperm changes it" },
	{ .calls = "link linkat", .error = EPERM, .holds = links_directory, .layer = LAYER_OTHER,
	  .detail = "{object} is a directory, which gets no hard links", .fix = "make a symbolic link" },
	{ .calls = "setxattr lsetxattr fsetxattr setxattrat", .error = EPERM, .holds = is_special, .layer = LAYER_OTHER,
	  .detail = "only regular files and directories take attributes of users", .fix = "" },
	{ .calls = "acct", .error = EACCES, .holds = is_special, .layer = LAYER_OTHER,
	  .detail = "{object} is not a regular file",
	  .fix = "" },
	{ .calls = "link linkat symlink symlinkat mknod mknodat chmod fchmod fchmodat chown lchown fchown fchownat",
	  .error = EPERM, .holds = is_plain_fs, .layer = LAYER_OTHER,
	  .detail = "the file system of {object} has no such thing", .fix = "put it on another file system" },
};

/* After the files: they would have allowed it. */
static const struct rule rest_rows[] = {
	{ .calls = "chown lchown fchown fchownat", .error = EPERM, .holds = chowns_unmapped,
	  .layer = LAYER_USER_NAMESPACE,
	  .detail = "CAP_CHOWN is held, but counts only for files whose owner the user namespace maps",
	  .fix = "map the owner of {object} into the user namespace, or do it outside" },
	{ .calls = "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat setxattr removexattr unlink "
	  "unlinkat rename "
		   "renameat renameat2 rmdir", .error = EPERM, .holds = owns_unmapped, .layer = LAYER_USER_NAMESPACE,
	  .detail = "CAP_FOWNER is held, but counts only for files whose owner the user namespace maps",
	  .fix = "map the owner of {object} into the user namespace, or do it outside" },
	{ .calls = "mount umount umount2 move_mount mount_setattr fsmount open_tree", .error = EPERM,
	  .holds = mounts_in_user_ns, .layer = LAYER_USER_NAMESPACE,
	  .detail = "CAP_SYS_ADMIN is held, but mounts from outside of the user namespace are locked",
	  .fix = "do it outside, in the initial user namespace" },
	{ .calls = "unshare clone clone3", .error = EPERM, .holds = makes_user_ns_in_chroot, .layer = LAYER_CHROOT,
	  .detail = "no user namespace is made from within a chroot",
	  .fix = "use pivot_root() in a mount namespace in place of chroot()" },
	{ .calls = "unshare clone clone3", .error = EPERM, .holds = makes_user_ns, .layer = LAYER_USER_NAMESPACE,
	  .detail = "its user or group is not mapped in its user namespace",
	  .fix = "map its ids (uid_map, gid_map) before it makes another user namespace" },
	{ .calls = NULL, .holds = is_of_process, .layer = LAYER_PTRACE,
	  .detail = "{object} is open to who may trace that process", .fix = "run it as the user of that process, or "
	  "give it CAP_SYS_PTRACE" },
	{ .calls = NULL, .holds = is_served_fs, .layer = LAYER_OTHER,
	  .detail = "the server or daemon of the file system of {object} decides",
	  .fix = "see its log and its exports" },
	{ .calls = NULL, .error = EACCES, .holds = is_landlocked, .layer = LAYER_LANDLOCK,
	  .detail = "nothing else refuses, and it restricted itself by Landlock", .fix = LANDLOCK_FIX },
};

const struct rules layer_call_rules = { call_rows, ARRAY_SIZE(call_rows) };
const struct rules layer_rest_rules = { rest_rows, ARRAY_SIZE(rest_rows) };
