/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals by a filter of the program's own: every action, and strict mode. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/ioctl.h>

#include "refusal.h"

#define ALL_ARGUMENTS 0xffffffffu

/* Ends the call nr (of any ABI) with the action, if its first argument is as said. Returns the listener, if any. */
static int filter(uint32_t nr, uint32_t argument, uint32_t action, unsigned int flags)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 4),
		BPF_JUMP(BPF_JMP | BPF_JA, argument == ALL_ARGUMENTS ? 2 : 0, 0, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, argument, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	must("no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	return must("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program));
}

static void errno_eperm(void)
{
	filter(SYS_mkdir, ALL_ARGUMENTS, SECCOMP_RET_ERRNO | EPERM, 0);
	REFUSED(mkdir, EPERM, "made", 0700);
}

static void errno_enosys(void)
{
	filter(SYS_getpgid, ALL_ARGUMENTS, SECCOMP_RET_ERRNO | ENOSYS, 0);
	REFUSED(getpgid, ENOSYS, 0);
}

/* An error that is not one of refusals: still turned away. */
static void errno_odd(void)
{
	filter(SYS_getpgid, ALL_ARGUMENTS, SECCOMP_RET_ERRNO | ENOENT, 0);
	REFUSED(getpgid, ENOENT, 0);
}

/* Where the modes would have refused, too: nobody asked them. */
static void errno_first(void)
{
	as_nobody();
	filter(SYS_openat, (uint32_t)AT_FDCWD, SECCOMP_RET_ERRNO | EACCES, 0);
	REFUSED(openat, EACCES, AT_FDCWD, "secret", O_RDONLY);
}

static void stage_secret(void)
{
	open_stage();
	stage_file("secret", 0, 0, 0600);
}

static void argument(void)
{
	filter(SYS_personality, 8, SECCOMP_RET_ERRNO | EPERM, 0);
	must("personality", syscall(SYS_personality, 0xffffffffL));
	REFUSED(personality, EPERM, 8L);
}

/* The 32-bit call 64, getppid. */
static void errno_i386(void)
{
	long r = -ENOSYS;

	filter(64, ALL_ARGUMENTS, SECCOMP_RET_ERRNO | EPERM, 0);
	__asm__ volatile("int $0x80" : "=a"(r) : "0"(64L) : "memory", "r8", "r9", "r10", "r11");
	if (r == -ENOSYS)
		cannot("no 32-bit calls");
	errno = -(int)r;
	refused("getppid", EPERM, (int)r < 0 ? -1 : r);
}

static void killed(uint32_t action)
{
	filter(SYS_getpgid, ALL_ARGUMENTS, action, 0);
	syscall(SYS_getpgid, 0);
}

static void kill_with(void (*act)(void), int end, const char *error)
{
	if (in_child(act) != end)
		act_end(ACT_BROKEN, "the child was not killed");
	say("REFUSED", "getpgid", error);
}

static void dies_process(void)
{
	killed(SECCOMP_RET_KILL_PROCESS);
}

static void kill_process(void)
{
	kill_with(dies_process, 128 + SIGSYS, "SIGSYS");
}

static void *dying_thread(void *unused)
{
	(void)unused;
	killed(SECCOMP_RET_KILL_THREAD);
	return NULL;
}

/* The thread is gone, the process goes on. */
static void kill_thread(void)
{
	pthread_t thread;
	void *returned = &thread;

	errno = pthread_create(&thread, NULL, dying_thread, NULL);
	must("thread", -errno);
	errno = pthread_join(thread, &returned);
	must("join", -errno);
	usleep(200000); /* joined is earlier than gone: who ends between takes its last words with him */
	say("REFUSED", "getpgid", "SIGSYS");
	_exit(0);
}

static void dies_trapped(void)
{
	killed(SECCOMP_RET_TRAP);
}

static void trap_fatal(void)
{
	kill_with(dies_trapped, 128 + SIGSYS, "SIGSYS");
}

static volatile sig_atomic_t traps;

static void count_trap(int signo)
{
	traps += signo == SIGSYS;
}

static void trap(void)
{
	signal(SIGSYS, count_trap);
	killed(SECCOMP_RET_TRAP);
	if (traps != 1)
		act_end(ACT_BROKEN, "%d traps", (int)traps);
	say("REFUSED", "getpgid", "SIGSYS");
}

static void logged(void)
{
	filter(SYS_getpgid, ALL_ARGUMENTS, SECCOMP_RET_LOG, 0);
	must("getpgid", syscall(SYS_getpgid, 0));
	say("LOGGED", "getpgid", "");
}

static void trace(void)
{
	filter(SYS_getpgid, ALL_ARGUMENTS, SECCOMP_RET_TRACE, 0);
	REFUSED(getpgid, ENOSYS, 0);
}

/* Answers one notification of the listener. */
static void answer(int listener, int error, long value, uint32_t flags)
{
	struct seccomp_notif ask = { 0 };
	struct seccomp_notif_resp reply = { 0 };

	must("receive", ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &ask));
	reply.id = ask.id;
	reply.error = error;
	reply.val = value;
	reply.flags = flags;
	must("answer", ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply));
}

static long got;
static int got_errno;

static void *ask(void *unused)
{
	(void)unused;
	got = syscall(SYS_getpgid, 0);
	got_errno = errno;
	return NULL;
}

/* Installed for all threads to come; this one answers a second one. */
static void supervise(int error, long value, uint32_t flags)
{
	int listener = filter(SYS_getpgid, ALL_ARGUMENTS, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	pthread_t thread;

	errno = pthread_create(&thread, NULL, ask, NULL);
	must("thread", -errno);
	answer(listener, error, value, flags);
	errno = pthread_join(thread, NULL);
	must("join", -errno);
	errno = got_errno;
}

static void notify_refused(void)
{
	supervise(-EPERM, 0, 0);
	refused("getpgid", EPERM, got);
}

static void notify_answered(void)
{
	supervise(0, 4711, 0);
	if (got != 4711)
		act_end(ACT_BROKEN, "getpgid returned %ld", got);
	say("ANSWERED", "getpgid", "");
}

static void notify_passed(void)
{
	supervise(0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
	if (got != getpgrp())
		act_end(ACT_BROKEN, "getpgid returned %ld", got);
	say_nothing();
}

static void dies_strictly(void)
{
	must("strict", prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0));
	syscall(SYS_getpgid, 0);
}

static void strict(void)
{
	kill_with(dies_strictly, 128 + SIGKILL, "SIGSYS");
}

/* What the filter lets through fails for its own reasons. */
static void allowed(void)
{
	filter(SYS_mkdir, ALL_ARGUMENTS, SECCOMP_RET_ERRNO | EPERM, 0);
	FAILS(openat, ENOENT, AT_FDCWD, "missing", O_RDONLY);
	FAILS(rmdir, ENOENT, "missing");
	say_nothing();
}

ROWS({ "errno_eperm", NULL, errno_eperm }, { "errno_enosys", NULL, errno_enosys }, { "errno_odd", NULL, errno_odd },
     { "errno_first", stage_secret, errno_first }, { "argument", NULL, argument }, { "errno_i386", NULL, errno_i386 },
     { "kill_process", NULL, kill_process }, { "kill_thread", NULL, kill_thread },
     { "trap_fatal", NULL, trap_fatal }, { "trap", NULL, trap }, { "log", NULL, logged }, { "trace", NULL, trace },
     { "notify_refused", NULL, notify_refused }, { "notify_answered", NULL, notify_answered },
     { "notify_passed", NULL, notify_passed }, { "strict", NULL, strict }, { "allowed", NULL, allowed })
