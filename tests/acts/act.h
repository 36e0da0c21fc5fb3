/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An act: a program that does one thing which the kernel decides by a
 * capability (or one thing a recorder could get wrong), and says on stdout what
 * a recorder of it must have seen. README.md lists the lines.
 *
 * `ACT prepare` sets the stage in the current directory, unrecorded and with
 * all capabilities; `ACT` performs there. Removing the directory clears the
 * stage: a process left on it ends by itself.
 */
#ifndef LC_TESTS_ACT_H
#define LC_TESTS_ACT_H

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	ACT_DONE = 0,
	ACT_DENIED = 1,	 /* refused for want of the capability; a "deny" line was printed */
	ACT_BROKEN = 2,	 /* neither: the act or the stage is wrong */
	ACT_CANNOT = 77, /* this machine cannot; stderr says why */
};

#define OTHER_ID 1 /* a user and group that is not root's */
#define TARGET_SECONDS 120

__attribute__((noreturn, format(printf, 2, 3)))
static inline void act_end(int status, const char *format, ...)
{
	int error = errno;
	va_list args;

	fflush(stdout);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, error ? ": %s\n" : "\n", strerror(error));
	exit(status);
}

#define cannot(...) act_end(ACT_CANNOT, __VA_ARGS__)

/* For steps around the act that need no capability. */
static inline long must(const char *what, long r)
{
	if (r < 0)
		act_end(ACT_BROKEN, "%s", what);
	return r;
}

static inline void fact(const char *cap, const char *verdict, const char *syscall, const char *site)
{
	printf("%s %s %s %s\n", cap, verdict, syscall, site);
	fflush(stdout); /* before a fork doubles it or an exec drops it */
}

/*
 * The step that the capability decides: r is what the syscall returned, past
 * the errno it must end with once the check is passed (0: it must succeed).
 */
static inline long need_past(const char *cap, const char *syscall, const char *site, long r, int past)
{
	if (r < 0 && errno != past && (errno == EPERM || errno == EACCES)) {
		fact(cap, "deny", syscall, site);
		act_end(ACT_DENIED, "%s", syscall);
	}
	if ((r < 0) != (past != 0) || (r < 0 && errno != past))
		act_end(ACT_BROKEN, "%s returned %ld", syscall, r);
	fact(cap, "allow", syscall, site);
	return r;
}

static inline long need(const char *cap, const char *syscall, const char *site, long r)
{
	return need_past(cap, syscall, site, r, 0);
}

static inline int wait_for(pid_t pid)
{
	int status;

	must("waitpid", waitpid(pid, &status, 0));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Whether its effective set holds the capability now. */
static inline bool act_has(unsigned int cap)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	must("capget", syscall(SYS_capget, &head, data));
	return data[cap / 32].effective >> (cap % 32) & 1;
}

/* --- the stage ------------------------------------------------------------- */

static inline void stage_file(const char *name, uid_t uid, gid_t gid, mode_t mode)
{
	int fd = must(name, open(name, O_CREAT | O_EXCL | O_WRONLY, 0600));

	must("fchown", fchown(fd, uid, gid));
	must("fchmod", fchmod(fd, mode));
	close(fd);
}

/*
 * A process of another user, on the stage until the directory is gone. setup
 * runs in it and returns the number that stage_number() will read.
 */
static inline void stage_target(const char *name, long (*setup)(void))
{
	int ready[2];
	long number;
	FILE *file;

	must("pipe", pipe(ready));
	if (!must("fork", fork())) {
		must("setresgid", setresgid(OTHER_ID, OTHER_ID, OTHER_ID));
		must("setresuid", setresuid(OTHER_ID, OTHER_ID, OTHER_ID));
		number = setup ? setup() : getpid();
		must("write", write(ready[1], &number, sizeof(number)));
		for (int fd = 0; fd < 1024; fd++) /* a caller that waits for our end of a pipe must not */
			close(fd);
		for (int tenth = 0; tenth < TARGET_SECONDS * 10; tenth++) {
			char here[1];

			if (!getcwd(here, sizeof(here)) && errno == ENOENT)
				break;
			usleep(100000);
		}
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], &number, sizeof(number)) != sizeof(number))
		act_end(ACT_BROKEN, "the target died");
	file = fopen(name, "wx");
	if (!file || fprintf(file, "%ld\n", number) < 0 || fclose(file))
		act_end(ACT_BROKEN, "%s", name);
}

static inline long stage_number(const char *name)
{
	FILE *file = fopen(name, "r");
	long number;

	if (!file || fscanf(file, "%ld", &number) != 1)
		act_end(ACT_BROKEN, "%s: run `ACT prepare` in this directory first", name);
	fclose(file);
	return number;
}

/* A second program: a copy of this one under another name, told apart by act_is(). */
static inline void stage_copy(const char *name)
{
	int from = must("/proc/self/exe", open("/proc/self/exe", O_RDONLY));
	int to = must(name, open(name, O_CREAT | O_EXCL | O_WRONLY, 0700));
	char block[65536];
	ssize_t n;

	while ((n = must("read", read(from, block, sizeof(block)))) > 0)
		if (write(to, block, n) != n)
			act_end(ACT_BROKEN, "%s", name);
	close(from);
	close(to);
}

static inline bool act_is(const char *name)
{
	return !strcmp(program_invocation_short_name, name);
}

/* Becomes the copy. */
__attribute__((noreturn)) static inline void become(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "./%s", name);
	execl(path, path, NULL);
	act_end(ACT_BROKEN, "%s: run `ACT prepare` in this directory first", name);
}

/* The path that a recorder must name for the program that runs now. */
static inline const char *act_path(void)
{
	static char path[4096];
	ssize_t n = must("/proc/self/exe", readlink("/proc/self/exe", path, sizeof(path) - 1));

	path[n] = 0;
	return path;
}

static inline void expect_program(void)
{
	printf("PROGRAM %s\n", act_path());
	fflush(stdout);
}

static inline void expect_syscall(const char *abi, const char *name)
{
	printf("SYSCALL %s %s\n", abi, name);
	fflush(stdout);
}

/* The first number in a file of /proc/sys, or -1. */
static inline long sysctl_number(const char *path)
{
	FILE *file = fopen(path, "r");
	long number = -1;

	if (file) {
		if (fscanf(file, "%ld", &number) != 1)
			number = -1;
		fclose(file);
	}
	return number;
}

/* Each act: ACT(prepare_or_NULL, perform). */
#define ACT(prepare, perform)                                       \
	int main(int argc, char **argv)                             \
	{                                                           \
		void (*set_stage)(void) = (prepare);                \
		if (argc == 2 && !strcmp(argv[1], "prepare")) {     \
			if (set_stage)                              \
				set_stage();                        \
			return ACT_DONE;                            \
		}                                                   \
		(perform)();                                        \
		return ACT_DONE;                                    \
	}

#endif
