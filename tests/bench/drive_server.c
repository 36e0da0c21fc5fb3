// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: drive_server [-s SLICES] [-w] REQUEST PORT CONNECTIONS SERVER [ARG...] -- [TRACER...]
 *
 * Starts TRACER... SERVER..., waits until it answers on 127.0.0.1:PORT, and sends REQUEST on kept-alive connections,
 * on all of them before the first answer is read. \r and \n in it are escapes, _ is a blank, and what stands before a |
 * is sent once only. Answers of one size are expected. The cost is the CPU time of the processes named as SERVER;
 * neither tracer nor client is counted.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

#define MAX_CONNECTIONS 64
#define MAX_SERVERS 64
#define ANSWER_MAX 65536

static char request[1024], first_request[1024];
static char **server; /* NULL-terminated, with the tracer before it */
static const char *comm;
static unsigned port, connections;
static pid_t child;
static int fds[MAX_CONNECTIONS];
static size_t answer_size;
static pid_t pids[MAX_SERVERS];
static clockid_t clocks[MAX_SERVERS];
static unsigned servers;

static void fail(const char *what)
{
	int error = errno;

	if (child > 0)
		kill(child, SIGTERM);
	errno = error;
	load_fail(what);
}

/* --- words ------------------------------------------------------------------------- */

static void unescape(const char *from, size_t n, char to[1024])
{
	for (const char *end = from + (n < 1023 ? n : 1023); from < end; from++) {
		if (*from == '\\' && (from[1] == 'r' || from[1] == 'n'))
			*to++ = *++from == 'r' ? '\r' : '\n';
		else
			*to++ = *from == '_' ? ' ' : *from; /* a word of a shell's list */
	}
}

static void arguments(int n, char **words)
{
	const char *slash, *bar;
	int split = 3, at = 0;

	while (split < n && strcmp(words[split], "--"))
		split++;
	if (split < 4 || split == n || (connections = strtoul(words[2], NULL, 10)) - 1 >= MAX_CONNECTIONS) {
		errno = EINVAL;
		load_fail("usage: drive_server REQUEST PORT CONNECTIONS SERVER [ARG...] -- [TRACER...]");
	}
	bar = strchr(words[0], '|');
	if (bar)
		unescape(words[0], bar - words[0], first_request);
	bar = bar ? bar + 1 : words[0];
	unescape(bar, strlen(bar), request);
	port = strtoul(words[1], NULL, 10);
	slash = strrchr(words[3], '/');
	comm = slash ? slash + 1 : words[3];
	server = calloc(n, sizeof(*server));
	if (!server)
		load_fail("words");
	for (int i = split + 1; i < n; i++)
		server[at++] = words[i];
	for (int i = 3; i < split; i++)
		server[at++] = words[i];
}

/* --- connections -------------------------------------------------------------------- */

static int dial(void)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const struct timeval patience = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail("socket");
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static void ask(int fd, const char *what)
{
	if (send(fd, what, strlen(what), MSG_NOSIGNAL) != (ssize_t)strlen(what))
		fail("cannot send");
}

static void take_answer(int fd)
{
	char buffer[ANSWER_MAX];
	size_t size = 0;
	ssize_t n;

	while (size < answer_size) {
		n = recv(fd, buffer, sizeof(buffer), 0);
		if (n <= 0)
			fail("no answer");
		size += n;
	}
	if (size > answer_size)
		fail("answers differ");
}

/* An answer is over when nothing follows it. Its size; its first byte in *first. */
static size_t whole_answer(int fd, char *first)
{
	const struct timeval short_while = { .tv_usec = 100000 }, patience = { .tv_sec = 20 };
	char buffer[ANSWER_MAX];
	size_t size = 0;
	ssize_t n = recv(fd, buffer, sizeof(buffer), 0);

	*first = n > 9 && !strncmp(buffer, "HTTP/1.1 ", 9) ? buffer[9] : *buffer;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &short_while, sizeof(short_while));
	for (; n > 0; n = recv(fd, buffer, sizeof(buffer), 0))
		size += n;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return size;
}

static void learn_answer(int fd)
{
	char first;

	if (*first_request) {
		ask(fd, first_request);
		whole_answer(fd, &first);
	}
	ask(fd, request);
	answer_size = whole_answer(fd, &first);
	if (!answer_size || (first != '2' && first != '$')) /* of HTTP a status, else a string of redis */
		fail("not the answer wanted");
}

static void run(unsigned n)
{
	for (unsigned left = n, now; left; left -= now) {
		now = left < connections ? left : connections;
		for (unsigned i = 0; i < now; i++)
			ask(fds[i], request);
		for (unsigned i = 0; i < now; i++)
			take_answer(fds[i]);
	}
}

/* --- whose time ---------------------------------------------------------------------- */

/* Parent and name of a process. */
static pid_t parent_of(pid_t pid, char name[64])
{
	char path[64], line[512], *end;
	FILE *file;
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fgets(line, sizeof(line), file) && sscanf(line, "%*d (%63[^)]", name) == 1 &&
	    (end = strrchr(line, ')')))
		sscanf(end + 1, " %*c %d", &parent);
	fclose(file);
	return parent;
}

static bool is_ours(pid_t pid)
{
	char name[64];

	while (pid > 1 && pid != child)
		pid = parent_of(pid, name);
	return pid == child;
}

static void find_servers(void)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");
	char name[64];
	pid_t pid;

	while (proc && (entry = readdir(proc))) {
		pid = strtol(entry->d_name, NULL, 10);
		if (pid < 2 || !parent_of(pid, name) || strncmp(name, comm, 15) || !is_ours(pid))
			continue;
		if (servers == MAX_SERVERS || clock_getcpuclockid(pid, &clocks[servers]))
			fail("clock of the server");
		pids[servers++] = pid;
	}
	if (proc)
		closedir(proc);
	if (!servers) {
		errno = ESRCH;
		fail(comm);
	}
}

/*
 * Client and server share a CPU: so all requests of a round wait when the server runs, as on a busy server. Left to the
 * scheduler, they would come alone or together by chance, and an answer would cost up to twice as much.
 */
static void share_cpu(void)
{
	cpu_set_t all, one;
	int cpu = 0;

	if (sched_getaffinity(0, sizeof(all), &all))
		fail("CPUs");
	for (int i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &all))
			cpu = i;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	for (unsigned i = 0; i < servers; i++)
		if (sched_setaffinity(pids[i], sizeof(one), &one))
			fail("CPU of the server");
	if (sched_setaffinity(0, sizeof(one), &one))
		fail("CPU");
}

static uint64_t cost(void)
{
	struct timespec t;
	uint64_t sum = 0;

	for (unsigned i = 0; i < servers; i++) {
		if (clock_gettime(clocks[i], &t))
			fail("a server process ended");
		sum += t.tv_sec * 1000000000ull + t.tv_nsec;
	}
	return sum;
}

/* --- begin and end -------------------------------------------------------------------- */

static void start(void)
{
	child = fork();
	if (child < 0)
		load_fail("fork");
	if (child)
		return;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execvp(server[0], server);
	fprintf(stderr, "bench: %s: %s\n", server[0], strerror(errno));
	_exit(127);
}

static void prepare(void)
{
	fds[0] = dial();
	if (fds[0] >= 0) {
		errno = EADDRINUSE;
		load_fail("port");
	}
	start();
	for (int tries = 0; (fds[0] = dial()) < 0; tries++) {
		if (tries == 1000 || waitpid(child, NULL, WNOHANG))
			fail("the server did not start");
		usleep(20000);
	}
	for (unsigned i = 1; i < connections; i++)
		if ((fds[i] = dial()) < 0)
			fail("connect");
	learn_answer(fds[0]);
	run(20 * connections); /* what is new on each connection is over then */
	find_servers();
	share_cpu();
}

static bool is_server(pid_t pid)
{
	for (unsigned i = 0; i < servers; i++)
		if (pids[i] == pid)
			return true;
	return false;
}

/* The first process of the server is told; its tracer then ends by itself. */
static void finish(void)
{
	char name[64];

	for (unsigned i = 0; i < servers; i++)
		if (!is_server(parent_of(pids[i], name)))
			kill(pids[i], SIGTERM);
	for (int tries = 0; !waitpid(child, NULL, WNOHANG); tries++) {
		if (tries == 1000)
			kill(child, SIGKILL);
		usleep(20000);
	}
}

int main(int argc, char **argv)
{
	static const struct load load = {
		.arguments = arguments, .prepare = prepare, .run = run, .finish = finish, .clock = cost,
		.slices = 100, .slice_us = 6000,
	};

	return load_main(argc, argv, &load);
}
