// SPDX-License-Identifier: BSD-2-Clause
/* The @groups of systemd, held against what systemd-analyze syscall-filter of 252 printed, and when one is worth it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/guard.h"
#include "core/group.h"

/* Calls of x86_64 that a version of a group has. */
static size_t members(const char *group, enum group_version version)
{
	size_t n = 0;

	for (size_t i = 0; i < sysno_count(); i++)
		n += sysno_at(i)->number[SYSNO_X86_64] >= 0 && group_has(group, version, sysno_at(i));
	return n;
}

static bool has(const char *group, enum group_version version, const char *name)
{
	assert_non_null(sysno_by_name(name));
	return group_has(group, version, sysno_by_name(name));
}

/* Counted in what both versions print, without what x86_64 has not. */
static void sizes(void **state)
{
	static const struct {
		const char *group;
		size_t in_252, in_262;
	} rows[] = {
		{ "@aio", 9, 9 }, { "@basic-io", 16, 16 }, { "@chown", 4, 4 }, { "@clock", 4, 4 },
		{ "@cpu-emulation", 1, 1 }, { "@debug", 4, 4 }, { "@default", 45, 48 }, { "@file-system", 64, 73 },
		{ "@io-event", 14, 14 }, { "@ipc", 24, 24 }, { "@keyring", 3, 3 }, { "@memlock", 5, 5 },
		{ "@module", 3, 3 }, { "@mount", 11, 11 }, { "@network-io", 18, 18 }, { "@obsolete", 13, 13 },
		{ "@pkey", 3, 3 }, { "@process", 20, 20 }, { "@raw-io", 2, 2 }, { "@reboot", 3, 3 },
		{ "@resources", 12, 12 }, { "@sandbox", 0, 4 }, { "@setuid", 7, 7 }, { "@signal", 8, 8 },
		{ "@swap", 2, 2 }, { "@sync", 6, 6 }, { "@timer", 12, 12 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(members(rows[i].group, GROUP_252), rows[i].in_252);
		assert_int_equal(members(rows[i].group, GROUP_262), rows[i].in_262);
	}
}

static void each_group_is_one(void **state)
{
	const char *group;
	size_t n = 0;

	(void)state;
	for (; (group = group_at(n)); n++) {
		assert_int_equal(group[0], '@');
		assert_true(members(group, GROUP_252) > 0);
		assert_string_not_equal(group, "@default");    /* always there */
		assert_string_not_equal(group, "@sandbox");    /* not in 252 */
		assert_string_not_equal(group, "@privileged"); /* holds others */
	}
	assert_int_equal(n, 25);
	assert_null(group_at(SIZE_MAX));
}

static void versions_differ(void **state)
{
	(void)state;
	assert_true(has("@mount", GROUP_252, "open_tree"));
	assert_false(has("@mount", GROUP_262, "open_tree"));
	assert_false(has("@file-system", GROUP_252, "open_tree"));
	assert_true(has("@file-system", GROUP_262, "open_tree"));
	assert_true(group_may_have("@file-system", sysno_by_name("statmount")));
	assert_false(group_surely_has("@file-system", sysno_by_name("statmount")));
	assert_true(group_surely_has("@file-system", sysno_by_name("openat")));
	/* words, not parts of words */
	assert_false(has("@io", GROUP_262, "io_setup"));
	assert_false(has("@file", GROUP_262, "openat"));
	/* in two groups */
	assert_true(has("@basic-io", GROUP_252, "close") && has("@file-system", GROUP_252, "close"));
}

static void list(bool *listed, const char *const *names, size_t n)
{
	memset(listed, 0, sysno_count() * sizeof(*listed));
	for (size_t i = 0; i < n; i++)
		listed[sysno_by_name(names[i]) - sysno_at(0)] = true;
}

static void worth_is_a_share_of_the_members(void **state)
{
	static const char *const four[] = { "mlock", "mlock2", "mlockall", "munlock", "read" };
	_free_ bool *listed = calloc(sysno_count(), sizeof(*listed));
	struct group_use use;

	(void)state;
	assert_non_null(listed);
	list(listed, four, ARRAY_SIZE(four));
	assert_false(group_worth("@memlock", listed, 19, &use));
	assert_int_equal(use.members, 5);
	assert_int_equal(use.used, 4);
	assert_true(group_worth("@memlock", listed, 20, &use));
	assert_true(group_worth("@memlock", listed, 100, &use));
	assert_false(group_worth("@sync", listed, 100, &use)); /* nothing of it is listed */
	assert_false(group_worth("@basic-io", listed, 100, &use)); /* one is no group */
	list(listed, four, 0);
	assert_false(group_worth("@memlock", listed, 100, &use));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes),
		cmocka_unit_test(each_group_is_one),
		cmocka_unit_test(versions_differ),
		cmocka_unit_test(worth_is_a_share_of_the_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
