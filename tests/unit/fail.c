// SPDX-License-Identifier: BSD-2-Clause
/* One message per failure: the first stays, and no terminal obeys it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h" /* before cmocka.h, which has a macro of this name */

#include <cmocka.h>
#include <errno.h>

#include "base/text.h"

static int clear(void **state)
{
	(void)state;
	fail_clear();
	return 0;
}

static void test_nothing_yet(void **state)
{
	(void)state;
	assert_null(fail_message());
	assert_null(fail_hint_text());
}

static void test_first_message_stays(void **state)
{
	(void)state;
	assert_int_equal((fail)(-EPERM, "cannot %s: %d", "open", 7), -EPERM);
	assert_int_equal((fail)(-EIO, "cannot read"), -EIO);
	assert_string_equal(fail_message(), "cannot open: 7");
	assert_null(fail_hint_text());
}

static void test_hint_is_apart(void **state)
{
	(void)state;
	fail_hint("run as %s", "root");
	fail_hint("or not");
	assert_null(fail_message());
	assert_string_equal(fail_hint_text(), "run as root");
}

static void test_clear_forgets_both(void **state)
{
	(void)state;
	(fail)(-1, "old");
	fail_hint("old");
	fail_clear();
	assert_null(fail_message());
	assert_null(fail_hint_text());
	(fail)(-1, "new");
	assert_string_equal(fail_message(), "new");
}

static void test_terminal_bytes_are_escaped(void **state)
{
	(void)state;
	(fail)(-1, "no file %s", "\x1b]0;x\a\n\xe2\x80\xae\xff \\x41 \xc3\xa9");
	assert_string_equal(fail_message(),
			    "no file \\x1b]0;x\\x07\\x0a\\xe2\\x80\\xae\\xff \\x41 \xc3\xa9");
}

/* Longer than there is room for, whatever the bytes: cut, but whole and clean. */
static void test_long_messages_are_cut(void **state)
{
	char big[5000];

	(void)state;
	for (int c = 1; c < 256; c++) {
		fail_clear();
		memset(big, c, sizeof(big) - 1);
		big[sizeof(big) - 1] = '\0';
		assert_int_equal((fail)(-7, "%s", big), -7);
		assert_true(text_is_clean(fail_message()));
		assert_true(strlen(fail_message()) >= 400);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_nothing_yet, clear),
		cmocka_unit_test_setup(test_first_message_stays, clear),
		cmocka_unit_test_setup(test_hint_is_apart, clear),
		cmocka_unit_test_setup(test_clear_forgets_both, clear),
		cmocka_unit_test_setup(test_terminal_bytes_are_escaped, clear),
		cmocka_unit_test_setup(test_long_messages_are_cut, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
