// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: times CMD [ARG...]: runs CMD ARG... /proc/self/exe, and prints "START STOP RSS": milliseconds from the execve
 * of CMD until the program it starts runs, and from that program's end until CMD's own; and CMD's peak memory in KiB.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INNER "LC_BENCH_INNER"

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int die(const char *what)
{
	fprintf(stderr, "times: %s: %s\n", what, strerror(errno));
	return 1;
}

/* The program inside: when it began and ended. */
static int inner(void)
{
	uint64_t times[2] = { now() };

	usleep(20000);
	times[1] = now();
	return write(STDOUT_FILENO, times, sizeof(times)) != sizeof(times);
}

static void exec_command(int argc, char **argv, int out)
{
	char **args = calloc(argc + 1, sizeof(*args)), self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (!args || n < 0)
		_exit(die("cannot name itself"));
	self[n] = 0;
	memcpy(args, argv + 1, (argc - 1) * sizeof(*args));
	args[argc - 1] = self;
	setenv(INNER, "1", 1);
	dup2(out, STDOUT_FILENO);
	execvp(args[0], args);
	_exit(die(args[0]));
}

int main(int argc, char **argv)
{
	uint64_t start, end, times[2];
	struct rusage usage;
	int ends[2], status;
	pid_t pid;

	if (getenv(INNER))
		return inner();
	if (argc < 2 || pipe(ends))
		return die("usage: times CMD [ARG...]");
	start = now();
	pid = fork();
	if (pid == 0)
		exec_command(argc, argv, ends[1]);
	close(ends[1]);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		return die("cannot run it");
	end = now();
	if (status || read(ends[0], times, sizeof(times)) != sizeof(times))
		return die("it failed");
	printf("%.1f %.1f %ld\n", (times[0] - start) / 1e6, (end - times[1]) / 1e6, usage.ru_maxrss);
	return 0;
}
