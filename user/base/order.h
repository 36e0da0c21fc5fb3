/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Comparing numbers for qsort() and bsearch().
 */
#ifndef LC_BASE_ORDER_H
#define LC_BASE_ORDER_H

#include <stdint.h>

/* Less than, equal to or greater than 0, as a is to b. */
static inline int order_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

#endif
