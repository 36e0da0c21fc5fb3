// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: times CMD [ARG...]: runs CMD ARG... /proc/self/exe, and prints "START STOP RSS": milliseconds from the execve
 * of CMD until the program it starts runs, and from that program's end until CMD's own; and CMD's peak memory in KiB.
 *
 * usage: times -n N CMD [ARG...]: the same N times; prints "NAME VALUE UNIT", a line each: start, stop, cpu (of CMD and
 * all it waited for) and rss, each with its median; start_least, start_most and so on are the ends of what was seen.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INNER "LC_BENCH_INNER"
#define SAMPLES_MAX 1000

enum { START, STOP, CPU, RSS, FIGURES };
static const struct {
	const char *name, *unit;
} figures[FIGURES] = { { "start", "ms" }, { "stop", "ms" }, { "cpu", "ms" }, { "rss", "KiB" } };

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int die(const char *what)
{
	fprintf(stderr, "times: %s: %s\n", what, strerror(errno));
	exit(1);
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
	char **args = calloc(argc + 2, sizeof(*args)), self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (!args || n < 0)
		_exit(die("cannot name itself"));
	self[n] = 0;
	memcpy(args, argv, argc * sizeof(*args));
	args[argc] = self;
	setenv(INNER, "1", 1);
	dup2(out, STDOUT_FILENO);
	execvp(args[0], args);
	_exit(die(args[0]));
}

static double milliseconds(struct timeval t)
{
	return t.tv_sec * 1e3 + t.tv_usec / 1e3;
}

static void sample(int argc, char **argv, double figure[FIGURES])
{
	uint64_t start, end, times[2];
	struct rusage usage;
	int ends[2], status;
	pid_t pid;

	if (pipe(ends))
		die("pipe");
	start = now();
	pid = fork();
	if (pid == 0)
		exec_command(argc, argv, ends[1]);
	close(ends[1]);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		die("cannot run it");
	end = now();
	if (status || read(ends[0], times, sizeof(times)) != sizeof(times))
		die("it failed");
	close(ends[0]);
	figure[START] = (times[0] - start) / 1e6;
	figure[STOP] = (end - times[1]) / 1e6;
	figure[CPU] = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
	figure[RSS] = usage.ru_maxrss;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print(int figure, double *values, int n)
{
	const char *name = figures[figure].name, *unit = figures[figure].unit;

	qsort(values, n, sizeof(*values), by_value);
	printf("%s %.1f %s\n%s_least %.1f %s\n%s_most %.1f %s\n", name, (values[(n - 1) / 2] + values[n / 2]) / 2,
	       unit, name, values[0], unit, name, values[n - 1], unit);
}

static void repeat(int n, int argc, char **argv)
{
	static double values[FIGURES][SAMPLES_MAX];

	for (int i = 0; i < n; i++) {
		double figure[FIGURES];

		sample(argc, argv, figure);
		for (int k = 0; k < FIGURES; k++)
			values[k][i] = figure[k];
	}
	for (int k = 0; k < FIGURES; k++)
		print(k, values[k], n);
}

int main(int argc, char **argv)
{
	bool many = argc > 2 && !strcmp(argv[1], "-n");
	double figure[FIGURES];
	int n;

	if (getenv(INNER))
		return inner();
	errno = EINVAL;
	if (argc < (many ? 4 : 2))
		return die("usage: times [-n N] CMD [ARG...]");
	if (!many) {
		sample(argc - 1, argv + 1, figure);
		printf("%.1f %.1f %.0f\n", figure[START], figure[STOP], figure[RSS]);
		return 0;
	}
	n = atoi(argv[2]);
	if (n < 1 || n > SAMPLES_MAX)
		return die("-n: how often?");
	repeat(n, argc - 3, argv + 3);
	return 0;
}
