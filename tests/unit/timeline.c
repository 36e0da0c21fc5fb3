// SPDX-License-Identifier: BSD-2-Clause
/* core/timeline: which records become events of checks, and what is left at the end. */
#include "timeline_ear.h"

/* --- checks -------------------------------------------------------------------------------- */

static void a_check_is_told_at_once(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);
	const struct told *e = ear->told;

	(void)state;
	feed_program(t, 2, "ngi\x1bnx\0usr", 11);
	feed_check(t, 7, CAP_CHOWN, LC_CHECK_DENIED);
	feed_symbols(t);
	see(t, 7, 5);
	see(t, 7, 6);
	assert_int_equal(ear->n, 2);
	assert_int_equal(e->type, EVENT_CHECK);
	assert_int_equal(e->ms, 5);
	assert_int_equal(e->pid, 10);
	assert_int_equal(e->tid, 11);
	assert_int_equal(e->uid, 33);
	assert_int_equal(e->id, 7);
	assert_int_equal(e->cap, CAP_CHOWN);
	assert_int_equal(e->flags, LC_CHECK_DENIED);
	assert_string_equal(e->comm, "nginx");
	assert_string_equal(e->exe, "/usr/ngi\\x1bnx");
	assert_string_equal(e->site, "chown_common");
	assert_string_equal(e->frames, "cap_capable ns_capable chown_common");
	assert_true(e[0].first);
	assert_false(e[1].first);
}

static void a_name_that_comes_late_is_used(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);

	(void)state;
	feed_check(t, 7, CAP_CHOWN, 0);
	see(t, 7, 5);
	feed_symbols(t);
	feed_program(t, 2, "nginx", 6);
	see(t, 7, 6);
	assert_string_equal(ear->told[0].site, "");
	assert_string_equal(ear->told[0].exe, "");
	assert_string_equal(ear->told[1].site, "chown_common");
	assert_string_equal(ear->told[1].exe, "/nginx");
}

/* Everything is told again at the end. */
static void facts_told_twice_stay(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);

	(void)state;
	for (int i = 0; i < 2; i++) {
		feed_program(t, 2, "nginx", 6);
		feed_check(t, 7, CAP_CHOWN, 0);
		feed_symbols(t);
	}
	see(t, 7, 5);
	assert_int_equal(ear->n, 1);
	assert_string_equal(ear->told[0].site, "chown_common");
}

static void names_of_threads_are_escaped_and_not_mixed_up(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);

	(void)state;
	feed_check(t, 7, CAP_CHOWN, 0);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 300; i++) {
			char comm[LC_COMM_LEN], expected[32];
			struct lc_seen s;

			snprintf(comm, sizeof(comm), "t%d\n", i);
			snprintf(expected, sizeof(expected), "t%d\\x0a", i);
			s = seen_at(7, 5, comm);
			FEED(t, s);
			assert_string_equal(ear->told[ear->n - 1].comm, expected);
		}
	}
}

static void a_user_stack_goes_with_its_check(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);
	struct lc_stack s = { HEAD(lc_stack, LC_STACK, 0, 1), .check = 7, .nframes = 1, .frame = { "main" } };

	(void)state;
	FEED(t, s); /* before its check: order is not promised */
	feed_check(t, 7, CAP_CHOWN, 0);
	feed_check(t, 8, CAP_CHOWN, 0);
	see(t, 7, 5);
	see(t, 8, 5);
	assert_non_null(ear->told[0].user_stack);
	assert_string_equal(ear->told[0].user_stack->frame[0], "main");
	assert_null(ear->told[1].user_stack);
}

static void what_cannot_be_understood_is_counted(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);
	struct lc_seen orphan = seen_at(99, 5, "nginx");
	struct lc_loss loss = { HEAD(lc_loss, LC_LOSS, 0, 0), .cause = LC_LOST_RING, .count = 5 };
	struct timeline_sum sum;

	(void)state;
	assert_int_equal(timeline_feed(t, "short", 5), -EBADMSG);
	assert_int_equal(timeline_feed(t, &orphan, sizeof(orphan)), -EBADMSG);
	FEED(t, loss);
	timeline_sum(t, &sum);
	assert_int_equal(sum.lost[LC_LOST_BAD], 2);
	assert_int_equal(sum.lost[LC_LOST_RING], 5);
	assert_int_equal(ear->n, 0);
}

static void filters(void **state)
{
	static const struct {
		struct timeline_filter filter;
		size_t told;
	} rows[] = {
		{ { 0 }, 4 },
		{ { .denied = true }, 2 },
		{ { .caps = 1ull << CAP_KILL }, 2 },
		{ { .caps = 1ull << CAP_KILL, .denied = true }, 1 },
		{ { .by_uid = true, .uid = 33 }, 4 },
		{ { .by_uid = true, .uid = 0 }, 0 },
		{ { .comm = "nginx" }, 4 },
		{ { .comm = "ngin" }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_timeline_ struct timeline *t = timeline(&rows[i].filter);
		struct timeline_sum sum;

		ear->n = 0;
		for (uint32_t id = 1; id <= 5; id++) {
			feed_check(t, id, id > 2 ? CAP_KILL : CAP_CHOWN,
				   id == 5 ? LC_CHECK_VOID : id % 2 ? LC_CHECK_DENIED : 0);
			see(t, id, id);
		}
		assert_int_equal(ear->n, rows[i].told);
		timeline_sum(t, &sum);
		assert_int_equal(sum.events[EVENT_CHECK], rows[i].told);
	}
}

static void the_sink_can_stop_it(void **state)
{
	_timeline_ struct timeline *t = timeline(NULL);
	struct lc_seen s = seen_at(7, 5, "nginx");
	struct timeline_sum sum;

	(void)state;
	feed_check(t, 7, CAP_CHOWN, 0);
	ear->answer = -EPIPE;
	assert_int_equal(timeline_feed(t, &s, sizeof(s)), -EPIPE);
	refuse(t, 1, 1);
	assert_int_equal(timeline_tick(t, UINT64_MAX), -EPIPE);
	timeline_sum(t, &sum);
	assert_int_equal(sum.events[EVENT_CHECK] + sum.events[EVENT_REFUSAL], 0);
}

/* --- the end ---------------------------------------------------------------------------------------- */

static void feed_hook(struct timeline *t, const char *role, const char *hook)
{
	struct lc_hook h = { HEAD(lc_hook, LC_HOOK, 0, 0) };

	snprintf(h.role, sizeof(h.role), "%s", role);
	snprintf(h.hook, sizeof(h.hook), "%s", hook);
	FEED(t, h);
}

static void the_sum_knows_what_no_hook_serves(void **state)
{
	for (int results = 0; results < 2; results++) {
		const struct timeline_filter filter = { .results = results };
		_timeline_ struct timeline *t = timeline(&filter);
		struct lc_session s = { HEAD(lc_session, LC_SESSION, 0, 0), .scope = LC_SCOPE_ALL, .produced = 12,
					.delivered = 10 };
		struct timeline_sum sum;

		(void)state;
		feed_hook(t, "capability", "tp_btf/cap_capable");
		feed_hook(t, "result", "");
		feed_hook(t, "syscall", "");
		FEED(t, s);
		timeline_sum(t, &sum);
		assert_false(sum.no_checks);
		assert_false(sum.no_processes);
		assert_int_equal(sum.no_results, results);
		assert_int_equal(sum.produced, 12);
		assert_int_equal(sum.delivered, 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_check_is_told_at_once),
		test(a_name_that_comes_late_is_used),
		test(facts_told_twice_stay),
		test(names_of_threads_are_escaped_and_not_mixed_up),
		test(a_user_stack_goes_with_its_check),
		test(what_cannot_be_understood_is_counted),
		test(filters),
		test(the_sink_can_stop_it),
		test(the_sum_knows_what_no_hook_serves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
