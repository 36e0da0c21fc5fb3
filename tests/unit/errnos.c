// SPDX-License-Identifier: BSD-2-Clause
/* Words of errno against errno itself, and against the C library where it names them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/errnos.h"

static void every_number_comes_back(void **state)
{
	(void)state;
	for (uint32_t error = 0; error <= ERRNO_MAX; error++) {
		char room[16];

		assert_int_equal(errno_of(errno_word(error, room)), error);
	}
}

static void every_generic_number_has_a_name(void **state)
{
	(void)state;
	for (uint32_t error = 1; error <= EHWPOISON; error++) {
		char room[16], number[16];
		const char *word = errno_word(error, room);

		snprintf(number, sizeof(number), "%u", error);
		if (error == 41 || error == 58)
			assert_string_equal(word, number);
		else
			assert_int_equal(word[0], 'E');
	}
}

static void the_words_are_those_of_errno(void **state)
{
	char room[16];

	(void)state;
	assert_string_equal(errno_word(0, room), "0");
	assert_string_equal(errno_word(EPERM, room), "EPERM");
	assert_string_equal(errno_word(EACCES, room), "EACCES");
	assert_string_equal(errno_word(EOPNOTSUPP, room), "EOPNOTSUPP");
	assert_string_equal(errno_word(EHWPOISON, room), "EHWPOISON");
	assert_string_equal(errno_word(134, room), "134");
	assert_string_equal(errno_word(512, room), "512");
	assert_string_equal(errno_word(UINT32_MAX, room), "4294967295");
}

#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 32)
static void the_c_library_has_the_same_names(void **state)
{
	(void)state;
	for (int error = 1; error <= EHWPOISON; error++) {
		const char *name = strerrorname_np(error);
		char room[16];

		if (!name)
			continue;
		assert_string_equal(errno_word((uint32_t)error, room), name);
	}
}
#define HAVE_NAMES 1
#endif
#endif

static void other_spellings_are_none(void **state)
{
	static const char *const bad[] = {
		"", "1", "01", "0x1", "-1", "+1", " 512", "512 ", "512\n", "eperm", "EPERM ", "E", "4096", "4294967296",
		"18446744073709551616", "00", "EWOULDBLOCK",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(errno_of(bad[i]), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_comes_back),
		cmocka_unit_test(every_generic_number_has_a_name),
		cmocka_unit_test(the_words_are_those_of_errno),
#ifdef HAVE_NAMES
		cmocka_unit_test(the_c_library_has_the_same_names),
#endif
		cmocka_unit_test(other_spellings_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
