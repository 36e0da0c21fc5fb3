/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory runs out while a unit is read: -ENOMEM, nothing leaked, the outputs untouched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "failing_alloc.h"

#include "core/unit.h"

static const char text[] = "[A]\nK=1\n[B]\nL=2 \\\n 3 'x'\nM=\n";

/* Reads it, adds itself, takes it apart. */
static int work(struct unit **out)
{
	_unit_ struct unit *unit = NULL, *more = NULL;
	_free_ char *word = NULL;
	int r = unit_parse(text, strlen(text), "a", &unit), error = 0;

	if (!r)
		r = unit_parse(text, strlen(text), "b", &more);
	if (!r)
		r = unit_add(unit, more);
	if (r)
		return r;
	word = unit_word(unit_last(unit, "B", "L")->value, 2, &error);
	if (!error)
		*out = TAKE(unit);
	return error;
}

static void each_allocation(void **state)
{
	long n = 0;

	(void)state;
	do {
		struct unit *unit = NULL;
		long was = alive;
		int r;

		ran_out = false;
		until_failure = ++n;
		r = work(&unit);
		until_failure = 0;
		assert_int_equal(r, ran_out ? -ENOMEM : 0);
		assert_int_equal(unit != NULL, !ran_out);
		unit_free(&unit);
		assert_int_equal(alive, was);
	} while (ran_out);
	assert_true(n > 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation),
	};

	return run_failing(tests);
}
