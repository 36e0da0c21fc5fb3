/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Acts that are refused, once, by a layer that is known beforehand (refusals.tsv): many in one program,
 * `ACT NAME [prepare]`. Such an act says of what happened to it
 *
 *	REFUSED SYSCALL ERRNO	as it got it; of a kill or trap by seccomp SIGSYS
 *	ANSWERED SYSCALL	a filter's supervisor answered in the kernel's place, with success
 *	LOGGED SYSCALL		a filter let it pass and logged it
 *	NOTHING			no call was refused, whatever failed
 *
 * and puts back what it set outside of its own namespaces.
 */
#ifndef LC_TESTS_REFUSAL_H
#define LC_TESTS_REFUSAL_H

#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>

#include "row.h"

#define NOBODY 65534

static inline void say(const char *word, const char *syscall, const char *error)
{
	printf("%s %s%s%s\n", word, syscall, *error ? " " : "", error);
	fflush(stdout);
}

/* What explains the refusal lies in namespaces or descriptors that go with the process: it stays for a moment. */
static bool lingers;

/* The refused step: what the call returned, and the error it must be refused with. */
static inline void refused(const char *syscall, int error, long r)
{
	if (r < 0 && errno == ENOSYS && error != ENOSYS)
		cannot("%s", syscall);
	if (r >= 0 || errno != error)
		act_end(ACT_BROKEN, "%s returned %ld and not %s", syscall, r, strerrorname_np(error));
	say("REFUSED", syscall, strerrorname_np(error));
	if (lingers)
		usleep(200000);
}
#define REFUSED(name, error, ...) refused(#name, error, syscall(SYS_##name, ##__VA_ARGS__))

/* A call that fails for a reason that is no refusal. */
#define FAILS(name, error, ...)                                                                       \
	do {                                                                                          \
		if (syscall(SYS_##name, ##__VA_ARGS__) >= 0 || errno != (error))                        \
			act_end(ACT_BROKEN, "%s did not fail with %s", #name, strerrorname_np(error)); \
	} while (0)

static inline void say_nothing(void)
{
	puts("NOTHING");
	fflush(stdout);
}

/* --- who and where --------------------------------------------------------- */

/* Another user, with nothing; its own files in /proc stay its own. */
static inline void as_nobody(void)
{
	must("setgroups", setgroups(0, NULL));
	must("setresgid", setresgid(NOBODY, NOBODY, NOBODY));
	must("setresuid", setresuid(NOBODY, NOBODY, NOBODY));
	must("dumpable", prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static inline void own_mounts(void)
{
	must("unshare", unshare(CLONE_NEWNS));
	must("private", mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	lingers = true;
}

static inline void put_text(const char *path, const char *text)
{
	int fd = must(path, open(path, O_WRONLY));

	must(path, write(fd, text, strlen(text)));
	close(fd);
}

/* Root in a user namespace of nobody's, with every capability there. */
static inline void own_users(int flags)
{
	as_nobody();
	if (unshare(CLONE_NEWUSER | flags) < 0)
		cannot("user namespaces");
	put_text("/proc/self/setgroups", "deny");
	put_text("/proc/self/uid_map", "0 65534 1");
	put_text("/proc/self/gid_map", "0 65534 1");
}

static inline void open_stage(void)
{
	must("chmod", chmod(".", 0755));
}

static inline void text_file(const char *name, uid_t uid, mode_t mode, const char *text)
{
	stage_file(name, uid, uid, mode);
	if (*text)
		put_text(name, text);
}

/* A child as we are now, that waits until we are gone. */
static inline pid_t bystander(void)
{
	int end[2];
	char byte;
	pid_t pid;

	must("pipe", pipe(end));
	pid = must("fork", fork());
	if (!pid) {
		close(end[1]);
		_exit(read(end[0], &byte, 1) < 0);
	}
	close(end[0]);
	return pid;
}

/* Runs it in a child and returns its end as a shell would. */
static inline int in_child(void (*act)(void))
{
	pid_t child = must("fork", fork());

	if (!child) {
		act();
		fflush(stdout);
		_exit(0);
	}
	return wait_for(child);
}

/* Runs it with the sysctl at this value, puts that back, and ends as it did. */
__attribute__((noreturn)) static inline void with_sysctl(const char *path, const char *value, void (*act)(void))
{
	char before[32];
	int fd = open(path, O_RDWR), end;
	ssize_t n;

	if (fd < 0)
		cannot("%s", path);
	n = must(path, read(fd, before, sizeof(before)));
	if (atol(before) != atol(value))
		must(path, pwrite(fd, value, strlen(value), 0));
	end = in_child(act);
	if (atol(before) != atol(value))
		must(path, pwrite(fd, before, n, 0));
	_exit(end);
}

/* A tool that sets something up; false if it is missing or fails. Its messages would be taken for the act's. */
static inline bool run_tool(const char *const *argv)
{
	pid_t child = must("fork", fork());

	if (!child) {
		int null = must("/dev/null", open("/dev/null", O_RDWR));

		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	return !wait_for(child);
}
#define TOOL(...) run_tool((const char *const[]){ __VA_ARGS__, NULL })

#endif
