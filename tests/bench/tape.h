/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tapes: recordings made up in memory, as the kernel side would have told them. What replays them measures the user
 * side alone, and always the same.
 *
 * A program of them makes 28 calls, as the mean of a machine did over an afternoon of containers, shells and compilers,
 * and 4 checks.
 */
#ifndef LC_BENCH_TAPE_H
#define LC_BENCH_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/event.h"

/* Records one after the other, each as long as its head says, rounded up to 8 bytes. */
struct tape {
	char *bytes;
	size_t size, room;
	size_t n;
};

struct tape_shape {
	uint32_t programs; /* up to LC_MAX_PROGRAMS */
	uint32_t first;	   /* number of the first, in the names: tapes of other numbers are of other programs */
	size_t records;	   /* at least so many */
	bool serves;	   /* a boundary is told, so that everything has a phase */
};

/*
 * What `record` folds: every fact as the ring tells it and again as the sweep does, and on and on until there are
 * .records.
 */
void tape_facts(const struct tape_shape *shape, struct tape *out);

/* What `trace` tells: the facts that are referred to once, then each check that is made: .records of LC_SEEN. */
void tape_live(const struct tape_shape *shape, struct tape *out);

/* The record at *at, which goes on to the next; NULL at the end. */
static inline const struct lc_head *tape_next(const struct tape *t, size_t *at)
{
	const struct lc_head *head = (const void *)(t->bytes + *at);

	if (*at >= t->size)
		return NULL;
	*at += (head->len + 7u) & ~7u;
	return head;
}

void tape_free(struct tape *t);

#endif
