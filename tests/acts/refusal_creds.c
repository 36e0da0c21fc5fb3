/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals by what a process is: its user namespace, securebits, bounding set, root directory. */
#include <linux/fs.h>
#include <linux/securebits.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/xattr.h>

#include "refusal.h"

/* --- all capabilities, in a user namespace of its own ---------------------- */

static void stage(void)
{
	open_stage();
	stage_file("secret", 0, 0, 0600);
	must("mkdir", mkdir("mine", 0755));
	must("chown", chown("mine", NOBODY, NOBODY));
}

static void ns_time(void)
{
	struct timeval now;

	must("gettimeofday", gettimeofday(&now, NULL));
	own_users(0);
	REFUSED(settimeofday, EPERM, &now, NULL);
}

static void ns_device(void)
{
	own_users(0);
	REFUSED(mknod, EPERM, "mine/null", S_IFCHR | 0600, 0x103);
}

static void ns_mount(void)
{
	own_users(CLONE_NEWNS);
	REFUSED(mount, EPERM, "act", "mine", "ext4", 0L, NULL);
}

static void ns_messages(void)
{
	char some[64];

	if (sysctl_number("/proc/sys/kernel/dmesg_restrict") < 1)
		cannot("everybody may read the kernel's messages here");
	own_users(0);
	REFUSED(syslog, EPERM, 3, some, sizeof(some));
}

static void ns_nice(void)
{
	own_users(0);
	REFUSED(setpriority, EACCES, PRIO_PROCESS, 0, -5);
}

/* The host's name: of a namespace that belongs to the user namespace outside. */
static void ns_hostname(void)
{
	must("unshare", unshare(CLONE_NEWUTS));
	own_users(0);
	REFUSED(sethostname, EPERM, "act", 3L);
}

static void ns_map(void)
{
	int fd;

	as_nobody();
	if (unshare(CLONE_NEWUSER))
		cannot("user namespaces");
	fd = must("open", open("/proc/self/uid_map", O_WRONLY));
	REFUSED(write, EPERM, fd, "1 1 1", 5L);
}

static void ns_groups(void)
{
	gid_t group = 0;

	own_users(0);
	REFUSED(setgroups, EPERM, 1, &group);
}

/* Its capability to pass over modes does not reach files of users that the namespace does not know. */
static void ns_file(void)
{
	own_users(0);
	REFUSED(openat, EACCES, AT_FDCWD, "secret", O_RDONLY);
}

static void ns_kill(void)
{
	pid_t other = bystander();

	own_users(0);
	REFUSED(kill, EPERM, other, 0);
}

static void ns_chroot(void)
{
	must("chroot", chroot("mine"));
	must("chdir", chdir("/"));
	REFUSED(unshare, EPERM, CLONE_NEWUSER);
}

/* --- securebits ------------------------------------------------------------ */

static void inherit(unsigned int cap)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	must("capget", syscall(SYS_capget, &head, data));
	data[0].inheritable |= 1u << cap;
	must("capset", syscall(SYS_capset, &head, data));
}

static void ambient_off(void)
{
	inherit(CAP_NET_RAW);
	must("securebits", prctl(PR_SET_SECUREBITS, SECBIT_NO_CAP_AMBIENT_RAISE, 0, 0, 0));
	REFUSED(prctl, EPERM, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0L, 0L);
}

static void ambient_alone(void)
{
	REFUSED(prctl, EPERM, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0L, 0L);
}

static void locked(void)
{
	must("securebits", prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0));
	REFUSED(prctl, EPERM, PR_SET_SECUREBITS, 0L, 0L, 0L, 0L);
}

static void keep_locked(void)
{
	must("securebits", prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS_LOCKED, 0, 0, 0));
	REFUSED(prctl, EPERM, PR_SET_KEEPCAPS, 1L, 0L, 0L, 0L);
}

/* --- sets ------------------------------------------------------------------ */

static void raise_own(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { 0 };

	as_nobody();
	data[0].permitted = 1u << CAP_NET_RAW;
	REFUSED(capset, EPERM, &head, data);
}

static void raise_bound(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	must("bound", prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0));
	give_up(CAP_NET_RAW);
	must("capget", syscall(SYS_capget, &head, data));
	data[0].inheritable |= 1u << CAP_NET_RAW;
	REFUSED(capset, EPERM, &head, data);
}

/* A copy with file capabilities, or set-user-ID. */
static void stage_capable(void)
{
	const struct vfs_cap_data data = { VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE, { { 1u << CAP_NET_RAW, 0 } } };

	open_stage();
	stage_copy("capable");
	must("chmod", chmod("capable", 0755));
	if (setxattr("capable", "security.capability", &data, sizeof(data), 0))
		cannot("this file system has no file capabilities");
}

static void execute_unbound(void)
{
	must("bound", prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0));
	as_nobody();
	REFUSED(execve, EPERM, "capable", NULL, NULL);
}

static void stage_set_id(void)
{
	open_stage();
	must("mkdir", mkdir("on", 0755));
	must("chdir", chdir("on"));
	stage_copy("set_id");
	must("chmod", chmod("set_id", 04755));
}

static void whoami(void)
{
	if (geteuid() != NOBODY)
		act_end(ACT_BROKEN, "the set-user-ID bit worked");
	say_nothing();
}

/* Not refused: the bit is void, and only that is to be told. */
static void set_id_void(void)
{
	as_nobody();
	must("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	execl("on/set_id", "on/set_id", "whoami", NULL);
	act_end(ACT_BROKEN, "execve");
}

static void set_id_nosuid(void)
{
	own_mounts();
	must("bind", mount("on", "on", NULL, MS_BIND, NULL));
	must("remount", mount(NULL, "on", NULL, MS_BIND | MS_REMOUNT | MS_NOSUID, NULL));
	as_nobody();
	execl("on/set_id", "on/set_id", "whoami", NULL);
	act_end(ACT_BROKEN, "execve");
}

ROWS({ "ns_time", NULL, ns_time }, { "ns_device", stage, ns_device }, { "ns_mount", stage, ns_mount },
     { "ns_messages", NULL, ns_messages }, { "ns_nice", NULL, ns_nice }, { "ns_hostname", NULL, ns_hostname },
     { "ns_map", NULL, ns_map }, { "ns_groups", NULL, ns_groups }, { "ns_file", stage, ns_file },
     { "ns_kill", NULL, ns_kill }, { "ns_chroot", stage, ns_chroot }, { "ambient_off", NULL, ambient_off },
     { "ambient_alone", NULL, ambient_alone }, { "locked", NULL, locked }, { "keep_locked", NULL, keep_locked },
     { "raise_own", NULL, raise_own }, { "raise_bound", NULL, raise_bound },
     { "execute_unbound", stage_capable, execute_unbound }, { "whoami", NULL, whoami },
     { "set_id_void", stage_set_id, set_id_void }, { "set_id_nosuid", stage_set_id, set_id_nosuid })
