/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows about credentials: ids, capability sets, exec of set-user-ID programs, filters. */
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>

#include "row.h"

/* A set-user-ID copy of this program, which says by its status whether it got the id. */
static void set_id_copy(void)
{
	stage_copy("set_id");
	must("chown", chown("set_id", OTHER_ID, 0));
	must("chmod", chmod("set_id", 04755));
}

static int traced_exec(void)
{
	pid_t child = must("fork", fork());
	int status;

	if (!child) {
		must("traceme", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
		execl("./set_id", "./set_id", "whoami", NULL);
		_exit(ACT_BROKEN);
	}
	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status))
		must("cont", ptrace(PTRACE_CONT, child, NULL, NULL));
	return WIFEXITED(status) ? WEXITSTATUS(status) : ACT_BROKEN;
}

static void whoami(void)
{
	_exit(geteuid() == OTHER_ID ? ACT_DONE : ACT_DENIED);
}

static void ptracer(void)
{
	ROW(CAP_SYS_PTRACE, "execve ptracer_capable alternative keep needed");
	give_up(CAP_SETUID);
	exit(traced_exec());
}

static void unsafe_exec(void)
{
	ROW(CAP_SETUID, "execve cap_bprm_creds_from_file early keep needed");
	give_up(CAP_SYS_PTRACE);
	exit(traced_exec());
}

static void capset_same(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	must("capget", syscall(SYS_capget, &head, data));
	ROW(CAP_SETPCAP, "capset * early drop free");
	tried("capset", syscall(SYS_capset, &head, data));
}

static void securebits(void)
{
	ROW(CAP_SETPCAP, "prctl cap_task_prctl decisive keep needed");
	tried("prctl", prctl(PR_SET_SECUREBITS, SECBIT_NOROOT, 0, 0, 0));
}

static void setuid_own(void)
{
	ROW(CAP_SETUID, "setuid sys_setuid early drop free");
	tried("setuid", syscall(SYS_setuid, getuid()));
}

static void setuid_other(void)
{
	ROW(CAP_SETUID, "setuid sys_setuid early keep needed");
	tried("setuid", syscall(SYS_setuid, OTHER_ID));
}

static void setgid_own(void)
{
	ROW(CAP_SETGID, "setgid sys_setgid early drop free");
	tried("setgid", syscall(SYS_setgid, getgid()));
}

static void setgid_other(void)
{
	ROW(CAP_SETGID, "setgid sys_setgid early keep needed");
	tried("setgid", syscall(SYS_setgid, OTHER_ID));
}

static void setresuid_other(void)
{
	ROW(CAP_SETUID, "setresuid sys_setresuid decisive keep needed");
	tried("setresuid", syscall(SYS_setresuid, OTHER_ID, OTHER_ID, OTHER_ID));
}

static void setregid_other(void)
{
	ROW(CAP_SETGID, "setregid sys_setregid decisive keep needed");
	tried("setregid", syscall(SYS_setregid, OTHER_ID, OTHER_ID));
}

static void groups(void)
{
	gid_t group = 0;

	ROW(CAP_SETGID, "setgroups * decisive keep needed");
	tried("setgroups", syscall(SYS_setgroups, 1, &group));
}

static struct sock_filter allow[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
static const struct sock_fprog filter = { 1, allow };

static void filter_jit(void)
{
	must("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	ROW(CAP_SYS_ADMIN, "seccomp do_jit probe drop free");
	tried("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter));
}

static void filter_install(void)
{
	ROW(CAP_SYS_ADMIN, "seccomp * alternative drop|ask needed");
	tried("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter));
}

static void landlock(void)
{
	struct landlock_ruleset_attr rules = { .handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_CHAR };
	int fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);

	if (fd < 0)
		cannot("landlock");
	ROW(CAP_SYS_ADMIN, "landlock_restrict_self sys_landlock_restrict_self alternative drop|ask needed");
	tried("landlock", syscall(SYS_landlock_restrict_self, fd, 0));
}

static void uid_map(void)
{
	int ready[2], done[2], status;
	char path[64], byte = 0;
	pid_t child;

	must("pipe", pipe(ready) | pipe(done));
	child = must("fork", fork());
	if (!child) {
		if (unshare(CLONE_NEWUSER) < 0)
			byte = 1;
		must("write", write(ready[1], &byte, 1));
		close(done[1]);
		_exit(read(done[0], &byte, 1) < 0);
	}
	must("read", read(ready[0], &byte, 1));
	if (byte)
		cannot("user namespaces");
	snprintf(path, sizeof(path), "/proc/%d/uid_map", child);
	ROW(CAP_SETUID, "write map_write decisive keep needed");
	write_file(path, "5 1 1\n");
	close(done[1]);
	must("waitpid", waitpid(child, &status, 0));
}

ROWS({ "whoami", NULL, whoami }, { "ptracer", set_id_copy, ptracer }, { "unsafe_exec", set_id_copy, unsafe_exec },
     { "capset_same", NULL, capset_same }, { "securebits", NULL, securebits }, { "setuid_own", NULL, setuid_own },
     { "setuid_other", NULL, setuid_other }, { "setgid_own", NULL, setgid_own },
     { "setgid_other", NULL, setgid_other }, { "setresuid_other", NULL, setresuid_other },
     { "setregid_other", NULL, setregid_other }, { "groups", NULL, groups }, { "filter_jit", NULL, filter_jit },
     { "filter_install", NULL, filter_install }, { "landlock", NULL, landlock }, { "uid_map", NULL, uid_map })
