// SPDX-License-Identifier: BSD-2-Clause
/*
 * How long the verbs take that read a profile, where it is a large one: recordings made of tapes (tape.h), put together
 * and written by the tool's own writer, then read by the program itself.
 *
 * usage: big [-p PROGRAMS] [-n TIMES] [-k FILE] LEASTCAP [NAME]...   10000 programs, 5 times; -k keeps the profile
 * Prints lines "NAME.FIGURE VALUE UNIT": profile.size in MiB, profile.write in s of CPU, and of each verb
 *   best, median   s on the clock, from the fork until it has ended
 *   cpu            s of CPU, of the run that took least
 *   peak           MiB, the most memory it had
 * NAME: report report-json oci seccomp docker-seccomp systemd kubernetes; default: all.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tape.h"

#include "core/fold.h"

#define PART 4000 /* programs of one recording */
#define MAX_TIMES 100

static void die(const char *what, int error)
{
	fprintf(stderr, "big: %s: %s\n", what, strerror(error));
	exit(1);
}

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* --- the profile ----------------------------------------------------------------------- */

static struct profile *record(uint32_t programs, uint32_t first)
{
	const struct tape_shape shape = { .programs = programs, .first = first };
	_fold_ struct fold *f = NULL;
	struct profile *p = NULL;
	const struct lc_head *head;
	struct tape tape;
	size_t at = 0;

	tape_facts(&shape, &tape);
	if (fold_new(&f))
		die("fold", ENOMEM);
	while ((head = tape_next(&tape, &at)))
		if (fold_feed(f, head, head->len))
			die("a record was refused", EBADMSG);
	if (fold_profile(f, &p))
		die("profile", ENOMEM);
	tape_free(&tape);
	return p;
}

/* Puts a list of the second profile behind that of the first; its elements have moved then. */
#define JOIN(a, b, list, n)                                                                    \
	do {                                                                                   \
		size_t all_ = (a)->n + (b)->n;                                                 \
		(a)->list = reallocarray((a)->list, all_ + 1, sizeof(*(a)->list));             \
		if (!(a)->list)                                                                \
			die("a list", ENOMEM);                                                 \
		memcpy((a)->list + (a)->n, (b)->list, (b)->n * sizeof(*(a)->list));            \
		(a)->n = all_;                                                                 \
		(b)->n = 0;                                                                    \
	} while (0)

/* Gives the programs and owners of a recording ids that no other has. */
static void renumber(struct profile *p, uint32_t by)
{
	for (size_t i = 0; i < p->nprograms; i++) {
		struct program *program = &p->programs[i];

		program->id += by;
		program->parent += program->parent ? by : 0;
		program->owner += program->owner ? by : 0;
	}
	for (size_t i = 0; i < p->nowners; i++)
		p->owners[i].id += by;
	for (size_t i = 0; i < p->nchecks; i++)
		p->checks[i].program += by;
	for (size_t i = 0; i < p->nrefusals; i++)
		p->refusals[i].program += by;
	for (size_t i = 0; i < p->nprivileges; i++)
		p->privileges[i].program += by;
	for (size_t i = 0; i < p->nvalues; i++)
		p->values[i].program += by;
}

static void join(struct profile *a, struct profile *b)
{
	JOIN(a, b, programs, nprograms);
	JOIN(a, b, owners, nowners);
	JOIN(a, b, checks, nchecks);
	JOIN(a, b, refusals, nrefusals);
	JOIN(a, b, privileges, nprivileges);
	JOIN(a, b, values, nvalues);
}

static struct profile *make(uint32_t programs)
{
	uint32_t done = programs < PART ? programs : PART;
	struct profile *all = record(done, 0);

	while (done < programs) {
		uint32_t n = programs - done < PART ? programs - done : PART;
		_profile_ struct profile *part = record(n, done);

		renumber(part, done);
		join(all, part);
		done += n;
	}
	return all;
}

static void save(uint32_t programs, const char *path)
{
	_profile_ struct profile *p = make(programs);
	_buf_ struct buf text = BUF_INIT;
	double start = now(CLOCK_PROCESS_CPUTIME_ID), end;
	FILE *file = fopen(path, "w");

	if (!file)
		die(path, errno);
	if (profile_write(p, &text))
		die("writing", ENOMEM);
	end = now(CLOCK_PROCESS_CPUTIME_ID);
	if (fwrite(text.text, 1, text.size, file) != text.size || fclose(file))
		die(path, errno);
	printf("profile.size %.1f MiB\nprofile.write %.3f s\n", text.size / 1048576.0, end - start);
}

/* --- the verbs --------------------------------------------------------------------------- */

static const struct verb {
	const char *name;
	const char *args[4];
} verbs[] = {
	{ "report", { "report" } },
	{ "report-json", { "report", "--format", "json" } },
	{ "oci", { "generate", "oci" } },
	{ "seccomp", { "generate", "seccomp" } },
	{ "docker-seccomp", { "generate", "docker-seccomp" } },
	{ "systemd", { "generate", "systemd" } },
	{ "kubernetes", { "generate", "kubernetes" } },
};

static void exec_verb(const char *leastcap, const struct verb *verb, const char *path)
{
	char *argv[8] = { (char *)leastcap };
	int n = 1, null = open("/dev/null", O_WRONLY);

	for (size_t i = 0; i < ARRAY_SIZE(verb->args) && verb->args[i]; i++)
		argv[n++] = (char *)verb->args[i];
	argv[n++] = (char *)path;
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execv(leastcap, argv);
	_exit(127);
}

struct run {
	double wall, cpu, peak;
};

static struct run run_verb(const char *leastcap, const struct verb *verb, const char *path)
{
	double start = now(CLOCK_MONOTONIC), end;
	struct rusage u;
	int status;
	pid_t pid = fork();

	if (!pid)
		exec_verb(leastcap, verb, path);
	if (pid < 0 || wait4(pid, &status, 0, &u) != pid)
		die(leastcap, errno);
	end = now(CLOCK_MONOTONIC);
	if (status) {
		fprintf(stderr, "big: %s: failed with status %x\n", verb->name, status);
		exit(1);
	}
	return (struct run){ .wall = end - start, .peak = u.ru_maxrss / 1024.0,
			     .cpu = u.ru_utime.tv_sec + u.ru_stime.tv_sec +
				    (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6 };
}

static int by_wall(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	return (x->wall > y->wall) - (x->wall < y->wall);
}

static void measure(const char *leastcap, const struct verb *verb, const char *path, unsigned int times)
{
	struct run runs[MAX_TIMES];
	double cpu = 0, peak = 0;

	for (unsigned int i = 0; i < times; i++) {
		runs[i] = run_verb(leastcap, verb, path);
		if (!i || runs[i].cpu < cpu)
			cpu = runs[i].cpu;
		if (runs[i].peak > peak)
			peak = runs[i].peak;
	}
	qsort(runs, times, sizeof(*runs), by_wall);
	printf("%s.best %.3f s\n%s.median %.3f s\n", verb->name, runs[0].wall, verb->name, runs[times / 2].wall);
	printf("%s.cpu %.3f s\n%s.peak %.1f MiB\n", verb->name, cpu, verb->name, peak);
	fflush(stdout);
}

static bool is_wanted(const struct verb *verb, char **names, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(names[i], verb->name))
			return true;
	return !n;
}

static unsigned long number(const char *text, unsigned long max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (end == text || *end || n < 1 || n > max)
		die(text, EINVAL);
	return n;
}

int main(int argc, char **argv)
{
	char made[] = "/tmp/leastcap-big-XXXXXX";
	const char *keep = NULL, *path;
	unsigned int programs = 10000, times = 5;
	int c, fd = -1;

	while ((c = getopt(argc, argv, "p:n:k:")) != -1) {
		if (c == 'p')
			programs = number(optarg, 1000000);
		else if (c == 'n')
			times = number(optarg, MAX_TIMES);
		else if (c == 'k')
			keep = optarg;
		else
			return 2;
	}
	if (optind == argc)
		return 2;
	if (!keep && (fd = mkstemp(made)) < 0)
		die(made, errno);
	path = keep ? keep : made;
	save(programs, path);
	fflush(stdout);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (is_wanted(&verbs[i], argv + optind + 1, argc - optind - 1))
			measure(argv[optind], &verbs[i], path, times);
	if (!keep)
		unlink(made);
	return 0;
}
