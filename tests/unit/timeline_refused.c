// SPDX-License-Identifier: BSD-2-Clause
/* core/timeline: refused calls, which are held back for the audit log, and changes of privileges. */
#include "timeline_ear.h"

/* --- refused calls ----------------------------------------------------------------------------- */

static void a_refusal_waits_for_the_audit_log(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);

	(void)state;
	assert_true(timeline_due(t) == UINT64_MAX);
	refuse(t, 1, 100);
	assert_int_equal(ear->n, 0);
	assert_true(timeline_due(t) == START + 100 * MS + TIMELINE_WAIT_NS);
	assert_int_equal(timeline_tick(t, START + 159 * MS), 0);
	assert_int_equal(ear->n, 0);
	assert_int_equal(timeline_tick(t, START + 160 * MS), 0);
	assert_int_equal(ear->n, 1);
	assert_int_equal(ear->told[0].type, EVENT_REFUSAL);
	assert_int_equal(ear->told[0].ms, 100);
	assert_int_equal(ear->told[0].uid, 33);
	assert_string_equal(ear->told[0].comm, "nginx");
	assert_true(timeline_due(t) == UINT64_MAX);
}

/* A capability that was missing is missing: no line of a log changes that. */
static void what_needs_no_log_is_told_at_once(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);
	struct lc_denial d = denial_at(1, 100);

	(void)state;
	feed_check(t, 7, CAP_CHOWN, LC_CHECK_DENIED);
	feed_symbols(t);
	d.nr = NR_CHOWN;
	d.error = EPERM;
	d.by = LC_REFUSER_CHECK;
	d.nchecks = 1;
	d.check[0] = 7;
	FEED(t, d);
	assert_int_equal(ear->n, 1);
	assert_string_equal(ear->told[0].site, "chown_common");
	assert_string_equal(ear->told[0].frames, "cap_capable ns_capable chown_common");
	assert_true(ear->told[0].first);
}

static void those_held_back_are_told_in_the_order_of_their_times(void **state)
{
	static const uint64_t at[] = { 50, 10, 30, 20, 40, 10 };
	_timeline_ struct timeline *t = timeline(NULL);

	(void)state;
	for (uint32_t i = 0; i < 6; i++)
		refuse(t, i + 1, at[i]);
	assert_true(timeline_due(t) == START + 10 * MS + TIMELINE_WAIT_NS);
	assert_int_equal(timeline_tick(t, START + 30 * MS + TIMELINE_WAIT_NS), 0);
	assert_int_equal(ear->n, 4);
	assert_int_equal(timeline_tick(t, UINT64_MAX), 0);
	assert_int_equal(ear->n, 6);
	for (size_t i = 1; i < 6; i++)
		assert_true(ear->told[i - 1].ms <= ear->told[i].ms);
	assert_int_equal(ear->told[0].id, 2);
	assert_int_equal(ear->told[1].id, 6);
}

static void not_more_are_held_than_there_is_room_for(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);

	(void)state;
	for (uint32_t i = 1; i <= TIMELINE_HELD + 10; i++)
		refuse(t, i, i / 100);
	assert_int_equal(ear->n, 10);
	assert_int_equal(timeline_tick(t, UINT64_MAX), 0);
	assert_int_equal(ear->n, TIMELINE_HELD + 10);
	for (uint32_t i = 0; i < ear->n; i++)
		assert_int_equal(ear->told[i].id, i + 1);
}

static void an_id_told_twice_is_counted_once(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);
	struct timeline_sum sum;

	(void)state;
	refuse(t, 1, 10);
	refuse(t, 1, 10);
	assert_int_equal(timeline_tick(t, UINT64_MAX), 0);
	timeline_sum(t, &sum);
	assert_int_equal(sum.events[EVENT_REFUSAL], 1);
	assert_int_equal(sum.lost[LC_LOST_BAD], 1);
}

static void filters_of_refusals(void **state)
{
	static const struct {
		struct timeline_filter filter;
		size_t told;
	} rows[] = {
		{ { .denied = true }, 2 },
		{ { .by_uid = true, .uid = 33 }, 2 },
		{ { .by_uid = true, .uid = 34 }, 0 },
		{ { .comm = "nginx" }, 2 },
		{ { .comm = "nginy" }, 0 },
		{ { .caps = 1ull << CAP_CHOWN }, 1 },
		{ { .caps = 1ull << CAP_KILL }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_timeline_ struct timeline *t = timeline(&rows[i].filter);
		struct lc_denial d = denial_at(2, 20);

		ear->n = 0;
		feed_check(t, 7, CAP_CHOWN, LC_CHECK_DENIED);
		refuse(t, 1, 10);
		d.by = LC_REFUSER_CHECK;
		d.error = EPERM;
		d.nr = NR_CHOWN;
		d.nchecks = 1;
		d.check[0] = 7;
		FEED(t, d);
		assert_int_equal(timeline_tick(t, UINT64_MAX), 0);
		if (ear->n != rows[i].told)
			fail_msg("row %zu: told %zu, expected %zu", i, ear->n, rows[i].told);
	}
}

/* --- changes of privileges ------------------------------------------------------------------------ */

static void only_changes_are_told(void **state)
{
	static const struct {
		uint32_t flags;
		bool all, denied; /* told so, told with .denied */
	} rows[] = {
		{ LC_STANCE_EXEC, false, false },
		{ LC_STANCE_EXEC | LC_STANCE_GAINED, true, false },
		{ LC_STANCE_EXEC | LC_STANCE_VOID_NNP, true, true },
		{ LC_STANCE_EXEC | LC_STANCE_VOID_NOSUID, true, true },
		{ LC_STANCE_CREDS, true, false },
		{ LC_STANCE_SECCOMP, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int denied = 0; denied < 2; denied++) {
			const struct timeline_filter filter = { .denied = denied };
			_timeline_ struct timeline *t = timeline(&filter);
			struct lc_stance s = { HEAD(lc_stance, LC_STANCE, 2, 3), .flags = rows[i].flags, .nr = 59,
					       .pid = 10, .comm = "su", .after = { .uid = 5 } };

			ear->n = 0;
			FEED(t, s);
			assert_int_equal(ear->n, denied ? rows[i].denied : rows[i].all);
			if (ear->n)
				assert_int_equal(ear->told[0].uid, 5);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_refusal_waits_for_the_audit_log),
		test(what_needs_no_log_is_told_at_once),
		test(those_held_back_are_told_in_the_order_of_their_times),
		test(not_more_are_held_than_there_is_room_for),
		test(an_id_told_twice_is_counted_once),
		test(filters_of_refusals),
		test(only_changes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
