// SPDX-License-Identifier: BSD-2-Clause
/* Text of units as systemd.syntax(7) writes and systemd 252 reads it, and what is none. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of this name */

#include <cmocka.h>

#include "core/unit.h"

static struct unit *unit;

static int parse(const char *text)
{
	unit_free(&unit);
	fail_clear();
	return unit_parse(text, strlen(text), "/etc/systemd/system/web@1.service", &unit);
}

static void has(size_t i, const char *section, const char *key, const char *value, unsigned int line)
{
	assert_true(i < unit->n);
	assert_string_equal(unit->settings[i].section, section);
	assert_string_equal(unit->settings[i].key, key);
	assert_string_equal(unit->settings[i].value, value);
	assert_string_equal(unit->settings[i].file, "web@1.service");
	assert_int_equal(unit->settings[i].line, line);
}

/* The example of the man page, to the letter. */
static void man_page(void **state)
{
	(void)state;
	assert_int_equal(parse("[Section A]\nKeyOne=value 1\nKeyTwo=value 2\n\n# a comment\n\n[Section B]\n"
			       "Setting=\"something\" \"some thing\" \"...\"\n"
			       "KeyTwo=value 2 \\\n       value 2 continued\n\n"
			       "[Section C]\nKeyThree=value 3\\\n# this line is ignored\n; this line is ignored too\n"
			       "       value 3 continued\n"), 0);
	assert_string_equal(unit->name, "web@1.service");
	assert_int_equal(unit->n, 5);
	has(0, "Section A", "KeyOne", "value 1", 2);
	has(1, "Section A", "KeyTwo", "value 2", 3);
	has(2, "Section B", "Setting", "\"something\" \"some thing\" \"...\"", 8);
	has(3, "Section B", "KeyTwo", "value 2         value 2 continued", 9);
	has(4, "Section C", "KeyThree", "value 3        value 3 continued", 13);
}

static void blanks(void **state)
{
	(void)state;
	assert_int_equal(parse("\xef\xbb\xbf[S]\r\n  A \t=  x = y \t\r\n\t; c\r\nB=\\\r\n  z\r\n"
			       " C = \n\\\n\nD=1\\"), 0);
	assert_int_equal(unit->n, 4);
	has(0, "S", "A", "x = y", 2);
	has(1, "S", "B", "z", 4);
	has(2, "S", "C", "", 6);
	has(3, "S", "D", "1", 9);
	assert_int_equal(parse(""), 0);
	assert_int_equal(unit->n, 0);
	assert_int_equal(parse("# only\n\n"), 0);
}

/* Two backslashes are one that is meant. */
static void no_continuation(void **state)
{
	(void)state;
	assert_int_equal(parse("[S]\nA=x\\\\\nB=y\\\\\\\nz\n"), 0);
	assert_int_equal(unit->n, 2);
	has(0, "S", "A", "x\\\\", 2);
	has(1, "S", "B", "y\\\\ z", 3);
}

/* An empty line ends what would go on. */
static void continuation_ends(void **state)
{
	(void)state;
	assert_int_equal(parse("[S]\nA=x\\\n\nB=y\n"), 0);
	assert_int_equal(unit->n, 2);
	has(0, "S", "A", "x", 2);
	has(1, "S", "B", "y", 4);
}

static void refused(const char *text, const char *message)
{
	assert_int_equal(parse(text), -EINVAL);
	assert_null(unit);
	assert_non_null(fail_message());
	assert_string_equal(fail_message(), message);
}

static void broken(void **state)
{
	(void)state;
	refused("[S]\nnonsense\n", "/etc/systemd/system/web@1.service: line 2: neither [Section] nor Key=value");
	refused("# c\nA=b\n", "/etc/systemd/system/web@1.service: line 2: a setting before any [Section]");
	refused("[S\nA=b\n", "/etc/systemd/system/web@1.service: line 1: a section that does not end in ]");
	refused("[]\n", "/etc/systemd/system/web@1.service: line 1: a section that does not end in ]");
	refused("[S]\n\n =b\n", "/etc/systemd/system/web@1.service: line 3: a value without a key");
	fail_clear();
	assert_int_equal(unit_parse("[S]\nA=b\n\0", 9, "x", &unit), -EINVAL);
	assert_string_equal(fail_message(), "x: line 3: a NUL byte: this is no text");
}

static void limits(void **state)
{
	size_t n = UNIT_SIZE_MAX + 1;
	char *text = malloc(n);
	size_t at;

	(void)state;
	memset(text, '\n', n);
	fail_clear();
	assert_int_equal(unit_parse(text, n, "x", &unit), -EINVAL);
	assert_string_equal(fail_message(), "x: larger than 1024 KiB");
	memset(text, 'a', n);
	memcpy(text, "[S]\nA=", 6);
	fail_clear();
	assert_int_equal(unit_parse(text, UNIT_VALUE_MAX + 10, "x", &unit), -EINVAL);
	assert_string_equal(fail_message(), "x: line 2: too long");
	for (at = 4; at + 8 < n; at += 4)
		memcpy(text + at, "A=b\n", 4);
	fail_clear();
	assert_int_equal(unit_parse(text, at, "x", &unit), -EINVAL);
	assert_string_equal(fail_message(), "x: line 4098: too many settings");
	free(text);
}

static void lists(void **state)
{
	(void)state;
	assert_int_equal(parse("[A]\nK=1\nK=2\n[B]\nK=9\n[A]\nK=\nK=3\nL=\nK=4\nM=5\nM=\n"), 0);
	assert_string_equal(unit_get(unit, "A", "K", 0)->value, "3");
	assert_string_equal(unit_get(unit, "A", "K", 1)->value, "4");
	assert_null(unit_get(unit, "A", "K", 2));
	assert_null(unit_get(unit, "A", "L", 0));
	assert_null(unit_get(unit, "A", "M", 0));
	assert_string_equal(unit_last(unit, "A", "K")->value, "4");
	assert_string_equal(unit_last(unit, "B", "K")->value, "9");
	assert_null(unit_last(unit, "A", "M"));
	assert_null(unit_last(unit, "B", "M"));
	assert_null(unit_last(unit, "A", "k")); /* names have a case */
}

static void dropin(void **state)
{
	_unit_ struct unit *more = NULL;

	(void)state;
	assert_int_equal(parse("[A]\nK=1\n"), 0);
	assert_int_equal(unit_parse("[A]\nK=\nK=2\n", 11, "d/10-x.conf", &more), 0);
	assert_int_equal(unit_add(unit, more), 0);
	assert_int_equal(unit->n, 3);
	assert_string_equal(unit_get(unit, "A", "K", 0)->value, "2");
	assert_string_equal(unit_get(unit, "A", "K", 0)->file, "10-x.conf");
	assert_null(unit_get(unit, "A", "K", 1));
}

static void truth(void **state)
{
	(void)state;
	assert_int_equal(unit_truth("yes"), 1);
	assert_int_equal(unit_truth("On"), 1);
	assert_int_equal(unit_truth("1"), 1);
	assert_int_equal(unit_truth("false"), 0);
	assert_int_equal(unit_truth("0"), 0);
	assert_int_equal(unit_truth("yess"), -EINVAL);
	assert_int_equal(unit_truth(""), -EINVAL);
}

/* words(value, ..., NULL) */
static void words(const char *value, ...)
{
	va_list args;
	const char *want;
	size_t i = 0;

	va_start(args, value);
	for (; (want = va_arg(args, const char *)); i++) {
		int error = 77;
		char *got = unit_word(value, i, &error);

		assert_int_equal(error, 0);
		assert_non_null(got);
		assert_string_equal(got, want);
		free(got);
	}
	va_end(args);
	{
		int error = 77;

		assert_null(unit_word(value, i, &error));
		assert_int_equal(error, 0);
	}
}

/* As the unit dump of `systemd --test` of systemd 252 shows them. */
static void quoting(void **state)
{
	(void)state;
	words("", NULL);
	words("  \t", NULL);
	words("one  two\tthree", "one", "two", "three", NULL);
	words("\"something\" \"some thing\" \"...\"", "something", "some thing", "...", NULL);
	words("a\"b c\"d 'x\\x41y' \\q \"z\"w", "ab cd", "xAy", "\\q", "zw", NULL);
	words("'it\"s' \"it's\" '' \"\"", "it\"s", "it's", "", "", NULL);
	words("ONE='one' \"TWO='two two' too\" THREE=", "ONE=one", "TWO='two two' too", "THREE=", NULL);
}

static void escapes(void **state)
{
	(void)state;
	words("\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\\'\\s", "\a\b\f\n\r\t\v\\\"' ", NULL);
	words("\\101\\x42 \\u00e4\\U0001F600\\u20ac", "AB", "\xc3\xa4\xf0\x9f\x98\x80\xe2\x82\xac", NULL);
	/* none: kept as they stand */
	words("\\000 \\x00 \\u0000 \\400 \\xg1 \\ud800 \\U00110000 \\12 \\x", "\\000", "\\x00", "\\u0000", "\\400",
	      "\\xg1", "\\ud800", "\\U00110000", "\\12", "\\x", NULL);
	words("a\\ b c\\", "a\\ b", "c\\", NULL);
}

static void open_quote(void **state)
{
	const char *at = "a 'b c";
	int error = 77;
	char *word = unit_next_word(&at, &error);

	(void)state;
	assert_string_equal(word, "a");
	free(word);
	assert_string_equal(at, "'b c");
	assert_null(unit_next_word(&at, &error));
	assert_int_equal(error, -EINVAL);
	assert_null(unit_word("a \"", 1, &error));
	assert_int_equal(error, -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(man_page),   cmocka_unit_test(blanks),	       cmocka_unit_test(no_continuation),
		cmocka_unit_test(broken),     cmocka_unit_test(limits),	       cmocka_unit_test(continuation_ends),
		cmocka_unit_test(lists),      cmocka_unit_test(dropin),	       cmocka_unit_test(truth),
		cmocka_unit_test(quoting),    cmocka_unit_test(escapes),       cmocka_unit_test(open_quote),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	unit_free(&unit);
	return failed;
}
