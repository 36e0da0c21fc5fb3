// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: idle SETTLE SECONDS CMD [ARG...]: runs CMD, lets it settle for SETTLE seconds, measures it for SECONDS, and
 * ends it by SIGINT. Prints "NAME VALUE UNIT", a line each: idle_cpu (percent of one CPU, user and system time of all
 * its threads, as the scheduler counts them), idle_wakes (a second) and idle_rss (KiB, at the end of it).
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct use {
	uint64_t at_ns, ran_ns, wakes;
};

static pid_t child;

static void die(const char *what)
{
	fprintf(stderr, "idle: %s: %s\n", what, strerror(errno));
	if (child > 0)
		kill(child, SIGKILL);
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void wait_for(double seconds)
{
	struct timespec t = { .tv_sec = seconds, .tv_nsec = (seconds - (time_t)seconds) * 1e9 };

	while (nanosleep(&t, &t) && errno == EINTR)
		;
}

/* The number behind a word of a file of /proc. */
static uint64_t number_of(const char *path, const char *word)
{
	FILE *file = fopen(path, "r");
	char line[256];
	uint64_t value = 0;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, word, strlen(word)))
			value = strtoull(line + strlen(word), NULL, 10);
	if (file)
		fclose(file);
	return value;
}

static void add_thread(const char *tid, struct use *use)
{
	char path[320];

	snprintf(path, sizeof(path), "/proc/%d/task/%s/schedstat", child, tid);
	use->ran_ns += number_of(path, ""); /* time run, time waited, times run */
	snprintf(path, sizeof(path), "/proc/%d/task/%s/status", child, tid);
	use->wakes += number_of(path, "voluntary_ctxt_switches:");
}

static struct use read_use(void)
{
	struct use use = { .at_ns = now() };
	struct dirent *entry;
	char path[64];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", child);
	dir = opendir(path);
	if (!dir)
		die("it has ended");
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			add_thread(entry->d_name, &use);
	closedir(dir);
	if (!use.ran_ns)
		die("the kernel does not tell how long it ran (CONFIG_SCHED_INFO)");
	return use;
}

static void print(const struct use *before, const struct use *after)
{
	double ns = after->at_ns - before->at_ns;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/status", child);
	printf("idle_cpu %.4f %%\n", 100 * (after->ran_ns - before->ran_ns) / ns);
	printf("idle_wakes %.2f /s\n", (after->wakes - before->wakes) / ns * 1e9);
	printf("idle_rss %llu KiB\n", (unsigned long long)number_of(path, "VmRSS:"));
}

int main(int argc, char **argv)
{
	double settle = argc > 3 ? atof(argv[1]) : 0, seconds = argc > 3 ? atof(argv[2]) : 0;
	struct use before, after;
	int status;

	if (seconds <= 0) {
		errno = EINVAL;
		die("usage: idle SETTLE SECONDS CMD [ARG...]");
	}
	child = fork();
	if (child == 0) {
		execvp(argv[3], argv + 3);
		die(argv[3]);
	}
	if (child < 0)
		die("fork");
	wait_for(settle);
	before = read_use();
	wait_for(seconds);
	after = read_use();
	print(&before, &after);
	kill(child, SIGINT);
	if (waitpid(child, &status, 0) != child || status)
		die("it failed");
	return 0;
}
