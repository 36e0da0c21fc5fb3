/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON written as it is made: the same text as that of a tree, whichever of its parts was one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>

#include "base/table.h"
#include "emit/jsonflow.h"

static const char *const texts[] = { "", "plain", "with \"quotes\"", "back\\slash", "caf\xc3\xa9", "new\nline",
				     "\x1b[31m", "cut \xe2\x82", "\x7f" };
static const uint64_t numbers[] = { 0, 1, 9, 10, 4294967296, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX };

static unsigned int draw(unsigned int n)
{
	static uint32_t state = 7;

	state = state * 1664525 + 1013904223;
	return (state >> 8) % n;
}

static json_t *random_value(unsigned int depth)
{
	json_t *value;
	char key[16];

	switch (draw(depth ? 6 : 4)) {
	case 0:
		return jsonout_text(texts[draw(ARRAY_SIZE(texts))]);
	case 1:
		return jsonout_number(numbers[draw(ARRAY_SIZE(numbers))]);
	case 2:
		return json_null();
	case 3:
		return json_boolean(draw(2));
	case 4:
		value = json_array();
		for (unsigned int n = draw(4); n; n--)
			json_array_append_new(value, random_value(depth - 1));
		return value;
	default:
		value = json_object();
		for (unsigned int n = draw(4); n; n--) {
			snprintf(key, sizeof(key), "key %u", n);
			json_object_set_new(value, key, random_value(depth - 1));
		}
		return value;
	}
}

/* Some of its parts as trees, the others piece by piece. */
static void flow(struct jsonflow *j, json_t *value)
{
	const char *key;
	json_t *part;
	size_t i;

	if (!draw(4)) {
		jsonflow_value(j, json_incref(value));
	} else if (json_is_object(value)) {
		jsonflow_open(j, '{');
		json_object_foreach(value, key, part) {
			jsonflow_key(j, key);
			flow(j, part);
		}
		jsonflow_close(j, '}');
	} else if (json_is_array(value)) {
		jsonflow_open(j, '[');
		json_array_foreach(value, i, part)
			flow(j, part);
		jsonflow_close(j, ']');
	} else if (json_is_string(value)) {
		jsonflow_text(j, json_string_value(value));
	} else if (json_is_integer(value)) {
		jsonflow_number(j, (uint64_t)json_integer_value(value));
	} else if (json_is_null(value)) {
		jsonflow_null(j);
	} else {
		jsonflow_value(j, json_incref(value));
	}
}

static void test_same_as_a_tree(void **state)
{
	(void)state;
	for (unsigned int run = 0; run < 3000; run++) {
		_buf_ struct buf tree = BUF_INIT;
		_buf_ struct buf made = BUF_INIT;
		struct jsonflow j = JSONFLOW_INIT(&made);
		json_t *value = json_pack("{s:o, s:o}", "a", random_value(5), "b", random_value(5));

		flow(&j, value);
		buf_add(&made, "\n");
		assert_int_equal(jsonout_write(value, &tree), 0);
		assert_int_equal(buf_error(&made), 0);
		assert_string_equal(buf_text(&made), buf_text(&tree));
	}
}

/* What members hold that are no more than a key and a value. */
static void test_members(void **state)
{
	_buf_ struct buf tree = BUF_INIT;
	_buf_ struct buf made = BUF_INIT;
	struct jsonflow j = JSONFLOW_INIT(&made);
	char key[8];

	(void)state;
	jsonflow_open(&j, '{');
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(key, sizeof(key), "t%zu", i);
		jsonflow_text_of(&j, key, texts[i]);
	}
	jsonflow_text_of(&j, "none", NULL);
	jsonflow_text_or_null_of(&j, "null", NULL);
	jsonflow_text_or_null_of(&j, "empty", "");
	jsonflow_text_or_null_of(&j, "some", "x");
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		snprintf(key, sizeof(key), "n%zu", i);
		jsonflow_number_of(&j, key, numbers[i]);
		key[0] = 'c';
		jsonflow_counted_of(&j, key, numbers[i]);
	}
	jsonflow_member(&j, "list", json_pack("[i, [], {}, {s:i}]", 1, "a", 2));
	jsonflow_close(&j, '}');
	buf_add(&made, "\n");

	json_t *expected = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(key, sizeof(key), "t%zu", i);
		json_object_set_new(expected, key, jsonout_text(texts[i]));
	}
	json_object_set_new(expected, "none", json_null());
	json_object_set_new(expected, "null", json_null());
	json_object_set_new(expected, "empty", json_null());
	json_object_set_new(expected, "some", json_string("x"));
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		snprintf(key, sizeof(key), "n%zu", i);
		json_object_set_new(expected, key, jsonout_number(numbers[i]));
		key[0] = 'c';
		json_object_set_new(expected, key, jsonout_counted(numbers[i]));
	}
	json_object_set_new(expected, "list", json_pack("[i, [], {}, {s:i}]", 1, "a", 2));
	assert_int_equal(jsonout_write(expected, &tree), 0);
	assert_string_equal(buf_text(&made), buf_text(&tree));
}

static void test_out_of_memory(void **state)
{
	_buf_ struct buf of_a_value = BUF_INIT;
	_buf_ struct buf told = BUF_INIT;
	struct jsonflow j = JSONFLOW_INIT(&of_a_value);
	struct jsonflow k = JSONFLOW_INIT(&told);

	(void)state;
	jsonflow_open(&j, '[');
	jsonflow_value(&j, NULL);
	jsonflow_close(&j, ']');
	assert_int_equal(buf_error(&of_a_value), -ENOMEM);
	jsonflow_fail(&k);
	jsonflow_open(&k, '[');
	jsonflow_close(&k, ']');
	assert_int_equal(buf_error(&told), -ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_a_tree),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
