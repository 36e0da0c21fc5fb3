/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls that the C library and the loader of a small program never make by themselves, with arguments that make each
 * end at once and change nothing. Those with a capability ask for it first, whatever the arguments.
 */
#ifndef LC_BENCH_TRUTH_CALLS_H
#define LC_BENCH_TRUTH_CALLS_H

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>

enum { X86_64, I386 };

struct call {
	const char *name; /* NULL: by its number */
	long nr;
	int abi;
	long args[4];
	const char *capability; /* asked for; NULL: none */
	int error;		/* what a granted check ends with */
};

#define CALL(call, ...) { .name = #call, .nr = SYS_##call, .args = { __VA_ARGS__ } }
#define ASKS(cap, end, call, ...) \
	{ .name = #call, .nr = SYS_##call, .capability = #cap, .error = end, .args = { __VA_ARGS__ } }

static const struct call calls[] = {
	CALL(getuid), CALL(geteuid), CALL(getgid), CALL(getegid), CALL(getppid), CALL(getpgrp), CALL(gettid),
	CALL(getsid), CALL(getpgid), CALL(getpriority), CALL(sched_yield), CALL(sched_getscheduler),
	CALL(sched_get_priority_max), CALL(sched_get_priority_min), CALL(times), CALL(alarm), CALL(getcpu),
	CALL(sysinfo), CALL(getcwd), CALL(dup, -1), CALL(fsync, -1), CALL(fdatasync, -1), CALL(ftruncate, -1),
	CALL(fchdir, -1), CALL(fchmod, -1), CALL(fchown, -1), CALL(flock, -1), CALL(readv, -1), CALL(sendfile, -1, -1),
	CALL(getpeername, -1), CALL(getsockname, -1), CALL(shutdown, -1), CALL(recvmsg, -1), CALL(sendmsg, -1),
	CALL(fadvise64, -1), CALL(readahead, -1), CALL(flistxattr, -1), CALL(fremovexattr, -1),
	CALL(inotify_rm_watch, -1), CALL(epoll_ctl, -1, -1, -1), CALL(timerfd_gettime, -1), CALL(fallocate, -1),
	CALL(splice, -1, 0, -1), CALL(tee, -1, -1, 1), CALL(vmsplice, -1), CALL(sync_file_range, -1), CALL(preadv, -1),
	CALL(pwritev, -1), CALL(syncfs, -1), CALL(mkdirat, -1), CALL(unlinkat, -1), CALL(linkat, -1), CALL(munlock),
	CALL(shmdt), CALL(shmctl, -1), CALL(semctl, -1), CALL(msgctl, -1), CALL(mq_getsetattr, -1), CALL(io_destroy),
	CALL(membarrier), CALL(listen, -1), CALL(bind, -1), CALL(getpmsg),
	{ .nr = 1500 }, /* a number that no table has */
	{ .name = "getpid", .nr = 20, .abi = I386 },
	ASKS(CAP_SYS_ADMIN, EINVAL, sethostname, 0, -1), ASKS(CAP_SYS_ADMIN, EINVAL, setdomainname, 0, -1),
	ASKS(CAP_SYS_ADMIN, EFAULT, pivot_root), ASKS(CAP_SETGID, EINVAL, setgroups, 1 << 20),
	ASKS(CAP_SYS_BOOT, EINVAL, reboot),
};
#define CALLS (sizeof(calls) / sizeof(*calls))
#define STRIDE 29 /* has no factor in common with CALLS: each process takes them in another order */
_Static_assert(CALLS % STRIDE, "choose another stride");

#endif
