// SPDX-License-Identifier: BSD-2-Clause
/* Syscall sets against the plainest model there is: an array by number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/profile.h"

#define NUMBERS 600

struct model {
	bool there[NUMBERS];
	uint64_t count[NUMBERS], first[NUMBERS];
};

static void model_add(struct model *m, uint32_t nr, uint64_t count, uint64_t first)
{
	m->there[nr] = true;
	m->count[nr] += count;
	if (first && (!m->first[nr] || first < m->first[nr]))
		m->first[nr] = first;
}

static void assert_same(const struct sysset *s, const struct model *m)
{
	size_t at = 0;

	for (uint32_t nr = 0; nr < NUMBERS; nr++) {
		assert_int_equal(sysset_has(s, nr), m->there[nr]);
		if (!m->there[nr])
			continue;
		assert_true(at < s->n);
		assert_int_equal(s->use[at].nr, nr);
		assert_int_equal(s->use[at].count, m->count[nr]);
		assert_int_equal(s->use[at].first_ns, m->first[nr]);
		at++;
	}
	assert_int_equal(at, s->n);
	assert_true(s->n <= s->room);
}

static void test_any_order(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 30; round++) {
		struct model m = { 0 };
		struct sysset s = { 0 };

		for (int i = 0; i < 40 * round; i++) {
			uint32_t nr;

			seed = seed * 1664525 + 1013904223;
			nr = (seed >> 8) % NUMBERS;
			model_add(&m, nr, seed % 5, seed % 3 ? seed % 1000 : 0);
			assert_int_equal(sysset_add(&s, nr, seed % 5, seed % 3 ? seed % 1000 : 0), 0);
		}
		assert_same(&s, &m);
		free(s.use);
	}
}

static void test_ascending_and_descending(void **state)
{
	struct sysset up = { 0 }, down = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		assert_int_equal(sysset_add(&up, i, 1, 0), 0);
		assert_int_equal(sysset_add(&down, 999 - i, 1, 0), 0);
	}
	assert_int_equal(up.n, 1000);
	assert_int_equal(down.n, 1000);
	assert_memory_equal(up.use, down.use, 1000 * sizeof(*up.use));
	free(up.use);
	free(down.use);
}

static void test_edges(void **state)
{
	struct sysset s = { 0 };

	(void)state;
	assert_false(sysset_has(&s, 0));
	assert_int_equal(sysset_add(&s, UINT32_MAX, UINT64_MAX, 0), 0);
	assert_int_equal(sysset_add(&s, UINT32_MAX, 5, 9), 0);
	assert_int_equal(sysset_add(&s, 0, 0, 0), 0);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.use[0].nr, 0);
	assert_true(s.use[1].count == UINT64_MAX);
	assert_int_equal(s.use[1].first_ns, 9);
	assert_true(sysset_has(&s, UINT32_MAX));
	assert_false(sysset_has(&s, UINT32_MAX - 1));
	free(s.use);
}

static void test_phases_are_a_union(void **state)
{
	struct sysset s = { 0 };

	(void)state;
	assert_int_equal(sysset_add_use(&s, &(struct sysuse){ 5, 1u << PHASE_SERVING, 3, 40 }), 0);
	assert_int_equal(sysset_add_use(&s, &(struct sysuse){ 5, 1u << PHASE_INIT, 4, 0 }), 0);
	assert_int_equal(sysset_add_use(&s, &(struct sysuse){ 6, 0, 1, 0 }), 0);
	assert_int_equal(sysset_add(&s, 5, 1, 20), 0);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.use[0].phases, 1u << PHASE_INIT | 1u << PHASE_SERVING);
	assert_int_equal(s.use[0].count, 8);
	assert_int_equal(s.use[0].first_ns, 20);
	assert_int_equal(s.use[1].phases, 0);
	free(s.use);
}

/* Failed only if it failed everywhere; of two errors the earlier one's, whatever the order. */
static void test_failed(void **state)
{
	static const struct sysuse uses[] = {
		{ .nr = 5, .first_ns = 30, .failed = 38 },
		{ .nr = 5, .first_ns = 20, .failed = 1 },
		{ .nr = 5, .first_ns = 0, .failed = 13 },
		{ .nr = 5, .first_ns = 40 },
	};
	static const struct {
		uint32_t order[4];
		size_t n;
		uint32_t is;
	} rows[] = {
		{ { 0 }, 1, 38 }, { { 0, 1 }, 2, 1 }, { { 1, 0 }, 2, 1 }, { { 2, 0 }, 2, 38 }, { { 0, 2, 1 }, 3, 1 },
		{ { 2, 1, 0 }, 3, 1 }, { { 3, 0 }, 2, 0 }, { { 0, 3 }, 2, 0 }, { { 3, 0, 1 }, 3, 0 },
		{ { 0, 3, 1, 2 }, 4, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sysset s = { 0 };

		for (size_t j = 0; j < rows[i].n; j++)
			assert_int_equal(sysset_add_use(&s, &uses[rows[i].order[j]]), 0);
		assert_int_equal(s.n, 1);
		assert_int_equal(s.use[0].failed, rows[i].is);
		free(s.use);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_ascending_and_descending),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_phases_are_a_union),
		cmocka_unit_test(test_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
