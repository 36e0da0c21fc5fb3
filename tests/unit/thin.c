// SPDX-License-Identifier: BSD-2-Clause
/* JSON with its bulk taken out: what goes, what stays, and that what is broken stays so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/guard.h"
#include "base/thin.h"

static const char *const keys[] = { "bulk", "more", NULL };

/* Without a byte behind the text, so that a sanitizer sees who reads too far. */
static void expect(const char *text, const char *expected)
{
	size_t size = strlen(text);
	_free_ char *copy = malloc(size + !size);

	assert_non_null(copy);
	memcpy(copy, text, size);
	size = thin_json(copy, size, keys);
	assert_int_equal(size, strlen(expected));
	assert_memory_equal(copy, expected, size);
}

static void empties_arrays_and_objects(void **state)
{
	(void)state;
	expect("{\"bulk\":[1,2]}", "{\"bulk\":[]}");
	expect("{\"bulk\" :\n\t{\"a\":{\"b\":[]}} ,\"c\":[1]}", "{\"bulk\" :\n\t{} ,\"c\":[1]}");
	expect("{\"a\":{\"more\":[[1],[2]],\"b\":1},\"bulk\":[3]}", "{\"a\":{\"more\":[],\"b\":1},\"bulk\":[]}");
	expect("{\"bulk\":[]}", "{\"bulk\":[]}");
}

static void leaves_the_rest(void **state)
{
	static const char *const same[] = {
		"", "{}", "[\"bulk\",[1]]", "{\"bulk\":1}", "{\"bulk\":\"[x]\"}", "{\"bulky\":[1]}", "{\"bul\":[1]}",
		"{\"a\":\"bulk\"}", "{\"\\\"bulk\":[1]}", "{\"bulk\\\"\":[1]}", "{\"x\":\"\\\"bulk\\\":[1]\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		expect(same[i], same[i]);
}

static void brackets_in_strings_are_none(void **state)
{
	(void)state;
	expect("{\"bulk\":[\"]\",\"\\\"]\",\"\\\\\"],\"a\":1}", "{\"bulk\":[],\"a\":1}");
	expect("{\"bulk\":{\"}\":\"{\"},\"a\":1}", "{\"bulk\":{},\"a\":1}");
}

/* A parser must still see that something is wrong with it. */
static void what_is_broken_stays(void **state)
{
	static const char *const same[] = {
		"{\"bulk\":[1,2", "{\"bulk\":[1,2}", "{\"bulk\":{]", "{\"bulk\":[\"]", "{\"bulk",
		"{\"bulk\"", "{\"bulk\":",
		"{\"bulk\":[\"\\", "\"", "\\\"", "{\"bulk\":[[]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		expect(same[i], same[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empties_arrays_and_objects),
		cmocka_unit_test(leaves_the_rest),
		cmocka_unit_test(brackets_in_strings_are_none),
		cmocka_unit_test(what_is_broken_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
