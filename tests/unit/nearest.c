/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "Did you mean": what is close enough, and what is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/guard.h"
#include "base/nearest.h"

static const char *const verbs[] = { "record", "report", "generate", "explain", "doctor" };

static const char *nearest_verb(const char *word)
{
	struct nearest n = NEAREST_INIT(word);

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		nearest_offer(&n, verbs[i]);
	return n.best;
}

static void finds_misspellings(void **state)
{
	static const char *const table[][2] = {
		{ "recrod", "record" },	 { "reprot", "report" },   { "RECORD", "record" }, { "repor", "report" },
		{ "gen", "generate" },	 { "genrate", "generate" }, { "explian", "explain" }, { "docter", "doctor" },
		{ "recordd", "record" }, { "xrecord", "record" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *best = nearest_verb(table[i][0]);

		if (!best)
			print_error("%s has none\n", table[i][0]);
		assert_non_null(best);
		assert_string_equal(best, table[i][1]);
	}
}

static void leaves_strangers_alone(void **state)
{
	static const char *const table[] = { "", "x", "xyzzy", "--", "watch", "q", "trace" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		assert_null(nearest_verb(table[i]));
}

static void stands_long_words(void **state)
{
	char word[4096];
	struct nearest n = NEAREST_INIT("record");

	(void)state;
	memset(word, 'r', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_null(nearest_verb(word));
	nearest_offer(&n, word);
	assert_null(n.best);
	word[64] = '\0'; /* the longest that is compared */
	n = (struct nearest)NEAREST_INIT(word);
	nearest_offer(&n, word);
	assert_ptr_equal(n.best, word);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_misspellings),
		cmocka_unit_test(leaves_strangers_alone),
		cmocka_unit_test(stands_long_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
