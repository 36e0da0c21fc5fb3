// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes facts that differ from each other.
 *
 * usage: facts programs N FILE DIR: executes N copies of FILE, made in DIR
 *        facts checks N FILE DIR: the same, and each makes seven checks
 *        facts again N FILE DIR: executes one copy N times
 *        facts calls N: calls N numbers from 500 on, which the kernel does not know
 * Prints "BEGIN END NS": when it began and ended to do it (CLOCK_MONOTONIC, ns), and nanoseconds of one (a tenth took
 * less): CPU time, of a call time on the clock.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FACTS_MAX 100000u
#define FIRST_NUMBER 500

static uint64_t took[FACTS_MAX];

static int die(const char *what)
{
	fprintf(stderr, "facts: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint64_t usage_ns(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000000ull +
	       (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000ull;
}

static uint64_t cpu(void)
{
	return usage_ns(RUSAGE_SELF) + usage_ns(RUSAGE_CHILDREN);
}

static void name(char *path, size_t room, const char *dir, unsigned int i)
{
	snprintf(path, room, "%s/p%05u", dir, i);
}

static void copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	struct stat st;

	if (in < 0 || fstat(in, &st))
		die(from);
	if (out < 0 || sendfile(out, in, NULL, st.st_size) != st.st_size)
		die(to);
	close(in);
	if (close(out))
		die(to);
}

static void execute(const char *path, const char *argument)
{
	char *argv[] = { (char *)path, (char *)argument, NULL }, *envp[] = { NULL };
	int status;
	pid_t pid;

	errno = posix_spawn(&pid, path, NULL, NULL, argv, envp);
	if (errno || waitpid(pid, &status, 0) != pid || status)
		die(path);
}

static void call(unsigned int i)
{
	uint64_t start = now();

	if (syscall(FIRST_NUMBER + i, 0, 0, 0) != -1 || errno != ENOSYS)
		die("a number that the kernel knows");
	took[i] = now() - start;
}

static void run(const char *what, unsigned int i, const char *dir)
{
	uint64_t start = cpu();
	char path[4096];

	name(path, sizeof(path), dir, strcmp(what, "again") ? i : 0);
	execute(path, strcmp(what, "checks") ? NULL : "checks");
	took[i] = cpu() - start;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	unsigned long n = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	uint64_t begin, end;
	char path[4096];
	int calls = argc == 3 && !strcmp(argv[1], "calls");

	if (!n || n > FACTS_MAX || (!calls && argc != 5)) {
		fprintf(stderr, "usage: facts programs|checks|again N FILE DIR | facts calls N\n");
		return 2;
	}
	for (unsigned int i = 0; !calls && i < (strcmp(argv[1], "again") ? n : 1); i++) {
		name(path, sizeof(path), argv[4], i);
		copy(argv[3], path);
	}
	begin = now();
	for (unsigned int i = 0; i < n; i++) {
		if (calls)
			call(i);
		else
			run(argv[1], i, argv[4]);
	}
	end = now();
	qsort(took, n, sizeof(*took), by_value);
	printf("%ju %ju %ju\n", (uintmax_t)begin, (uintmax_t)end, (uintmax_t)took[n / 10]);
	return 0;
}
