// SPDX-License-Identifier: BSD-2-Clause
/* What is told beside the facts: results by id, chapters and phases, refusals, settings, the boundary, the outcome. */
#include "sample_order.h"

#define INIT (1u << PHASE_INIT)
#define SERVING (1u << PHASE_SERVING)

static struct lc_check *check_with_id(struct sample *s, uint32_t id, uint64_t site)
{
	struct lc_check *c = sample_check(s, 1, CAP_KILL, site, 0x9000);

	c->id = id;
	return c;
}

static void assert_results(const struct check *c, size_t n, const struct result *results)
{
	assert_int_equal(c->nresults, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(c->results[i].error, results[i].error);
		assert_int_equal(c->results[i].count, results[i].count);
	}
}

static void test_all_of_it(void **state)
{
	struct sample s;
	_profile_ struct profile *p = NULL;
	const struct check *c;

	(void)state;
	sample_recording(&s);
	sample_serving(&s);
	p = sample_profile(&s);
	assert_int_equal(p->nchecks, 4);
	c = &p->checks[0];
	assert_int_equal(c->phases, INIT);
	assert_string_equal(c->site, "inet_create");
	assert_int_equal(c->count, 3);
	assert_results(c, 1, (struct result[]){ { 0, 3 } });
	assert_int_equal(c->last_ns, 30000000);
	c = &p->checks[1];
	assert_string_equal(c->site, "inet_create");
	assert_int_equal(c->phases, SERVING);
	assert_int_equal(c->count, 1);
	assert_int_equal(c->nresults, 0);
	assert_null(c->results);
	assert_int_equal(c->last_ns, 0);
	assert_results(&p->checks[2], 2, (struct result[]){ { EPERM, 1 }, { 512, 2 } });
	assert_int_equal(profile_program(p, 2)->syscalls[LC_ABI_X86_64].use[0].phases, INIT | SERVING);
	assert_int_equal(profile_program(p, 2)->syscalls[LC_ABI_X86_64].use[0].count, 5);
	assert_int_equal(profile_program(p, 1)->syscalls[LC_ABI_X86_64].use[0].phases, INIT);
	assert_int_equal(p->nrefusals, 1);
	assert_int_equal(p->refusals[0].program, 2);
	assert_int_equal(p->refusals[0].nr, 165);
	assert_int_equal(p->refusals[0].error, EPERM);
	assert_int_equal(p->refusals[0].by, LC_REFUSER_SECCOMP);
	assert_int_equal(p->refusals[0].count, 1);
	assert_int_equal(p->refusals[0].first_ns, 9000000);
	assert_int_equal(p->nsettings, 2);
	assert_string_equal(p->settings[0].name, "RLIMIT_MEMLOCK");
	assert_string_equal(profile_setting(p, "net.ipv4.ping_group_range"), "1 0");
	assert_null(profile_setting(p, "net.ipv4.ping_group"));
	assert_int_equal(p->boundary.sign, LC_BOUNDARY_WAIT);
	assert_int_equal(p->boundary.program, 2);
	assert_int_equal(p->boundary.ns, 8000000);
	assert_int_equal(p->boundary.drop_ns, 6000000);
	assert_int_equal(p->boundary.drop_program, 2);
	assert_int_equal(p->outcome.flags, LC_OUTCOME_ENDED | LC_OUTCOME_DRIVEN);
	assert_int_equal(p->outcome.status, 143);
	assert_int_equal(p->outcome.drive_status, 1);
	assert_true(p->outcome.bounding == (1ull << CAP_NET_RAW | 1ull << CAP_SETUID | 1ull << 45));
	assert_true(p->outcome.permitted == 1ull << CAP_NET_RAW);
	assert_null(p->proof);
}

static void test_any_order(void **state)
{
	struct sample s;

	(void)state;
	sample_recording(&s);
	sample_serving(&s);
	assert_order_does_not_matter(&s);
}

/* Records that contradict one another: which one holds must not depend on their order. */
static void test_any_order_of_contradictions(void **state)
{
	struct sample s = { .n = 0 };

	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		struct lc_check *c = check_with_id(&s, 1 + i % 2, 0x10 + i % 3);
		struct lc_boundary *b = sample_boundary(&s, 1 + i % 2, 1 + i / 2, i);
		struct lc_outcome *o = sample_outcome(&s, i / 2);

		sample_symbol(&s, 0x10 + i, (const char *[]){ "a", "b", "a", "c" }[i]);
		sample_chapter(&c->h, i % 3);
		c->flags = i == 3 ? LC_CHECK_VOID : 0;
		sample_result(&s, 1 + i % 3, i / 2 ? EPERM : 0, 7 - i);
		sample_last(&s, 1 + i % 3, 9 - i);
		sample_chapter(&sample_refusal(&s, i % 2, 165, i / 2)->h, i);
		sample_setting(&s, i % 2 ? "a" : "b", (const char *[]){ "1", "0", "", "2" }[i]);
		sample_chapter(&sample_call(&s, 1, i / 2, i)->h, i);
		b->drop_slot = 4 - i;
		b->h.slot = i % 3;
		o->bounding = 1ull << i;
		o->status = i == 2 ? 0 : i;
	}
	sample_program(&s, 1, 0, "/a", 0);
	assert_order_does_not_matter(&s);
}

static void test_told_twice(void **state)
{
	struct sample s;
	_fold_ struct fold *f = NULL;
	_profile_ struct profile *once = NULL, *twice = NULL;

	(void)state;
	sample_recording(&s);
	sample_serving(&s);
	sample_result(&s, 99, EPERM, 4); /* of no check */
	assert_int_equal(fold_new(&f), 0);
	sample_feed(&s, f, false);
	assert_int_equal(fold_profile(f, &once), 0);
	sample_feed(&s, f, true);
	assert_int_equal(fold_profile(f, &twice), 0);
	assert_same_profile(once, twice);
	assert_int_equal(twice->lost[LC_LOST_BAD], 1);
}

/* The same id and error again: the larger. Another id of the same check: the sum. */
static void test_results_of_several_ids(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_result(&s, 2, 0, 100);
	sample_symbol(&s, 0x10, "may_open");
	sample_symbol(&s, 0x11, "may_open.constprop.0");
	check_with_id(&s, 1, 0x10);
	check_with_id(&s, 2, 0x10); /* the same key */
	check_with_id(&s, 3, 0x11); /* the same by name */
	check_with_id(&s, 4, 0x12); /* another one */
	sample_result(&s, 1, 0, 5);
	sample_result(&s, 1, 0, 7);
	sample_result(&s, 1, 0, 6);
	sample_result(&s, 3, 0, 1000);
	sample_result(&s, 3, EACCES, 1);
	sample_result(&s, 2, EPERM, 2);
	sample_result(&s, 4, EBUSY, UINT64_MAX);
	sample_last(&s, 1, 10);
	sample_last(&s, 3, 30);
	sample_last(&s, 2, 20);
	sample_session(&s, LC_SCOPE_ALL);
	p = sample_profile(&s);
	assert_int_equal(p->nchecks, 2);
	assert_results(&p->checks[0], 1, (struct result[]){ { EBUSY, UINT64_MAX } });
	assert_results(&p->checks[1], 3, (struct result[]){ { 0, 1107 }, { EPERM, 2 }, { EACCES, 1 } });
	assert_int_equal(p->checks[1].last_ns, 30000000);
	assert_int_equal(p->lost[LC_LOST_BAD], 0);
}

static void test_results_do_not_wrap(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	check_with_id(&s, 1, 0x10);
	check_with_id(&s, 2, 0x10);
	sample_result(&s, 1, 0, UINT64_MAX);
	sample_result(&s, 2, 0, 2);
	p = sample_profile(&s);
	assert_results(&p->checks[0], 1, (struct result[]){ { 0, UINT64_MAX } });
}

static void test_results_of_no_check(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	check_with_id(&s, 0, 0x10); /* a check without an id takes nobody's */
	check_with_id(&s, 5, 0x10)->flags = LC_CHECK_VOID;
	sample_result(&s, 5, 0, 3); /* passed over with its check */
	sample_result(&s, 6, 0, 3);
	sample_result(&s, 6, EPERM, 3);
	sample_last(&s, 7, 3); /* known by its time only */
	sample_result(&s, 7, 0, 1);
	p = sample_profile(&s);
	assert_int_equal(p->nchecks, 1);
	assert_int_equal(p->checks[0].nresults, 0);
	assert_int_equal(p->checks[0].last_ns, 0);
	assert_int_equal(p->lost[LC_LOST_BAD], 3);
	assert_true(profile_incomplete(p) & INCOMPLETE_LOST);
}

/* An id that was told of something void as well is the check's. */
static void test_check_beside_void(void **state)
{
	(void)state;
	for (int swap = 0; swap < 2; swap++) {
		struct sample s = { .n = 0 };
		_profile_ struct profile *p = NULL;

		check_with_id(&s, 1, 0x10)->flags = swap ? LC_CHECK_VOID : 0;
		check_with_id(&s, 1, 0x10)->flags = swap ? 0 : LC_CHECK_VOID;
		sample_result(&s, 1, EPERM, 3);
		p = sample_profile(&s);
		assert_int_equal(p->nchecks, 1);
		assert_results(&p->checks[0], 1, (struct result[]){ { EPERM, 3 } });
	}
}

static void test_more_results_than_fit(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL, *read = NULL;
	_free_ char *text = NULL;

	(void)state;
	check_with_id(&s, 1, 0x10);
	for (uint32_t error = 0; error < PROFILE_MAX_RESULTS + 3; error++)
		sample_result(&s, 1, error, 1);
	p = sample_profile(&s);
	assert_int_equal(p->checks[0].nresults, PROFILE_MAX_RESULTS);
	assert_int_equal(p->checks[0].results[PROFILE_MAX_RESULTS - 1].error, PROFILE_MAX_RESULTS - 1);
	assert_int_equal(p->lost[LC_LOST_RESULTS], 3);
	text = sample_json(p);
	read = sample_parse(text);
	assert_same_profile(p, read);
}

static void test_last_is_never_before_first(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_session(&s, LC_SCOPE_ALL);
	check_with_id(&s, 1, 0x10);
	sample_last(&s, 1, 5); /* by a clock that is behind; the check was at 7 */
	p = sample_profile(&s);
	assert_int_equal(p->checks[0].last_ns, 7000000);
}

static const struct {
	uint32_t chapter; /* of the boundary; 0: there is none */
	uint32_t phases[LC_CHAPTERS]; /* of a fact of each chapter */
	size_t nchecks; /* that are left of one in each chapter */
} chapter_rows[] = {
	{ 0, { 0, 0, 0, 0, 0 }, 1 },
	{ 1, { INIT, SERVING, SERVING, SERVING, SERVING }, 2 },
	{ 2, { INIT, INIT, SERVING, SERVING, SERVING }, 2 },
	{ 3, { INIT, INIT, INIT, SERVING, SERVING }, 2 },
	{ 4, { INIT, INIT, INIT, INIT, SERVING }, 2 },
};

static void test_chapters(void **state)
{
	(void)state;
	for (size_t row = 0; row < ARRAY_SIZE(chapter_rows); row++) {
		struct sample s = { .n = 0 };
		_profile_ struct profile *p = NULL;
		const struct sysset *calls;

		sample_session(&s, LC_SCOPE_ALL);
		if (chapter_rows[row].chapter)
			sample_boundary(&s, LC_BOUNDARY_READY, chapter_rows[row].chapter, 20);
		for (uint32_t chapter = 0; chapter < LC_CHAPTERS; chapter++) {
			struct lc_check *c = check_with_id(&s, 1 + chapter, 0x10);
			struct lc_refusal *r = sample_refusal(&s, 1, 165, EPERM);

			sample_chapter(&c->h, chapter);
			c->count = 1 + chapter;
			c->h.ns = SAMPLE_START + 10 - chapter;
			sample_result(&s, 1 + chapter, 0, 1);
			sample_chapter(&sample_call(&s, 1, chapter, 1)->h, chapter);
			sample_chapter(&sample_call(&s, 1, 100, 1)->h, chapter);
			sample_chapter(&r->h, chapter);
			r->h.ns += chapter;
		}
		p = sample_profile(&s);
		assert_int_equal(p->nprograms, 1); /* a chapter is no program */
		calls = &p->programs[0].syscalls[LC_ABI_X86_64];
		for (uint32_t chapter = 0; chapter < LC_CHAPTERS; chapter++)
			assert_int_equal(calls->use[chapter].phases, chapter_rows[row].phases[chapter]);
		assert_int_equal(calls->use[LC_CHAPTERS].count, LC_CHAPTERS);
		assert_int_equal(calls->use[LC_CHAPTERS].phases, row ? INIT | SERVING : 0);
		assert_int_equal(p->nchecks, chapter_rows[row].nchecks);
		assert_int_equal(p->nrefusals, 1);
		assert_int_equal(p->refusals[0].count, LC_CHAPTERS);
		assert_int_equal(p->refusals[0].first_ns, 9000000);
		for (uint32_t i = 0; i < p->nchecks; i++) {
			uint64_t in_it = 0, count = 0, first = 0;

			for (uint32_t chapter = 0; chapter < LC_CHAPTERS; chapter++) {
				if (chapter_rows[row].phases[chapter] != p->checks[i].phases)
					continue;
				in_it++;
				count += 1 + chapter;
				first = 10 - chapter;
			}
			assert_int_equal(p->checks[i].count, count);
			assert_int_equal(p->checks[i].first_ns, first);
			assert_results(&p->checks[i], 1, (struct result[]){ { 0, in_it } });
		}
		assert_true(!row || p->checks[0].phases < p->checks[1].phases);
	}
}

/* Of several signs the one that somebody gave, then the last; then always the same one. */
static void test_boundaries(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_session(&s, LC_SCOPE_ALL);
	sample_program(&s, 4, 0, "/a", 1);
	sample_boundary(&s, LC_BOUNDARY_WAIT, 3, 40)->h.slot = 4;
	sample_boundary(&s, LC_BOUNDARY_READY, 1, 30)->h.slot = 4;
	sample_boundary(&s, LC_BOUNDARY_READY, 2, 20)->drop_slot = 4;
	sample_boundary(&s, LC_BOUNDARY_READY, 2, 25)->h.slot = 4;
	p = sample_profile(&s);
	assert_int_equal(p->boundary.sign, LC_BOUNDARY_READY);
	assert_int_equal(p->boundary.ns, 20000000);
	assert_int_equal(p->boundary.program, 0);
	assert_int_equal(p->boundary.drop_program, 4);
	assert_int_equal(p->boundary.drop_ns, 0);
	profile_free(&p);
	sample_boundary(&s, LC_BOUNDARY_NOTIFY, 1, 50);
	sample_boundary(&s, LC_BOUNDARY_MARK, 1, 45)->h.slot = 9; /* nobody we know */
	p = sample_profile(&s);
	assert_int_equal(p->boundary.sign, LC_BOUNDARY_MARK);
	assert_int_equal(p->boundary.ns, 45000000);
	assert_int_equal(p->boundary.program, 0);
	assert_int_equal(p->nprograms, 1);
}

static void test_outcomes(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_outcome(&s, LC_OUTCOME_ENDED)->status = 3;
	sample_outcome(&s, 0)->bounding = 5;
	p = sample_profile(&s);
	assert_int_equal(p->outcome.flags, LC_OUTCOME_ENDED);
	assert_int_equal(p->outcome.status, 3);
	assert_int_equal(p->outcome.bounding, 0);
}

static void test_refusals(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_refusal(&s, 3, 2, EPERM)->count = 4;
	sample_refusal(&s, 3, 2, EPERM)->count = 9;
	sample_refusal(&s, 3, 2, EPERM)->count = 5;
	sample_refusal(&s, 3, 2, ENOSYS);
	sample_refusal(&s, 3, 1, ENOSYS)->abi = LC_ABI_I386;
	sample_refusal(&s, 0, 7, 0);
	sample_refusal(&s, 2, 9, EPERM);
	p = sample_profile(&s);
	assert_int_equal(p->nrefusals, 5);
	assert_int_equal(p->refusals[0].program, 2);
	assert_int_equal(p->refusals[1].count, 9);
	assert_int_equal(p->refusals[2].error, ENOSYS);
	assert_int_equal(p->refusals[3].abi, LC_ABI_I386);
	assert_int_equal(p->refusals[4].program, LC_MAX_PROGRAMS + 1);
	/* Each belongs to somebody. */
	for (size_t i = 0; i < p->nrefusals; i++)
		assert_non_null(profile_program(p, p->refusals[i].program));
}

/* One record after the other, more than a sample holds. */
static void feed_each(struct fold *f, void (*add)(struct sample *s, uint32_t i), uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct sample s = { .n = 0 };

		add(&s, i);
		sample_feed(&s, f, false);
	}
}

static void nth_refusal(struct sample *s, uint32_t i)
{
	sample_refusal(s, 1, i, EPERM);
}

static void nth_setting(struct sample *s, uint32_t i)
{
	char name[16];

	snprintf(name, sizeof(name), "k.%03u\x1b", i);
	sample_setting(s, name, "1\n2");
}

static void test_more_than_a_profile_holds(void **state)
{
	_fold_ struct fold *f = NULL;
	_profile_ struct profile *p = NULL, *read = NULL;
	_free_ char *text = NULL;

	(void)state;
	assert_int_equal(fold_new(&f), 0);
	feed_each(f, nth_refusal, PROFILE_MAX_REFUSALS + 5);
	feed_each(f, nth_setting, PROFILE_MAX_SETTINGS + 2);
	assert_int_equal(fold_profile(f, &p), 0);
	assert_int_equal(p->nrefusals, PROFILE_MAX_REFUSALS);
	assert_int_equal(p->lost[LC_LOST_RESULTS], 5);
	assert_int_equal(p->nsettings, PROFILE_MAX_SETTINGS);
	assert_int_equal(p->lost[LC_LOST_BAD], 2);
	assert_string_equal(p->settings[255].name, "k.255\\x1b");
	assert_string_equal(p->settings[255].value, "1\\x0a2");
	text = sample_json(p);
	read = sample_parse(text);
	assert_same_profile(p, read);
}

/* Of two values of one setting always the same one; something over nothing. */
static void test_settings(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_setting(&s, "kernel.yama.ptrace_scope", "2");
	sample_setting(&s, "kernel.yama.ptrace_scope", "");
	sample_setting(&s, "kernel.yama.ptrace_scope", "1");
	sample_setting(&s, "kernel.kptr_restrict", "");
	sample_setting(&s, "\xff", ""); /* ordered by how it is written, as a reader orders it */
	p = sample_profile(&s);
	assert_int_equal(p->nsettings, 3);
	assert_string_equal(p->settings[0].name, "\\xff");
	assert_string_equal(profile_setting(p, "kernel.yama.ptrace_scope"), "1");
	assert_string_equal(profile_setting(p, "kernel.kptr_restrict"), "");
}

/* A set that the kernel compared without a check: its only address is a name of its own. */
static void test_implied(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;
	struct lc_check *c = sample_check(&s, 1, CAP_NET_RAW, LC_IP_CAPSET, 0);

	(void)state;
	c->nframes = 1;
	c->flags = LC_CHECK_IMPLIED;
	sample_symbol(&s, LC_IP_CAPSET, "cap_capset");
	p = sample_profile(&s);
	assert_string_equal(p->checks[0].site, "cap_capset");
	assert_null(p->checks[0].callers[0]);
	assert_int_equal(p->checks[0].flags, LC_CHECK_IMPLIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_of_it),
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_any_order_of_contradictions),
		cmocka_unit_test(test_told_twice),
		cmocka_unit_test(test_results_of_several_ids),
		cmocka_unit_test(test_results_do_not_wrap),
		cmocka_unit_test(test_results_of_no_check),
		cmocka_unit_test(test_check_beside_void),
		cmocka_unit_test(test_more_results_than_fit),
		cmocka_unit_test(test_last_is_never_before_first),
		cmocka_unit_test(test_chapters),
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_more_than_a_profile_holds),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_implied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
