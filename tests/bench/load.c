// SPDX-License-Identifier: BSD-2-Clause
/* Times an operation in slices: of many short ones some are undisturbed, however busy the machine is. */
#include "load.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MAX_THREADS 64
#define MAX_SLICES 10000

struct timing {
	const struct load *load;
	unsigned threads, slices;
	bool wall;
	pthread_barrier_t start;
	double ns[MAX_THREADS]; /* an operation, by thread */
	unsigned next;
};

void load_fail(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t clock_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint64_t usage_ns(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000000ull +
	       (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000ull;
}

static uint64_t now(const struct timing *t)
{
	if (t->wall)
		return clock_ns(CLOCK_MONOTONIC);
	if (t->load->clock)
		return t->load->clock();
	if (t->load->children)
		return usage_ns(RUSAGE_SELF) + usage_ns(RUSAGE_CHILDREN);
	return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

static double slice(const struct timing *t, unsigned n)
{
	uint64_t start = now(t);

	t->load->run(n);
	return (double)(now(t) - start) / n;
}

/* Operations that fill a slice, by the clock on the wall. */
static unsigned operations(const struct load *load)
{
	uint64_t wanted = (load->slice_us ? load->slice_us : 500) * 1000ull, took, start;
	unsigned n = 1;

	for (;;) {
		start = clock_ns(CLOCK_MONOTONIC);
		load->run(n);
		took = clock_ns(CLOCK_MONOTONIC) - start;
		if (took >= wanted / 2 || n > 1u << 24)
			break;
		n *= 2;
	}
	return took > wanted && n > 1 ? n / 2 : n;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void *thread(void *at)
{
	struct timing *t = at;
	unsigned id = __atomic_fetch_add(&t->next, 1, __ATOMIC_RELAXED), n;
	double *took = calloc(t->slices, sizeof(*took));

	if (!took)
		load_fail("slices");
	pthread_barrier_wait(&t->start);
	n = operations(t->load);
	for (unsigned i = 0; i < t->slices; i++)
		took[i] = slice(t, n);
	qsort(took, t->slices, sizeof(*took), by_value);
	t->ns[id] = took[t->threads > 1 || t->load->median ? t->slices / 2 : 0];
	free(took);
	return NULL;
}

static double measure(struct timing *t)
{
	pthread_t ids[MAX_THREADS];
	double sum = 0;

	pthread_barrier_init(&t->start, NULL, t->threads);
	for (unsigned i = 1; i < t->threads; i++)
		if (pthread_create(&ids[i], NULL, thread, t))
			load_fail("thread");
	thread(t);
	for (unsigned i = 1; i < t->threads; i++)
		pthread_join(ids[i], NULL);
	for (unsigned i = 0; i < t->threads; i++)
		sum += t->ns[i];
	return sum / t->threads;
}

static unsigned number(const char *text, unsigned max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (end == text || *end || n < 1 || n > max) {
		errno = EINVAL;
		load_fail(text);
	}
	return n;
}

int load_main(int argc, char **argv, const struct load *load)
{
	struct timing t = { .load = load, .threads = 1, .slices = load->slices ? load->slices : 200 };
	int c;

	while ((c = getopt(argc, argv, "+t:s:w")) != -1) {
		if (c == 't')
			t.threads = number(optarg, MAX_THREADS);
		else if (c == 's')
			t.slices = number(optarg, MAX_SLICES);
		else if (c == 'w')
			t.wall = true;
		else
			return 2;
	}
	if (load->arguments)
		load->arguments(argc - optind, argv + optind);
	else if (optind < argc)
		return 2;
	if (load->prepare)
		load->prepare();
	printf("%.2f\n", measure(&t));
	if (load->finish)
		load->finish();
	return 0;
}
