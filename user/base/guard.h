/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scope guards: an owner is a local with a guard and escapes by TAKE().
 * A descriptor guard starts at -1.
 */
#ifndef LC_BASE_GUARD_H
#define LC_BASE_GUARD_H

#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(f) __attribute__((cleanup(f)))

static inline void free_guard(void *p)
{
	free(*(void **)p);
}

static inline void close_guard(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define _free_ _cleanup_(free_guard)
#define _close_ _cleanup_(close_guard)

/* Hands the pointer on and disarms its guard. */
#define TAKE(p)                          \
	({                               \
		__typeof__(p) take_ = (p); \
		(p) = NULL;              \
		take_;                   \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
