/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * core/cap: every spelling, with libcap as the oracle of names and numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sys/capability.h>

#include "base/guard.h"
#include "core/cap.h"

static void names_are_those_of_libcap(void **state)
{
	char room[32];

	(void)state;
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		char *theirs = cap_to_name((cap_value_t)cap);

		assert_non_null(theirs);
		assert_string_equal(cap_lower_name(cap, room), theirs);
		assert_int_equal(cap_parse(theirs), (int)cap);
		cap_free(theirs);
	}
	assert_int_equal(CAP_LAST_CAP + 1, CAP_COUNT);
}

static void our_names_mean_the_same_to_libcap(void **state)
{
	char room[32];

	(void)state;
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		cap_value_t value;

		assert_int_equal(cap_from_name(cap_name(cap, room), &value), 0);
		assert_int_equal(value, cap);
	}
}

static void every_spelling_is_read(void **state)
{
	static const char *const spellings[] = { "CAP_NET_RAW", "cap_net_raw", "Cap_Net_Raw", "NET_RAW",
						 "net_raw", "13", "CAP_13", "cap_13" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++)
		assert_int_equal(cap_parse(spellings[i]), 13);
}

static void every_spelling_is_written_and_read_back(void **state)
{
	char room[32];

	(void)state;
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		assert_int_equal(cap_parse(cap_name(cap, room)), (int)cap);
		assert_int_equal(cap_parse(cap_short_name(cap, room)), (int)cap);
		assert_int_equal(cap_parse(cap_lower_name(cap, room)), (int)cap);
	}
	assert_string_equal(cap_name(13, room), "CAP_NET_RAW");
	assert_string_equal(cap_short_name(13, room), "NET_RAW");
	assert_string_equal(cap_lower_name(13, room), "cap_net_raw");
}

static void unknown_numbers_keep_their_number(void **state)
{
	char room[32];

	(void)state;
	assert_string_equal(cap_name(45, room), "CAP_45");
	assert_string_equal(cap_short_name(45, room), "45");
	assert_string_equal(cap_lower_name(45, room), "cap_45");
	assert_string_equal(cap_name(UINT32_MAX, room), "CAP_4294967295");
	assert_null(cap_info(CAP_COUNT));
	assert_null(cap_info(UINT32_MAX));
}

static void what_is_no_capability_is_refused(void **state)
{
	static const char *const words[] = {
		"", "CAP_", "CAP_NET", "NET_RAW ", " NET_RAW", "CAP_CAP_NET_RAW", "NET_RAWX", "64",
		"CAP_64", "-1", "+1", "013", "0x1", "1e1", "99999999999999999999", "all", "NET-RAW", "\xff",
	};

	(void)state;
	assert_int_equal(cap_parse(NULL), -EINVAL);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (cap_parse(words[i]) != -EINVAL)
			fail_msg("\"%s\" was read as %d", words[i], cap_parse(words[i]));
	}
}

/* A sentence: capital, full stop, one line. */
static void check_sentence(const char *name, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	if (n < 10 || n > 240 || text[0] < 'A' || text[0] > 'Z' || text[n - 1] != '.' ||
	    strpbrk(text, "\n\t"))
		fail_msg("%s: \"%s\" is no sentence", name, text ? text : "(null)");
}

static void every_row_is_complete(void **state)
{
	(void)state;
	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		const struct cap_info *info = cap_info(cap);

		check_sentence(info->name, info->permits);
		check_sentence(info->name, info->attack);
		check_sentence(info->name, info->instead);
		assert_true(info->risk < CAP_RISKS);
		for (unsigned int other = 0; other < cap; other++)
			assert_string_not_equal(info->permits, cap_info(other)->permits);
	}
}

static void risks_are_named_and_graded(void **state)
{
	(void)state;
	assert_string_equal(cap_risk_name(CAP_RISK_HOST), "host");
	assert_string_equal(cap_risk_name(CAP_RISK_HIGH), "high");
	assert_string_equal(cap_risk_name(CAP_RISK_MEDIUM), "medium");
	assert_string_equal(cap_risk_name(CAP_RISK_LOW), "low");
	assert_string_equal(cap_risk_name(CAP_RISKS), "unknown");
	assert_int_equal(cap_info(CAP_SYS_ADMIN)->risk, CAP_RISK_HOST);
	assert_int_equal(cap_info(CAP_SYS_MODULE)->risk, CAP_RISK_HOST);
	assert_int_equal(cap_info(CAP_NET_BIND_SERVICE)->risk, CAP_RISK_LOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_those_of_libcap),
		cmocka_unit_test(our_names_mean_the_same_to_libcap),
		cmocka_unit_test(every_spelling_is_read),
		cmocka_unit_test(every_spelling_is_written_and_read_back),
		cmocka_unit_test(unknown_numbers_keep_their_number),
		cmocka_unit_test(what_is_no_capability_is_refused),
		cmocka_unit_test(every_row_is_complete),
		cmocka_unit_test(risks_are_named_and_graded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
