// SPDX-License-Identifier: BSD-2-Clause
/*
 * What two CPUs pay for a line of memory that both write: prints "OWN SHARED", nanoseconds of an atomic add to a line
 * of one's own and to one that the other adds to all the time (medians). Where the two are alike the CPUs share their
 * first cache, or do not run at once, and no program that they both run can show what contention costs elsewhere.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLICES 1000
#define ADDS 10000
#define APART 64 /* words: eight lines */

static uint64_t words[2 * APART] __attribute__((aligned(64)));
static pthread_barrier_t start;
static double ns;
static int apart;

static int die(const char *what)
{
	fprintf(stderr, "contend: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void *add(void *at)
{
	static double took[2][SLICES];
	long cpu = (long)at;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (pthread_setaffinity_np(pthread_self(), sizeof(set), &set))
		die("cannot choose a CPU");
	pthread_barrier_wait(&start);
	for (int i = 0; i < SLICES; i++) {
		uint64_t begin = now();

		for (int k = 0; k < ADDS; k++)
			__atomic_fetch_add(&words[cpu * apart], 1, __ATOMIC_SEQ_CST);
		took[cpu][i] = (double)(now() - begin) / ADDS;
	}
	qsort(took[cpu], SLICES, sizeof(**took), by_value);
	if (!cpu)
		ns = took[cpu][SLICES / 2];
	return NULL;
}

static double both(int distance)
{
	pthread_t other;

	apart = distance;
	if (pthread_create(&other, NULL, add, (void *)1))
		die("thread");
	add(NULL);
	pthread_join(other, NULL);
	return ns;
}

int main(void)
{
	double own;

	pthread_barrier_init(&start, NULL, 2);
	own = both(APART);
	printf("%.1f %.1f\n", own, both(0));
	return 0;
}
