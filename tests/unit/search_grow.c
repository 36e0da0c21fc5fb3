/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plans that are not enough: what is added, in how many trials, and when nothing helps.
 */
#include "search_world.h"

static void grows_by_the_likely_first(void **state)
{
	static struct world w;
	struct search_options o = {
		.plan = PLAN, .held = HELD, .likely = BIT(CAP_NET_RAW) | BIT(CAP_MKNOD) | BIT(CAP_LEASE),
	};
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_CHOWN), BIT(CAP_MKNOD) }, .nclauses = 2 };
	r = world_search(&w, &o);
	assert_string_equal(w.about[1], "everything it held");
	assert_string_equal(w.about[2], "the plan and 3 more");
	assert_true(w.worked[2]);
	assert_true(r.grown);
	assert_int_equal(r.end, SEARCH_MINIMAL);
	assert_int_equal(r.caps, BIT(CAP_CHOWN) | BIT(CAP_MKNOD));
	world_expect(&r, CAP_MKNOD, MEMBER_ADDED, "no CAP_MKNOD");
	world_expect(&r, CAP_CHOWN, MEMBER_NEEDED, "no CAP_CHOWN");
	world_expect(&r, CAP_KILL, MEMBER_NEEDLESS, "");
	assert_null(r.what);
	/* plan, held, likely, 2 halvings at most, the addition by itself, 3 members */
	assert_true(r.runs <= 9);
	search_free(&r);

	/* An unlikely one, and the likely ones first for nothing. */
	w = (struct world){ .clauses = { BIT(CAP_SETFCAP) }, .nclauses = 1 };
	r = world_search(&w, &o);
	assert_false(w.worked[2]);
	assert_int_equal(r.caps, BIT(CAP_SETFCAP));
	assert_true(r.runs <= 2 + 1 + 6 + 1 + 3);
	search_free(&r);
}

/* Where one of several would do it is the likely, and of these the least dangerous. */
static void grows_by_the_harmless_first(void **state)
{
	static struct world w;
	struct search_options o = { .held = HELD };
	struct search_result r;

	(void)state;
	w = (struct world){
		.clauses = { BIT(CAP_SYS_MODULE) | BIT(CAP_SYS_ADMIN) | BIT(CAP_LEASE) | BIT(CAP_SETUID) },
		.nclauses = 1,
	};
	assert_int_equal(cap_info(CAP_LEASE)->risk, CAP_RISK_LOW);
	r = world_search(&w, &o);
	assert_int_equal(r.caps, BIT(CAP_LEASE));
	search_free(&r);
	o.likely = BIT(CAP_SYS_MODULE) | BIT(CAP_SETUID);
	r = (w.runs = 0, world_search(&w, &o));
	assert_int_equal(r.caps, BIT(CAP_SETUID));
	search_free(&r);
}

static void grows_by_several(void **state)
{
	static struct world w;
	const struct search_options o = { .plan = BIT(CAP_KILL), .held = HELD };
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(CAP_KILL), BIT(0), BIT(20), BIT(CAP_LAST_CAP) }, .nclauses = 4 };
	r = world_search(&w, &o);
	assert_int_equal(r.caps, BIT(CAP_KILL) | BIT(0) | BIT(20) | BIT(CAP_LAST_CAP));
	world_expect(&r, 0, MEMBER_ADDED, "no CAP_CHOWN");
	world_expect(&r, 20, MEMBER_ADDED, "no CAP_SYS_PACCT");
	assert_int_equal(r.end, SEARCH_MINIMAL);
	assert_true(r.runs <= 2 + 3 * (6 + 1) + 1);
	search_free(&r);
}

static void nothing_helps(void **state)
{
	static struct world w;
	struct search_options o = { .plan = PLAN, .held = HELD };
	struct search_result r;

	(void)state;
	w = (struct world){ .clauses = { BIT(63) }, .nclauses = 1 };
	r = world_search(&w, &o);
	TRIALS(w, "the plan", "everything it held");
	assert_int_equal(r.end, SEARCH_NOTHING);
	assert_string_equal(r.what, "no CAP_63");
	assert_int_equal(r.caps, 0);
	assert_int_equal(r.nmembers, 0);
	assert_false(r.grown);
	search_free(&r);

	/* The plan is all it held: once is enough, or twice if it is a riddle. */
	o.held = 0;
	r = (w.runs = 0, world_search(&w, &o));
	TRIALS(w, "the plan");
	assert_int_equal(r.end, SEARCH_NOTHING);
	assert_string_equal(r.what, "no CAP_63");
	search_free(&r);
	w.puzzling = w.speechless = true;
	r = (w.runs = 0, world_search(&w, &o));
	TRIALS(w, "the plan", "the plan");
	assert_int_equal(r.end, SEARCH_NOTHING);
	assert_string_equal(r.what, "it fails, and nothing was seen to be refused");
	search_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_by_the_likely_first),
		cmocka_unit_test(grows_by_the_harmless_first),
		cmocka_unit_test(grows_by_several),
		cmocka_unit_test(nothing_helps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
