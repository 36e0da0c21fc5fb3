// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: crowd N [DIR]: N processes that do nothing. Says "ready N" when all are there, and waits for the end of its
 * standard input. With DIR, a cgroup, each is in a cgroup of its own below it, named as container engines do.
 * SIGUSR1: each of them makes a call; says "stirred".
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CROWD_MAX 32768

static pid_t children[CROWD_MAX];
static unsigned int made;
static const char *base;

static void cgroup_path(char *path, size_t room, unsigned int i, const char *file)
{
	snprintf(path, room, "%s/docker-%064x.scope%s", base, i + 1, file);
}

/* Whatever becomes of us, none of them stays: also the signal that our own end sends them ends them. */
static void end(void)
{
	char path[4096];

	for (unsigned int i = 0; i < made; i++)
		kill(children[i], SIGKILL);
	for (unsigned int i = 0; i < made; i++)
		waitpid(children[i], NULL, 0);
	for (unsigned int i = 0; base && i <= made && i < CROWD_MAX; i++) {
		cgroup_path(path, sizeof(path), i, "");
		rmdir(path);
	}
}

static int complain(const char *what)
{
	fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
	end();
	return 1;
}

static void wake(int number)
{
	(void)number;
}

/* Interrupted, pause(2) is called again. */
static void idle(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
		_exit(1);
	for (;;)
		pause();
}

/* Into its cgroup before it is begun: what a child of us is born into. */
static int enter_cgroup(unsigned int i)
{
	char path[4096];
	int fd, r;

	cgroup_path(path, sizeof(path), i, "");
	if (mkdir(path, 0755) && errno != EEXIST)
		return -1;
	cgroup_path(path, sizeof(path), i, "/cgroup.procs");
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	r = write(fd, "0", 1) == 1 ? 0 : -1;
	close(fd);
	return r;
}

static int leave_cgroup(void)
{
	char path[4096];
	int fd, r;

	snprintf(path, sizeof(path), "%s/cgroup.procs", base);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	r = fd >= 0 && write(fd, "0", 1) == 1 ? 0 : -1;
	if (fd >= 0)
		close(fd);
	return r;
}

static int make(unsigned int n)
{
	pid_t self = getpid();

	for (; made < n; made++) {
		if (base && enter_cgroup(made))
			return -1;
		children[made] = fork();
		if (children[made] == 0)
			idle(self);
		if (children[made] < 0)
			return -1;
	}
	return base ? leave_cgroup() : 0;
}

static void stir(void)
{
	for (unsigned int i = 0; i < made; i++)
		kill(children[i], SIGUSR1);
	printf("stirred\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = wake };
	unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	char byte;
	ssize_t got;

	if (n > CROWD_MAX || argc > 3 || (!n && (argc < 2 || strcmp(argv[1], "0")))) {
		fprintf(stderr, "usage: crowd N [DIR]\n");
		return 2;
	}
	base = argc > 2 ? argv[2] : NULL;
	sigaction(SIGUSR1, &action, NULL);
	if (make(n))
		return complain("cannot make all");
	printf("ready %u\n", made);
	fflush(stdout);
	while ((got = read(STDIN_FILENO, &byte, 1)) > 0 || (got < 0 && errno == EINTR))
		if (got < 0)
			stir();
	end();
	return 0;
}
