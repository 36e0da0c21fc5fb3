// SPDX-License-Identifier: BSD-2-Clause
/* Growing text: what was added is there, and a failure is never lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>

#include "base/buf.h"

/* Sizes that cannot be had are asked for on purpose. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void test_empty(void **state)
{
	struct buf b = BUF_INIT;
	char *text;

	(void)state;
	assert_string_equal(buf_text(&b), "");
	assert_int_equal(buf_error(&b), 0);
	text = buf_take(&b);
	assert_string_equal(text, "");
	free(text);
	buf_free(&b);
	buf_free(&b);
}

static void test_grows(void **state)
{
	_buf_ struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 10000; i++) {
		buf_addf(&b, "%05zu", i);
		assert_int_equal(b.size, 5 * (i + 1));
		assert_true(b.room > b.size);
		assert_int_equal(b.text[b.size], '\0');
	}
	for (size_t i = 0; i < 10000; i++) {
		char expected[8];

		snprintf(expected, sizeof(expected), "%05zu", i);
		assert_memory_equal(buf_text(&b) + 5 * i, expected, 5);
	}
}

static void test_digits(void **state)
{
	static const uint64_t numbers[] = { 0, 9, 10, 99, 100, UINT32_MAX, INT64_MAX, UINT64_MAX - 1, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		_buf_ struct buf b = BUF_INIT;
		char expected[24];

		snprintf(expected, sizeof(expected), "%llu", (unsigned long long)numbers[i]);
		buf_add_digits(&b, numbers[i]);
		assert_string_equal(buf_text(&b), expected);
	}
}

/* At each size around a doubling, the NUL fits too. */
static void test_exact_sizes(void **state)
{
	char bytes[1100];

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	for (size_t n = 0; n < sizeof(bytes); n++) {
		struct buf b = BUF_INIT;

		buf_add_bytes(&b, bytes, n);
		assert_int_equal(b.size, n);
		assert_int_equal(strlen(buf_text(&b)), n);
		buf_free(&b);
	}
}

static void test_bytes_and_formats(void **state)
{
	_buf_ struct buf b = BUF_INIT;

	(void)state;
	buf_add(&b, "a");
	buf_add_bytes(&b, "\0b", 2);
	buf_add(&b, "");
	buf_addf(&b, "%s", "");
	buf_addf(&b, "%d%%", 7);
	assert_int_equal(b.size, 5);
	assert_memory_equal(buf_text(&b), "a\0b7%", 6);
}

static void test_take_hands_over(void **state)
{
	struct buf b = BUF_INIT;
	char *text;

	(void)state;
	buf_add(&b, "mine");
	text = buf_take(&b);
	assert_string_equal(text, "mine");
	assert_null(b.text);
	assert_int_equal(b.size, 0);
	buf_add(&b, "next");
	assert_string_equal(buf_text(&b), "next");
	assert_string_equal(text, "mine");
	free(text);
	buf_free(&b);
}

static void test_failure_is_remembered(void **state)
{
	static const size_t sizes[] = { SIZE_MAX, SIZE_MAX - 4, SIZE_MAX / 2, (size_t)1 << 62 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct buf b = BUF_INIT;

		buf_add(&b, "kept");
		buf_add_bytes(&b, "", sizes[i]);
		assert_int_equal(buf_error(&b), -ENOMEM);
		assert_string_equal(buf_text(&b), "kept");
		buf_add(&b, "more");
		buf_addf(&b, "%d", 1);
		assert_string_equal(buf_text(&b), "kept");
		assert_int_equal(buf_error(&b), -ENOMEM);
		assert_null(buf_take(&b));
		assert_int_equal(buf_error(&b), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_exact_sizes),
		cmocka_unit_test(test_bytes_and_formats),
		cmocka_unit_test(test_take_hands_over),
		cmocka_unit_test(test_failure_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
