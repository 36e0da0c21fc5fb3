/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records fed in many orders, which must not matter.
 */
#ifndef LC_TESTS_UNIT_SAMPLE_ORDER_H
#define LC_TESTS_UNIT_SAMPLE_ORDER_H

#include "sample.h"

static inline void assert_same_profile(const struct profile *a, const struct profile *b)
{
	_free_ char *x = sample_json(a), *y = sample_json(b);

	assert_string_equal(x, y);
}

static inline struct profile *profile_of(const struct sample *s, const size_t *order, size_t n)
{
	_fold_ struct fold *f = NULL;
	struct profile *p = NULL;

	assert_int_equal(fold_new(&f), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(fold_feed(f, &s->records[order[i]], s->records[order[i]].head.len), 0);
	assert_int_equal(fold_profile(f, &p), 0);
	return p;
}

static inline void assert_order_does_not_matter(const struct sample *s)
{
	size_t order[SAMPLE_RECORDS];
	_profile_ struct profile *plain = sample_profile(s);
	uint32_t seed = 3;

	for (size_t i = 0; i < s->n; i++)
		order[i] = i;
	for (int round = 0; round < 500; round++) {
		_profile_ struct profile *p = NULL;

		for (size_t i = s->n - 1; i > 0; i--) {
			size_t j, swap = order[i];

			seed = seed * 1664525 + 1013904223;
			j = (seed >> 8) % (i + 1);
			order[i] = order[j];
			order[j] = swap;
		}
		p = profile_of(s, order, s->n);
		assert_same_profile(plain, p);
	}
}

#endif
