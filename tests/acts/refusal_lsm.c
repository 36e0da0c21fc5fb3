/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals by security modules, where modes and capabilities would have allowed. AppArmor's: refusal_apparmor.c. */
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/socket.h>

#include "refusal.h"

/* --- Landlock: handles these rights and grants none ------------------------ */

enum { LL_READ_FILE = 1 << 2, LL_MAKE_DIR = 1 << 7, LL_BIND_TCP = 1 << 0, LL_SCOPE_SIGNAL = 1 << 1 };

static void restrict_self(uint64_t files, uint64_t net, uint64_t scoped)
{
	const struct {
		uint64_t files, net, scoped;
	} rights = { files, net, scoped };
	int fd = syscall(444 /* landlock_create_ruleset */, &rights, scoped ? 24L : net ? 16L : 8L, 0);

	if (fd < 0)
		cannot("landlock");
	must("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	must("landlock", syscall(446 /* landlock_restrict_self */, fd, 0));
}

static void stage(void)
{
	open_stage();
	stage_file("plain", 0, 0, 0644);
	stage_file("secret", 0, 0, 0600);
}

static void landlock_read(void)
{
	restrict_self(LL_READ_FILE, 0, 0);
	REFUSED(openat, EACCES, AT_FDCWD, "plain", O_RDONLY);
}

static void landlock_make(void)
{
	restrict_self(LL_MAKE_DIR, 0, 0);
	REFUSED(mkdir, EACCES, "made", 0700);
}

static void landlock_bind(void)
{
	const struct sockaddr_in name = { .sin_family = AF_INET };
	int fd = must("socket", socket(AF_INET, SOCK_STREAM, 0));

	restrict_self(0, LL_BIND_TCP, 0);
	REFUSED(bind, EACCES, fd, &name, sizeof(name));
}

static void landlock_signal(void)
{
	pid_t other = bystander();

	restrict_self(0, 0, LL_SCOPE_SIGNAL);
	REFUSED(kill, EPERM, other, 0);
}

static void landlock_trace(void)
{
	pid_t other = bystander();

	restrict_self(LL_MAKE_DIR, 0, 0);
	REFUSED(ptrace, EPERM, PTRACE_SEIZE, other, 0L, 0L);
}

/* Under the same restriction the modes refuse first: Landlock is not asked. */
static void landlock_modes(void)
{
	as_nobody();
	restrict_self(LL_READ_FILE, 0, 0);
	REFUSED(openat, EACCES, AT_FDCWD, "secret", O_RDONLY);
}

/* --- Yama ------------------------------------------------------------------ */

static void trace_sibling(void)
{
	int ready[2];
	char byte = 0;
	pid_t other;

	must("pipe", pipe(ready));
	other = must("fork", fork());
	if (!other) {
		as_nobody();
		must("write", write(ready[1], &byte, 1));
		pause();
	}
	must("read", read(ready[0], &byte, 1));
	if (!must("fork", fork())) {
		as_nobody();
		REFUSED(ptrace, EPERM, PTRACE_SEIZE, other, 0L, 0L);
		_exit(0);
	}
	must("wait", wait(NULL));
	kill(other, SIGKILL);
}

static void yama(void)
{
	with_sysctl("/proc/sys/kernel/yama/ptrace_scope", "1", trace_sibling);
}

static void trace_nobody(void)
{
	pid_t other = bystander();

	REFUSED(ptrace, EPERM, PTRACE_SEIZE, other, 0L, 0L);
}

/* Needs a capability there, whoever it is. */
static void trace_own_as_nobody(void)
{
	as_nobody();
	trace_nobody();
}

static void yama_admin(void)
{
	with_sysctl("/proc/sys/kernel/yama/ptrace_scope", "2", trace_own_as_nobody);
}

/* --- lockdown -------------------------------------------------------------- */

static bool locked_down(void)
{
	char text[128] = "";
	FILE *file = fopen("/sys/kernel/security/lockdown", "r");

	if (file) {
		if (!fgets(text, sizeof(text), file))
			*text = 0;
		fclose(file);
	}
	return strstr(text, "[integrity]") || strstr(text, "[confidentiality]");
}

static void stage_mount_point(void)
{
	open_stage();
	must("mkdir", mkdir("on", 0700));
}

static void lockdown(void)
{
	if (!locked_down())
		cannot("the kernel is not locked down");
	own_mounts();
	if (mount("act", "on", "debugfs", 0, NULL))
		cannot("debugfs");
	REFUSED(openat, EPERM, AT_FDCWD, "on/fault_around_bytes", O_RDWR);
}

ROWS({ "landlock_read", stage, landlock_read }, { "landlock_make", stage, landlock_make },
     { "landlock_bind", NULL, landlock_bind }, { "landlock_signal", NULL, landlock_signal },
     { "landlock_trace", NULL, landlock_trace }, { "landlock_modes", stage, landlock_modes },
     { "yama", NULL, yama }, { "yama_admin", NULL, yama_admin }, { "lockdown", stage_mount_point, lockdown })
