/* SPDX-License-Identifier: BSD-2-Clause */
/* The clock of deadlines: nanoseconds that go on while the machine does, whatever the time of day is set to. */
#ifndef LC_KERN_TICK_H
#define LC_KERN_TICK_H

#include <stdint.h>
#include <time.h>

#define TICK_NEVER UINT64_MAX
#define MILLISECOND 1000000ull
#define SECOND 1000000000ull

static inline uint64_t tick_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * SECOND + t.tv_nsec;
}

static inline uint64_t tick_sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* So many seconds after; for 0 and less never. */
static inline uint64_t tick_after(uint64_t now, double seconds)
{
	return seconds > 0 ? now + (uint64_t)(seconds * SECOND) : TICK_NEVER;
}

#endif
