// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: meter FILE CMD [ARG...]: runs CMD, hands SIGINT on to it, and passes on what it says on standard error. Says
 * "ready PID" when that has "following" in it, and writes to FILE when CMD has ended:
 *   BEGIN READY INT END CPU RSS
 * when it was started, was ready, got the signal and ended (CLOCK_MONOTONIC, ns; 0: never), its CPU time without that
 * of its children in ns, and the peak of its memory (or of theirs, if that is more) in KiB. It ends with our end, and
 * its status is ours.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile pid_t child;
static volatile uint64_t interrupted;

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int die(const char *what)
{
	fprintf(stderr, "meter: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void hand_on(int number)
{
	interrupted = now();
	if (child > 0)
		kill(child, number);
}

static void start(char **argv, const int ends[2])
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_DFL);
	dup2(ends[1], STDERR_FILENO);
	close(ends[0]);
	close(ends[1]);
	execvp(argv[0], argv);
	_exit(die(argv[0]));
}

/* Until nobody can say anything more. Returns when it was ready. */
static uint64_t listen_to(int fd)
{
	FILE *in = fdopen(fd, "r");
	uint64_t ready = 0;
	char line[4096];

	while (in && fgets(line, sizeof(line), in)) {
		fputs(line, stderr);
		if (ready || !strstr(line, "following"))
			continue;
		ready = now();
		printf("ready %d\n", child);
		fflush(stdout);
	}
	if (in)
		fclose(in);
	return ready;
}

/* Of one that has ended and is not yet waited for. */
static uint64_t cpu_of_child(void)
{
	unsigned long long ran = 0;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", child);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%llu", &ran) != 1)
		die(path);
	fclose(file);
	return ran;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = hand_on, .sa_flags = SA_RESTART };
	uint64_t begin = now(), ready, end, used;
	siginfo_t info = { 0 };
	struct rusage usage;
	int status, ends[2];
	FILE *out;

	errno = EINVAL;
	if (argc < 3 || pipe(ends))
		die("usage: meter FILE CMD [ARG...]");
	sigaction(SIGINT, &action, NULL);
	child = fork();
	if (child == 0)
		start(argv + 2, ends);
	if (child < 0)
		die("fork");
	close(ends[1]);
	ready = listen_to(ends[0]);
	while (waitid(P_PID, child, &info, WEXITED | WNOWAIT))
		if (errno != EINTR)
			die("wait");
	end = now();
	used = cpu_of_child();
	if (wait4(child, &status, 0, &usage) != child)
		die("wait");
	out = fopen(argv[1], "we");
	if (!out)
		die(argv[1]);
	fprintf(out, "%ju %ju %ju %ju %ju %ld\n", (uintmax_t)begin, (uintmax_t)ready, (uintmax_t)interrupted,
		(uintmax_t)end, (uintmax_t)used, usage.ru_maxrss);
	if (fclose(out))
		die(argv[1]);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
