// SPDX-License-Identifier: BSD-2-Clause
/* JSON without a tree: it takes what jansson takes, and nothing else; lists are left for later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "jsonin_same.h"

static const struct {
	bool good;
	const char *text;
} rows[] = {
	{ true, "{}" }, { true, " [\t]\r\n" }, { true, "[null, true,false]" }, { true, "[[[[1], 2], {}], \"\"]" },
	{ true, "[0, -0, 7, -9223372036854775808, 9223372036854775807]" },
	{ true, "[0.5, -1.25e3, 1E+2, 2e-400, 99999999999999999999.0, 99999999999999999999e1]" },
	{ true, "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\ude00\x7f\"]" },
	{ true, "[\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"]" },
	{ true, "{\"a\": 1, \"b\": {\"a\": [1, {\"c\": null}]}, \"\": \"x\"}" },
	{ true, "{\"\\u0061\": 1, \"\\u00c3\": 2}" },
	{ false, "" }, { false, " " }, { false, "[" }, { false, "{" }, { false, "]" }, { false, "[1" },
	{ false, "[1," },
	{ false, "[1,]" }, { false, "[,1]" }, { false, "[1 2]" }, { false, "{\"a\"}" }, { false, "{\"a\":}" },
	{ false, "{\"a\" 1}" }, { false, "{\"a\": 1,}" }, { false, "{a: 1}" }, { false, "{1: 1}" }, { false, "[1}" },
	{ false, "{\"a\": 1]" }, { false, "[] []" }, { false, "[]x" }, { false, "1" }, { false, "\"x\"" },
	{ false, "null" }, { false, "[nul]" }, { false, "[nulll]" }, { false, "[True]" }, { false, "[\xef\xbb\xbf]" },
	{ false, "[01]" }, { false, "[-]" }, { false, "[+1]" }, { false, "[.5]" }, { false, "[1.]" }, { false, "[1e]" },
	{ false, "[1e+]" }, { false, "[-01]" }, { false, "[0x1]" }, { false, "[1e999]" }, { false, "[-1e999]" },
	{ false, "[9223372036854775808]" }, { false, "[-9223372036854775809]" }, { false, "[99999999999999999999]" },
	{ false, "[\"]" }, { false, "[\"\\]" }, { false, "[\"\\x\"]" }, { false, "[\"\\u12\"]" },
	{ false, "[\"\\u12g4\"]" }, { false, "[\"\\u0000\"]" }, { false, "[\"\\ud83d\"]" }, { false, "[\"\\ude00\"]" },
	{ false, "[\"\\ud83d\\u0041\"]" }, { false, "[\"\\ud83dx\"]" }, { false, "[\"\n\"]" }, { false, "[\"\x1f\"]" },
	{ false, "[\"\xff\"]" }, { false, "[\"\xc3\"]" }, { false, "[\"\xc0\x80\"]" }, { false, "[\"\xed\xa0\x80\"]" },
	{ false, "[\"\xf4\x90\x80\x80\"]" }, { false, "{\"a\": 1, \"a\": 1}" }, { false, "{\"a\": 1, \"\\u0061\": 2}" },
	{ false, "[{\"x\": {\"b\": 1, \"c\": 2, \"b\": 3}}]" }, { false, "{\"\\u0000\": 1}" },
};

static void check(const char *text, size_t n, bool good)
{
	char *copy = malloc(n ? n : 1); /* no byte more, for the sanitizer */
	bool taken = false;

	memcpy(copy, text, n);
	if (!jsonin_agrees(copy, n, &taken) || taken != good)
		fail_msg("%.*s: %s", (int)n, text, taken == good ? "differs from jansson" : "taken or not");
	free(copy);
}

static void test_agrees_with_jansson(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check(rows[i].text, strlen(rows[i].text), rows[i].good);
}

static void test_nothing_that_was_cut_is_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(rows[i].text);

		while (n && strchr(" \t\r\n", rows[i].text[n - 1]))
			n--;
		for (size_t cut = 0; rows[i].good && cut < n; cut++)
			check(rows[i].text, cut, false);
	}
}

static void test_a_nul_is_no_end(void **state)
{
	(void)state;
	check("[1]\0", 4, false);
	check("[\"a\0b\"]", 7, false);
}

/* More keys than are compared with one another, with and without a pair. */
static void test_many_keys(void **state)
{
	char text[4096];

	(void)state;
	for (int n = 20; n < 60; n++) {
		for (int twice = 0; twice < 2; twice++) {
			size_t size = 0;

			for (int i = 0; i < n; i++)
				size += snprintf(text + size, sizeof(text) - size, "%s\"k%d\": %d", i ? "," : "{",
						 twice && i == n - 1 ? 3 : i, i);
			size += snprintf(text + size, sizeof(text) - size, "}");
			check(text, size, !twice);
		}
	}
}

static void test_depth_is_limited(void **state)
{
	char text[200];
	size_t at = 0;

	(void)state;
	for (size_t depth = JSONIN_DEPTH; depth <= JSONIN_DEPTH + 2; depth++) {
		_jsonin_ struct jsonin in = { 0 };

		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		at = 0;
		assert_int_equal(jsonin_parse(&in, text, 2 * depth, &at), depth <= JSONIN_DEPTH + 1 ? 0 : -EINVAL);
	}
}

/* One value after the other out of one text, each in place of the one before. */
static void test_pieces(void **state)
{
	static const char text[] = "{\"a\": 1} , 5,\"x\"]";
	_jsonin_ struct jsonin in = { 0 };
	size_t at = 0, n = sizeof(text) - 1;

	(void)state;
	assert_int_equal(jsonin_parse(&in, text, n, &at), 0);
	assert_int_equal(in.values[jsonin_find(&in, 0, "a")].integer, 1);
	assert_true(jsonin_is_next(text, n, &at, ','));
	assert_int_equal(jsonin_parse(&in, text, n, &at), 0);
	assert_int_equal(in.nvalues, 1);
	assert_int_equal(in.values[0].integer, 5);
	assert_int_equal(jsonin_find(&in, 0, "a"), JSONIN_NONE);
	assert_true(jsonin_is_next(text, n, &at, ','));
	assert_int_equal(jsonin_parse(&in, text, n, &at), 0);
	assert_string_equal(jsonin_text(&in, 0), "x");
	assert_false(jsonin_is_next(text, n, &at, ','));
	assert_true(jsonin_is_next(text, n, &at, ']'));
	assert_int_equal(at, n);
	assert_int_equal(jsonin_parse(&in, text, n, &at), -EINVAL);
}

static void test_lists_are_left(void **state)
{
	static const char text[] = "{\"a\": [1, 2], \"b\": {\"c\": [3]}, \"d\": [nonsense]}";
	const struct jsonin_span lists[] = {
		{ 6, 12, 2 }, { (uint32_t)(strstr(text, "[n") - text), (uint32_t)(sizeof(text) - 2), 1 },
	};
	_jsonin_ struct jsonin in = { 0 };
	const struct jsonin_value *v;

	(void)state;
	assert_int_equal(jsonin_outer(&in, text, sizeof(text) - 1, lists, 2), 0);
	v = &in.values[jsonin_find(&in, 0, "d")];
	assert_int_equal(v->type, JSONIN_LATER);
	assert_int_equal(v->at, 1);
	assert_int_equal(v->n, 1);
	v = &in.values[jsonin_find(&in, jsonin_find(&in, 0, "b"), "c")];
	assert_int_equal(v->type, JSONIN_LIST);
	assert_int_equal(v->n, 1);
	assert_int_equal(jsonin_outer(&in, text, sizeof(text) - 1, NULL, 0), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agrees_with_jansson),
		cmocka_unit_test(test_nothing_that_was_cut_is_taken),
		cmocka_unit_test(test_a_nul_is_no_end),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_depth_is_limited),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_lists_are_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
