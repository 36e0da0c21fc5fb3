// SPDX-License-Identifier: BSD-2-Clause
/* core/timeline: which records become events, in which order, and what is held back. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/capability.h>

#include "core/decode.h"
#include "core/timeline.h"

#define MS 1000000ull
#define START (1000 * MS)
#define AHEAD 1790000000000000000ull
#define NR_CHOWN 92
#define NR_OPENAT 257

/* --- what was told ------------------------------------------------------------------ */

#define TOLD_MAX 8192

struct told {
	enum event_type type;
	uint64_t ms; /* since START */
	uint32_t pid, tid, uid, cap, flags, id;
	bool first;
	char comm[80], exe[64], site[32], frames[128];
	const struct lc_stack *user_stack;
};

struct ear {
	struct told told[TOLD_MAX];
	size_t n;
	int answer; /* what the sink returns */
};

static int listen(void *ctx, const struct event *e)
{
	struct ear *ear = ctx;
	struct told *t = &ear->told[ear->n++];

	assert_true(ear->n <= TOLD_MAX);
	*t = (struct told){ .type = e->type, .pid = e->pid, .tid = e->tid, .uid = e->uid, .cap = e->cap,
			    .flags = e->flags, .first = e->first, .user_stack = e->user_stack };
	t->ms = (e->realtime_ns - AHEAD - START) / MS;
	t->id = e->type == EVENT_REFUSAL ? e->denial->id : e->check;
	snprintf(t->comm, sizeof(t->comm), "%s", e->comm);
	snprintf(t->exe, sizeof(t->exe), "%s", e->exe);
	snprintf(t->site, sizeof(t->site), "%s", e->site ? e->site : "");
	for (size_t i = 0; i < e->nframes; i++) {
		strcat(t->frames, i ? " " : "");
		strcat(t->frames, e->frames[i]);
	}
	return ear->answer;
}

static struct ear *ear; /* of the test that runs */

static int new_ear(void **state)
{
	(void)state;
	ear = calloc(1, sizeof(*ear));
	return ear ? 0 : -1;
}

static int free_ear(void **state)
{
	(void)state;
	free(ear);
	return 0;
}

static struct timeline *timeline(const struct timeline_filter *filter)
{
	const struct timeline_filter none = { 0 };
	struct timeline *t = NULL;

	assert_int_equal(timeline_new(filter ? filter : &none, AHEAD, listen, ear, &t), 0);
	return t;
}

/* --- records --------------------------------------------------------------------------- */

#define HEAD(type, of, slot_, ms) \
	.h = { .kind = (of), .len = sizeof(struct type), .slot = (slot_), .ns = START + (ms) * MS }

#define FEED(t, record) assert_int_equal(timeline_feed(t, &(record), sizeof(record)), 0)

static void feed_check(struct timeline *t, uint32_t id, uint32_t cap, uint32_t flags)
{
	struct lc_check c = { HEAD(lc_check, LC_CHECK, 2, 1), .id = id, .cap = cap, .flags = flags,
			      .nr = NR_CHOWN, .nframes = 4, .ip = { 1, 2, 3, 4 } };

	FEED(t, c);
}

static void feed_symbol(struct timeline *t, uint64_t ip, const char *name)
{
	struct lc_symbol s = { HEAD(lc_symbol, LC_SYMBOL, 0, 0), .ip = ip };

	snprintf(s.name, sizeof(s.name), "%s", name);
	FEED(t, s);
}

/* bpf_prog_x <- cap_capable <- ns_capable <- chown_common */
static void feed_symbols(struct timeline *t)
{
	feed_symbol(t, 1, "bpf_prog_x");
	feed_symbol(t, 2, "cap_capable");
	feed_symbol(t, 3, "ns_capable");
	feed_symbol(t, 4, "chown_common.isra.0");
}

static struct lc_seen seen_at(uint32_t id, uint64_t ms, const char *comm)
{
	struct lc_seen s = { HEAD(lc_seen, LC_SEEN, 2, ms), .check = id, .pid = 10, .tid = 11, .uid = 33 };

	snprintf(s.comm, sizeof(s.comm), "%s", comm);
	return s;
}

static void see(struct timeline *t, uint32_t id, uint64_t ms)
{
	struct lc_seen s = seen_at(id, ms, "nginx");

	FEED(t, s);
}

static void feed_program(struct timeline *t, uint32_t slot, const char *path, size_t n)
{
	struct lc_program p = { HEAD(lc_program, LC_PROGRAM, slot, 0), .path_len = n };

	memcpy(p.path, path, n);
	FEED(t, p);
}

/* Refused by nothing that was seen: the audit log may say more. */
static struct lc_denial denial_at(uint32_t id, uint64_t ms)
{
	return (struct lc_denial){ HEAD(lc_denial, LC_DENIAL, 2, ms), .id = id, .nr = NR_OPENAT, .error = EACCES,
				   .by = LC_REFUSER_OTHER, .pid = 10, .tid = 11, .comm = "nginx",
				   .creds = { .uid = 33 } };
}

static void refuse(struct timeline *t, uint32_t id, uint64_t ms)
{
	struct lc_denial d = denial_at(id, ms);

	FEED(t, d);
}

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

#define test(f) cmocka_unit_test_setup_teardown(f, new_ear, free_ear)

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
		test(a_refusal_waits_for_the_audit_log),
		test(what_needs_no_log_is_told_at_once),
		test(those_held_back_are_told_in_the_order_of_their_times),
		test(not_more_are_held_than_there_is_room_for),
		test(an_id_told_twice_is_counted_once),
		test(filters_of_refusals),
		test(only_changes_are_told),
		test(the_sum_knows_what_no_hook_serves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
