/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The search for a least set: which sets it tries, in which order and how
 * many, and what it makes of the answers.
 */
#include "search_world.h"

static void leaves_out_one_at_a_time(void **state)
{
	static struct world w;
	const struct search_options o = { .plan = PLAN, .held = HELD };
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_CHOWN), BIT(CAP_KILL) }, .nclauses = 2 };
	r = world_search(&w, &o);
	TRIALS(w, "the plan", "without CAP_SYS_ADMIN", "without CAP_CHOWN", "without CAP_KILL");
	assert_int_equal(r.end, SEARCH_MINIMAL);
	assert_true(r.caps_minimal);
	assert_false(r.grown);
	assert_int_equal(r.caps, BIT(CAP_CHOWN) | BIT(CAP_KILL));
	assert_int_equal(r.nmembers, 3);
	assert_int_equal(r.members[0].cap, CAP_CHOWN);
	assert_int_equal(r.members[2].cap, CAP_SYS_ADMIN);
	world_expect(&r, CAP_CHOWN, MEMBER_NEEDED, "no CAP_CHOWN");
	world_expect(&r, CAP_KILL, MEMBER_NEEDED, "no CAP_KILL");
	world_expect(&r, CAP_SYS_ADMIN, MEMBER_NEEDLESS, "");
	assert_null(r.needless);
	assert_null(r.what);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(w.remaining[i], 3 - i);
	search_free(&r);
}

/* What was refused in a run that worked all the same is told with the member that was left out. */
static void works_despite_a_refusal(void **state)
{
	static struct world w;
	const struct search_options o = { .plan = PLAN, .held = HELD };
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_CHOWN), BIT(CAP_KILL) }, .nclauses = 2, .despite = "although" };
	r = world_search(&w, &o);
	assert_int_equal(r.end, SEARCH_MINIMAL);
	world_expect(&r, CAP_SYS_ADMIN, MEMBER_NEEDLESS, "although");
	world_expect(&r, CAP_CHOWN, MEMBER_NEEDED, "no CAP_CHOWN");
	search_free(&r);
}

static void empty_plan_takes_one_run(void **state)
{
	static struct world w;
	const struct search_options o = { .held = HELD };
	struct search_result r;

	(void)state;
	w = (struct world){ 0 };
	r = world_search(&w, &o);
	TRIALS(w, "the plan");
	assert_int_equal(r.end, SEARCH_MINIMAL);
	assert_int_equal(r.caps, 0);
	assert_int_equal(r.nmembers, 0);
	search_free(&r);
}

/* 12 members: 13 runs and one for each substitute at most, whatever is needed. */
static void twelve_members(void **state)
{
	static const unsigned int kinds[] = { 0, 1, 2, 3 }; /* none, all, half, the other half */
	uint64_t substitutes[CAP_ROOM] = {
		[CAP_DAC_OVERRIDE] = BIT(CAP_DAC_READ_SEARCH),
		[CAP_SYS_ADMIN] = BIT(CAP_BPF) | BIT(CAP_PERFMON) | BIT(CAP_SYSLOG),
	};
	uint64_t plan = BIT(CAP_SYS_ADMIN);

	(void)state;
	for (unsigned int cap = 0; cap < 12; cap++)
		plan |= BIT(cap);
	plan &= ~BIT(CAP_DAC_READ_SEARCH);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		for (int with = 0; with < 2; with++) {
			static struct world w;
			const struct search_options o = {
				.plan = plan, .held = HELD, .substitutes = with ? substitutes : NULL,
			};
			uint64_t needed = 0;
			unsigned int at = 0;
			struct search_result r;

			w = (struct world){ 0 };
			for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
				if (!(plan & BIT(cap)))
					continue;
				at++;
				if (kinds[i] == 1 || (kinds[i] == 2 && at % 2) || (kinds[i] == 3 && !(at % 2))) {
					w.clauses[w.nclauses++] = BIT(cap);
					needed |= BIT(cap);
				}
			}
			assert_int_equal(at, 12);
			r = world_search(&w, &o);
			assert_int_equal(r.end, SEARCH_MINIMAL);
			assert_int_equal(r.caps, needed);
			assert_int_equal(r.nmembers, 12);
			assert_true(r.runs <= w.remaining[0] + 1);
			if (!with || kinds[i] == 1)
				assert_int_equal(r.runs, 13);
			else
				assert_in_range(r.runs, 13, 13 + 4);
			if (with && kinds[i] == 0)
				assert_int_equal(r.runs, 13 + 4);
			search_free(&r);
		}
	}
}

static void wide_one_is_replaced(void **state)
{
	static struct world w;
	uint64_t substitutes[CAP_ROOM] = { [CAP_SYS_ADMIN] = BIT(CAP_BPF) | BIT(CAP_PERFMON) | BIT(CAP_SYSLOG) };
	const struct search_options o = { .plan = PLAN, .held = HELD, .substitutes = substitutes };
	struct search_result r;

	(void)state;
	w = (struct world){
		.clauses = { BIT(CAP_SYS_ADMIN) | BIT(CAP_BPF), BIT(CAP_SYS_ADMIN) | BIT(CAP_PERFMON), BIT(CAP_KILL) },
		.nclauses = 3,
	};
	r = world_search(&w, &o);
	TRIALS(w, "the plan", "with CAP_SYSLOG, CAP_PERFMON and CAP_BPF in place of CAP_SYS_ADMIN",
	       "without CAP_CHOWN", "without CAP_PERFMON", "without CAP_BPF", "without CAP_KILL",
	       "without CAP_SYSLOG");
	assert_int_equal(r.end, SEARCH_MINIMAL);
	assert_int_equal(r.caps, BIT(CAP_BPF) | BIT(CAP_PERFMON) | BIT(CAP_KILL));
	world_expect(&r, CAP_SYS_ADMIN, MEMBER_NEEDLESS, "CAP_PERFMON and CAP_BPF do in its place");
	world_expect(&r, CAP_BPF, MEMBER_SUBSTITUTE, "no CAP_SYS_ADMIN");
	world_expect(&r, CAP_PERFMON, MEMBER_SUBSTITUTE, "no CAP_SYS_ADMIN");
	assert_null(world_member(&r, CAP_SYSLOG));
	assert_int_equal(r.nmembers, 5);
	search_free(&r);
}

/* Neither the wide one nor its substitute is needed: the substitute is nobody's member. */
static void needless_wide_one(void **state)
{
	static struct world w;
	uint64_t substitutes[CAP_ROOM] = { [CAP_DAC_OVERRIDE] = BIT(CAP_DAC_READ_SEARCH) };
	const struct search_options o = { .plan = BIT(CAP_DAC_OVERRIDE), .held = HELD, .substitutes = substitutes };
	struct search_result r;

	(void)state;
	w = (struct world){ 0 };
	r = world_search(&w, &o);
	TRIALS(w, "the plan", "with CAP_DAC_READ_SEARCH in place of CAP_DAC_OVERRIDE", "without CAP_DAC_READ_SEARCH");
	assert_int_equal(r.caps, 0);
	assert_int_equal(r.nmembers, 1);
	world_expect(&r, CAP_DAC_OVERRIDE, MEMBER_NEEDLESS, "");
	search_free(&r);

	w = (struct world){ .clauses = { BIT(CAP_DAC_OVERRIDE) }, .nclauses = 1 };
	r = world_search(&w, &o);
	TRIALS(w, "the plan", "with CAP_DAC_READ_SEARCH in place of CAP_DAC_OVERRIDE");
	world_expect(&r, CAP_DAC_OVERRIDE, MEMBER_NEEDED, "no CAP_DAC_OVERRIDE");
	search_free(&r);

	w = (struct world){ .clauses = { BIT(CAP_DAC_OVERRIDE) | BIT(CAP_DAC_READ_SEARCH) }, .nclauses = 1 };
	r = world_search(&w, &o);
	assert_int_equal(r.caps, BIT(CAP_DAC_READ_SEARCH));
	world_expect(&r, CAP_DAC_OVERRIDE, MEMBER_NEEDLESS, "CAP_DAC_READ_SEARCH does in its place");
	world_expect(&r, CAP_DAC_READ_SEARCH, MEMBER_SUBSTITUTE, "no CAP_DAC_OVERRIDE");
	search_free(&r);
}

/* The narrow one was in the plan, seemed needless beside the wide one, and comes back in its place. */
static void substitute_comes_back(void **state)
{
	static struct world w;
	uint64_t substitutes[CAP_ROOM] = { [CAP_LEASE] = BIT(CAP_CHOWN) }; /* LEASE is tried after CHOWN */
	const struct search_options o = {
		.plan = BIT(CAP_LEASE) | BIT(CAP_CHOWN), .held = HELD, .substitutes = substitutes,
	};
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_LEASE) | BIT(CAP_CHOWN) }, .nclauses = 1 };
	r = world_search(&w, &o);
	TRIALS(w, "the plan", "without CAP_CHOWN", "with CAP_CHOWN in place of CAP_LEASE", "without CAP_CHOWN");
	assert_int_equal(r.caps, BIT(CAP_CHOWN));
	world_expect(&r, CAP_CHOWN, MEMBER_SUBSTITUTE, "no CAP_CHOWN");
	world_expect(&r, CAP_LEASE, MEMBER_NEEDLESS, "CAP_CHOWN does in its place");
	search_free(&r);
}

/* The narrow one is there and needed: the wide one is a member like others. */
static void substitute_is_there(void **state)
{
	static struct world w;
	uint64_t substitutes[CAP_ROOM] = { [CAP_LEASE] = BIT(CAP_CHOWN) };
	const struct search_options o = {
		.plan = BIT(CAP_LEASE) | BIT(CAP_CHOWN), .held = HELD, .substitutes = substitutes,
	};
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_CHOWN) }, .nclauses = 1 };
	r = world_search(&w, &o);
	TRIALS(w, "the plan", "without CAP_CHOWN", "without CAP_LEASE");
	world_expect(&r, CAP_CHOWN, MEMBER_NEEDED, "no CAP_CHOWN");
	world_expect(&r, CAP_LEASE, MEMBER_NEEDLESS, "");
	search_free(&r);
}

/* Substitutes of each other, and of themselves, end. */
static void substitutes_in_a_circle(void **state)
{
	static struct world w;
	uint64_t substitutes[CAP_ROOM] = {
		[CAP_CHOWN] = BIT(CAP_KILL) | BIT(CAP_CHOWN), [CAP_KILL] = BIT(CAP_CHOWN) | BIT(CAP_LEASE),
		[CAP_LEASE] = BIT(CAP_CHOWN) | BIT(CAP_KILL),
	};
	const struct search_options o = { .plan = BIT(CAP_CHOWN), .held = HELD, .substitutes = substitutes };
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_CHOWN) | BIT(CAP_KILL) | BIT(CAP_LEASE) }, .nclauses = 1 };
	r = world_search(&w, &o);
	assert_int_equal(r.end, SEARCH_MINIMAL);
	assert_int_equal(r.caps, BIT(CAP_LEASE));
	world_expect(&r, CAP_LEASE, MEMBER_SUBSTITUTE, "no CAP_CHOWN");
	search_free(&r);
}

static void riddles_are_tried_twice(void **state)
{
	static struct world w;
	const struct search_options o = { .plan = PLAN, .held = HELD };
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_CHOWN) }, .nclauses = 1, .puzzling = true };
	r = world_search(&w, &o);
	TRIALS(w, "the plan", "without CAP_SYS_ADMIN", "without CAP_CHOWN", "without CAP_CHOWN", "without CAP_KILL");
	assert_int_equal(r.end, SEARCH_MINIMAL);
	world_expect(&r, CAP_CHOWN, MEMBER_NEEDED, "no CAP_CHOWN");
	search_free(&r);
}

/* One wrong answer, at each place where it can be noticed. */
static void flaky(void **state)
{
	static struct world w;
	const struct search_options o = { .plan = PLAN, .held = HELD };
	static const struct {
		unsigned int fluke;
		uint64_t need;
		const char *what;
		uint64_t caps;
		size_t nmembers;
	} table[] = {
		{ 1, BIT(CAP_CHOWN), "the plan: failed (no syscall), then worked", 0, 0 },
		{ 2, BIT(CAP_CHOWN), "without CAP_SYS_ADMIN: failed (no syscall), then worked", PLAN, 0 },
		{ 4, BIT(CAP_CHOWN), "without CAP_CHOWN: failed (no CAP_CHOWN), then worked",
		  BIT(CAP_CHOWN) | BIT(CAP_KILL), 1 },
		{ 3, BIT(CAP_SETUID), "everything it held: failed (no syscall), then worked", 0, 0 },
		{ 2, BIT(63), "the plan: failed (no CAP_63), then worked", 0, 0 },
		{ 4, BIT(63), "everything it held: failed (no CAP_63), then worked", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct search_result r;

		w = (struct world){ .clauses = { table[i].need }, .nclauses = 1, .puzzling = true,
				    .fluke = table[i].fluke };
		r = world_search(&w, &o);
		assert_int_equal(r.end, SEARCH_FLAKY);
		assert_string_equal(r.what, table[i].what);
		assert_int_equal(r.caps, table[i].caps);
		assert_int_equal(r.nmembers, table[i].nmembers);
		assert_false(r.caps_minimal);
		search_free(&r);
	}
}

/* It stops after each number of runs, for want of budget or because it is told to; what it says then holds. */
static void stops_anywhere(void **state)
{
	static struct world w;
	uint64_t substitutes[CAP_ROOM] = { [CAP_SYS_ADMIN] = BIT(CAP_SYSLOG) };
	struct search_options o = { .plan = PLAN, .held = HELD, .substitutes = substitutes, .nsyscalls = 20 };
	struct world fresh = {
		.clauses = { BIT(CAP_SYS_ADMIN) | BIT(CAP_SYSLOG), BIT(CAP_NET_RAW) }, .nclauses = 2,
		.calls = { [3] = true, [7] = true }, .ncalls = 20,
	};
	unsigned int ends[SEARCH_STOPPED + 1] = { 0 };

	(void)state;
	for (unsigned int limit = 1; limit < 64; limit++) {
		for (int told = 0; told < 2; told++) {
			struct search_result r;

			w = fresh;
			w.over = told ? limit + 1 : 0;
			o.max_runs = told ? 0 : limit;
			r = world_search(&w, &o);
			assert_true(r.runs <= limit);
			ends[r.end]++;
			if (!told)
				for (unsigned int i = 0; i < w.runs; i++)
					assert_true(w.remaining[i] <= limit - i - 1);
			switch (r.end) {
			case SEARCH_STOPPED:
				assert_int_equal(r.runs, 1);
				assert_int_equal(r.caps, 0);
				assert_string_equal(r.what, "no CAP_NET_RAW");
				break;
			case SEARCH_SUFFICIENT:
				assert_true(world_works(&fresh, r.caps, r.needless));
				assert_true(r.grown);
				assert_null(r.what);
				assert_int_equal(r.runs, limit);
				assert_int_equal(r.caps_minimal, r.needless != NULL);
				break;
			default:
				assert_int_equal(r.end, SEARCH_MINIMAL);
			}
			for (size_t i = 0; i < r.nmembers; i++)
				assert_int_equal(r.members[i].verdict != MEMBER_NEEDLESS,
						 !!(r.caps & BIT(r.members[i].cap)));
			search_free(&r);
		}
	}
	assert_int_equal(ends[SEARCH_STOPPED], 2);
	assert_true(ends[SEARCH_SUFFICIENT] > 20);
	assert_true(ends[SEARCH_MINIMAL] > 2);
}

/* The budget ends between the two tries of one set: no verdict. */
static void stops_between_two_tries(void **state)
{
	static struct world w;
	const struct search_options o = { .plan = BIT(CAP_KILL), .held = HELD, .max_runs = 2 };
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_KILL) }, .nclauses = 1, .puzzling = true };
	r = world_search(&w, &o);
	assert_int_equal(r.end, SEARCH_SUFFICIENT);
	assert_int_equal(r.runs, 2);
	assert_int_equal(r.caps, BIT(CAP_KILL));
	assert_int_equal(r.nmembers, 0);
	search_free(&r);
}

static void errors_end_it(void **state)
{
	static struct world w;
	const struct search_options o = { .plan = PLAN, .held = HELD, .nsyscalls = 9 };
	unsigned int all;
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(20) }, .nclauses = 1, .calls = { true }, .ncalls = 9 };
	r = world_search(&w, &o);
	all = r.runs;
	search_free(&r);
	assert_true(all > 15);
	for (unsigned int at = 1; at <= all; at++) {
		w.runs = 0;
		w.error = at;
		fail_clear();
		assert_int_equal(search_run(&o, world_try, &w, &r), -EIO);
		assert_string_equal(fail_message(), "the run failed");
		search_free(&r);
		search_free(&r); /* twice does no harm */
	}
	fail_clear();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_out_one_at_a_time),
		cmocka_unit_test(works_despite_a_refusal),
		cmocka_unit_test(empty_plan_takes_one_run),
		cmocka_unit_test(twelve_members),
		cmocka_unit_test(wide_one_is_replaced),
		cmocka_unit_test(needless_wide_one),
		cmocka_unit_test(substitute_comes_back),
		cmocka_unit_test(substitute_is_there),
		cmocka_unit_test(substitutes_in_a_circle),
		cmocka_unit_test(riddles_are_tried_twice),
		cmocka_unit_test(flaky),
		cmocka_unit_test(stops_anywhere),
		cmocka_unit_test(stops_between_two_tries),
		cmocka_unit_test(errors_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
