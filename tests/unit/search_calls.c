/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Syscalls that can go: which, in how many trials, and what riddles do to it.
 */
#include "search_world.h"

static void syscalls_that_can_go(void **state)
{
	static struct world w;
	const struct search_options o = { .plan = BIT(CAP_KILL), .held = HELD, .nsyscalls = 80 };
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_KILL) }, .nclauses = 1, .ncalls = 80,
			    .calls = { [0] = true, [41] = true, [79] = true } };
	r = world_search(&w, &o);
	assert_int_equal(r.end, SEARCH_MINIMAL);
	assert_string_equal(w.about[2], "without 4 of 80 syscalls");
	assert_non_null(r.needless);
	for (size_t i = 0; i < 80; i++)
		assert_int_equal(r.needless[i], !w.calls[i]);
	assert_memory_equal(r.needless, w.last_worked_without, 80 * sizeof(bool));
	assert_true(r.runs < 30); /* one by one takes 82 */
	search_free(&r);
}

/* Every list of up to 12 syscalls, against the bound that the first trial promised. */
static void syscalls_exhaustively(void **state)
{
	static struct world w;
	double worst = 0;

	(void)state;
	for (size_t n = 1; n <= 12; n++) {
		for (uint32_t needed = 0; needed < 1u << n; needed++) {
			const struct search_options o = { .nsyscalls = n };
			struct search_result r;

			w.runs = 0;
			w.ncalls = n;
			for (size_t i = 0; i < n; i++)
				w.calls[i] = needed >> i & 1;
			r = world_search(&w, &o);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(r.needless[i], !w.calls[i]);
			for (unsigned int i = 0; i < r.runs; i++)
				if (r.runs - i - 1 > w.remaining[i])
					fail_msg("%zu calls, %x needed: run %u promised %u, %u followed", n, needed,
						 i + 1, w.remaining[i], r.runs - i - 1);
			if (r.runs - 1 > worst * (double)n)
				worst = (r.runs - 1) / (double)n;
			search_free(&r);
		}
	}
	print_message("at most %.2f runs a syscall\n", worst);
}

static void syscall_riddles(void **state)
{
	static struct world w;
	const struct search_options o = { .nsyscalls = 6 };
	struct search_result r;

	(void)state;
	w = (struct world){ .ncalls = 6, .calls = { [2] = true }, .puzzling = true };
	r = world_search(&w, &o);
	assert_int_equal(r.end, SEARCH_MINIMAL);
	assert_string_equal(w.about[1], w.about[2]);
	search_free(&r);

	w.runs = 0;
	w.fluke = 3;
	r = world_search(&w, &o);
	assert_int_equal(r.end, SEARCH_FLAKY);
	assert_string_equal(r.what, "without 4 of 6 syscalls: failed (no syscall), then worked");
	assert_true(r.caps_minimal);
	search_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syscalls_that_can_go),
		cmocka_unit_test(syscalls_exhaustively),
		cmocka_unit_test(syscall_riddles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
