// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: truth [-p PROCESSES] [-c CALLS] [-o CALL] [-s MILLISECONDS] DIR
 *
 * Makes CALLS calls in each of PROCESSES processes at once, and writes to DIR/truth what was done, so that a recording
 * can be held against it. The files DIR/truth.0, DIR/truth.1, ... are copies of this program: the processes take turns
 * to execute them. What is new comes all through the run, not at its start; the processes with an odd number hold no
 * capability. -o: only this call, granted, and nothing else while it goes on. -s: the parent (the recorder that started
 * us) is stopped for so long meanwhile.
 *
 * A line of DIR/truth: the file executed, "syscall" or "check", ABI, name or number, capability, "allow" or "deny", the
 * error it ended with, and how often. Printed: calls made, nanoseconds it took, and CPU time that our parent took
 * meanwhile.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "truth_calls.h"

#define MAX_PROCESSES 256
#define MAX_COPIES 64
#define SETTLE_US 400000 /* what is new has been told by then */

static struct {
	unsigned processes, calls, stop_ms;
	const char *only, *dir;
} o = { .processes = 32, .calls = 64000 };

static void die(const char *what)
{
	fprintf(stderr, "truth: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t clock_ns(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t))
		die("clock");
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* --- in each process ------------------------------------------------------------------ */

static long call_i386(const struct call *c)
{
	long result;

	/* All pointers are null: nothing of ours lies below 4 GiB. */
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(c->nr), "b"(c->args[0]), "c"(c->args[1]) :
			 "r8", "r9", "r10", "r11", "memory");
	return result;
}

static void make(const struct call *c)
{
	if (c->abi == I386)
		call_i386(c);
	else
		syscall(c->nr, c->args[0], c->args[1], c->args[2], c->args[3], 0, 0);
}

static void drop_capabilities(void)
{
	cap_t none = cap_init();

	if (!none || cap_set_proc(none))
		die("cannot drop capabilities");
	cap_free(none);
}

/* The kernel must do what the truth says of it. */
static int ends_as_said(const struct call *c, int denied)
{
	errno = 0;
	make(c);
	return !c->capability || errno == (denied ? EPERM : c->error);
}

static unsigned choose(const struct call *list[CALLS], unsigned index)
{
	unsigned n = 0;

	for (unsigned i = 0; i < CALLS; i++) {
		const struct call *c = &calls[(i * STRIDE + index * 17) % CALLS];

		if (o.only ? c->name && !strcmp(c->name, o.only) : (i + index) % 4 != 0)
			list[n++] = c;
	}
	return n;
}

static void tell(FILE *out, const char *file, const struct call *c, int denied, unsigned made)
{
	char number[16];

	snprintf(number, sizeof(number), "%ld", c->nr);
	fprintf(out, "%s\tsyscall\t%s\t%s\t-\t-\t-\t%u\n", file, c->abi == I386 ? "i386" : "x86_64",
		c->name ? c->name : number, made);
	if (c->capability)
		fprintf(out, "%s\tcheck\tx86_64\t%s\t%s\t%s\t%s\t%u\n", file, c->name, c->capability,
			denied ? "deny" : "allow", denied ? "EPERM" : c->error == EINVAL ? "EINVAL" : "EFAULT", made);
}

/* A byte at the gate for each of us; there are two, for who is early at the second must take nobody's byte. */
static void wait_at(int gate)
{
	char byte;

	if (read(gate, &byte, 1) != 1)
		die("gate");
}

static int process(unsigned index, const char *file, const int gates[2], int ready)
{
	const struct call *list[CALLS];
	unsigned n = choose(list, index), made[CALLS] = { 0 }, denied = !o.only && index % 2, known, at;
	uint32_t chance = index + 1;
	char path[4096];
	FILE *out;

	if (denied)
		drop_capabilities();
	for (unsigned i = 0; i < n && o.only; i++, made[0]++)
		if (!ends_as_said(list[i], denied))
			die(list[i]->name);
	if (write(ready, "", 1) != 1)
		die("ready");
	wait_at(gates[0]);
	for (unsigned i = o.only ? n : 0; i < o.calls; i++) {
		chance = chance * 1664525 + 1013904223;
		known = 1 + (uint64_t)i * n / o.calls;
		at = made[known - 1] ? (chance >> 8) % known : known - 1;
		if (made[at]++)
			make(list[at]);
		else if (!ends_as_said(list[at], denied))
			die(list[at]->name);
	}
	if (write(ready, "", 1) != 1)
		die("ready");
	wait_at(gates[1]);
	snprintf(path, sizeof(path), "%s/truth.of.%u", o.dir, index);
	out = fopen(path, "we");
	if (!out)
		die(path);
	for (unsigned i = 0; i < n; i++)
		tell(out, file, list[i], denied, made[i]);
	return fclose(out) ? 1 : 0;
}

/* --- all of them ------------------------------------------------------------------------ */

static unsigned copies(void)
{
	char path[4096];
	unsigned n = 0;

	do {
		snprintf(path, sizeof(path), "%s/truth.%u", o.dir, n);
	} while (n < MAX_COPIES && !access(path, X_OK) && ++n);
	if (!n)
		die(path);
	return n;
}

static void start(unsigned index, unsigned copy, int gates[2], int ready)
{
	char path[4096], number[5][16];

	snprintf(path, sizeof(path), "%s/truth.%u", o.dir, copy);
	snprintf(number[0], 16, "%u", index);
	snprintf(number[1], 16, "%u", o.calls);
	snprintf(number[2], 16, "%d", gates[0]);
	snprintf(number[3], 16, "%d", gates[1]);
	snprintf(number[4], 16, "%d", ready);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execl(path, path, "-i", number[0], "-c", number[1], "-g", number[2], "-l", number[3], "-r", number[4],
	      o.only ? "-o" : o.dir, o.only ? o.only : (char *)NULL, o.dir, (char *)NULL);
	die(path);
}

static void let_through(int gate)
{
	char bytes[MAX_PROCESSES] = { 0 };

	if (write(gate, bytes, o.processes) != (ssize_t)o.processes)
		die("gate");
}

static void wait_for_all(int ready)
{
	char byte;

	for (unsigned i = 0; i < o.processes; i++)
		if (read(ready, &byte, 1) != 1)
			die("a process ended early");
}

static void stop_recorder(void)
{
	if (!o.stop_ms)
		return;
	kill(getppid(), SIGSTOP);
	usleep(o.stop_ms * 1000);
	kill(getppid(), SIGCONT);
}

static void gather(void)
{
	char path[4096], buffer[65536];
	FILE *all, *one;
	size_t n;

	snprintf(path, sizeof(path), "%s/truth", o.dir);
	all = fopen(path, "we");
	for (unsigned i = 0; all && i < o.processes; i++) {
		snprintf(path, sizeof(path), "%s/truth.of.%u", o.dir, i);
		one = fopen(path, "re");
		if (!one)
			die(path);
		while ((n = fread(buffer, 1, sizeof(buffer), one)))
			fwrite(buffer, 1, n, all);
		fclose(one);
		unlink(path);
	}
	if (!all || fclose(all))
		die("cannot write the truth");
}

static void ended_early(int signal)
{
	(void)signal;
	(void)!write(STDERR_FILENO, "truth: a process ended early\n", 29);
	_exit(1);
}

static void start_all(int gates[2], int ready)
{
	unsigned n = copies();

	signal(SIGCHLD, ended_early);
	for (unsigned i = 0; i < o.processes; i++) {
		pid_t pid = fork();

		if (pid < 0)
			die("fork");
		if (!pid)
			start(i, i % n, gates, ready);
	}
}

static void let_go(int gate)
{
	int status;

	signal(SIGCHLD, SIG_DFL);
	let_through(gate);
	for (unsigned i = 0; i < o.processes; i++)
		if (wait(&status) < 0 || status)
			die("a process failed");
}

static int everything(void)
{
	int enter[2], leave[2], ready[2];
	clockid_t recorder;
	uint64_t from, took, cpu;

	if (pipe(enter) || pipe(leave) || pipe(ready) || clock_getcpuclockid(getppid(), &recorder))
		die("pipe or clock");
	start_all((int[]){ enter[0], leave[0] }, ready[1]);
	wait_for_all(ready[0]);
	usleep(SETTLE_US);
	cpu = clock_ns(recorder);
	from = clock_ns(CLOCK_MONOTONIC);
	let_through(enter[1]);
	stop_recorder();
	wait_for_all(ready[0]);
	took = clock_ns(CLOCK_MONOTONIC) - from;
	usleep(SETTLE_US);
	cpu = clock_ns(recorder) - cpu;
	let_go(leave[1]);
	gather();
	printf("%u %llu %llu\n", o.processes * o.calls, (unsigned long long)took, (unsigned long long)cpu);
	return 0;
}

static unsigned number(const char *text, unsigned max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	errno = EINVAL;
	if (end == text || *end || n > max)
		die(text);
	return n;
}

int main(int argc, char **argv)
{
	int c, index = -1, gates[2] = { -1, -1 }, ready = -1;

	while ((c = getopt(argc, argv, "p:c:o:s:i:g:l:r:")) != -1)
		switch (c) {
		case 'p': o.processes = number(optarg, MAX_PROCESSES); break;
		case 'c': o.calls = number(optarg, 100000000); break;
		case 'o': o.only = optarg; break;
		case 's': o.stop_ms = number(optarg, 60000); break;
		case 'i': index = number(optarg, MAX_PROCESSES); break;
		case 'g': gates[0] = number(optarg, 1024); break;
		case 'l': gates[1] = number(optarg, 1024); break;
		case 'r': ready = number(optarg, 1024); break;
		default: return 2;
		}
	if (optind + 1 != argc)
		return 2;
	o.dir = argv[optind];
	if (!o.processes || !o.calls)
		return 2;
	return index < 0 ? everything() : process(index, argv[0], gates, ready);
}
