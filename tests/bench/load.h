/* SPDX-License-Identifier: BSD-2-Clause */
/* What a workload of the bench is: an operation, done again and again by load_main() while it is timed. */
#ifndef LC_BENCH_LOAD_H
#define LC_BENCH_LOAD_H

#include <stdbool.h>
#include <stdint.h>

struct load {
	void (*arguments)(int n, char **words); /* what follows the options; NULL: nothing may */
	void (*prepare)(void);	 /* once, before any thread starts; may be NULL */
	void (*run)(unsigned n); /* the operation n times */
	void (*finish)(void);	 /* once, afterwards; may be NULL */
	uint64_t (*clock)(void); /* nanoseconds that it has cost so far; NULL: CPU time */
	unsigned slices;	 /* 0: 200 */
	unsigned slice_us;	 /* 0: 500 */
	bool children;		 /* its cost lies in processes it waits for */
	bool median;		 /* of the slices, not the best: they differ by themselves */
};

/*
 * usage: [-t THREADS] [-s SLICES] [-w] [WORD...]
 * Prints nanoseconds an operation: CPU time, or with -w the time on the clock; of the best slice, or with
 * several threads of the median slice, since the best is the one in which the other threads were not running.
 */
int load_main(int argc, char **argv, const struct load *load);

/* Ends the program with status 1: the workload does not do what it is for. */
void load_fail(const char *what);

#endif
