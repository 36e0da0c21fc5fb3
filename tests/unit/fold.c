// SPDX-License-Identifier: BSD-2-Clause
/* The fold: in any order, told twice or not, the same facts are the same profile. */
#include "sample_order.h"

#include <errno.h>

static void test_what_was_recorded(void **state)
{
	struct sample s;
	_profile_ struct profile *p = NULL;
	const struct check *c;

	(void)state;
	sample_recording(&s);
	p = sample_profile(&s);
	assert_int_equal(p->scope, LC_SCOPE_COMMAND);
	assert_true(p->ended);
	assert_int_equal(p->start_ns, SAMPLE_START);
	assert_int_equal(p->start_realtime_ns, 1790000000123456789ull);
	assert_int_equal(p->duration_ns, 50000000);
	assert_int_equal(p->produced, 12);
	assert_string_equal(p->release, "6.18.0");
	assert_string_equal(p->command[0], "sh");
	assert_string_equal(p->command[2], "ping -c1 \\x1b[31m::1");
	assert_null(p->command[3]);
	assert_int_equal(p->nhooks, 3);
	assert_string_equal(p->hooks[0].role, "capability");
	assert_string_equal(p->hooks[0].blind, "opts other_lsm");
	/* Both roots by time, then the child. */
	assert_int_equal(p->nprograms, 3);
	assert_int_equal(p->programs[0].id, 1);
	assert_int_equal(p->programs[1].id, 3);
	assert_int_equal(p->programs[2].id, 2);
	assert_int_equal(p->programs[2].parent, 1);
	assert_string_equal(p->programs[2].exe, "/usr/bin/ping");
	assert_string_equal(p->programs[2].comm, "ping");
	assert_int_equal(p->programs[2].uid, 1000);
	assert_int_equal(p->programs[2].ino, 102);
	assert_int_equal(p->programs[2].first_ns, 4000000);
	assert_string_equal(p->programs[1].exe, "/opt/a b\\\\\\xff");
	assert_true(sysset_has(&p->programs[2].syscalls[LC_ABI_I386], 3));
	assert_int_equal(p->programs[2].syscalls[LC_ABI_X86_64].use[0].count, 3);
	assert_int_equal(p->nchecks, 3);
	c = &p->checks[0];
	assert_int_equal(c->program, 2);
	assert_int_equal(c->cap, CAP_NET_RAW);
	assert_int_equal(c->flags, LC_CHECK_EFFECTIVE);
	assert_string_equal(c->site, "inet_create");
	assert_string_equal(c->callers[0], "__sock_create");
	assert_null(c->callers[1]);
	assert_int_equal(c->nr, 41);
	assert_int_equal(c->count, 3); /* two addresses of one function: 1 + 2 */
	assert_int_equal(c->first_ns, 7000000);
	assert_int_equal(p->checks[2].nr, LC_NO_SYSCALL);
	assert_string_equal(p->checks[2].site, "");
}

static void test_any_order(void **state)
{
	struct sample s;

	(void)state;
	sample_recording(&s);
	assert_order_does_not_matter(&s);
}

/* Records that contradict one another: which one holds must not depend on their order. */
static void test_any_order_of_contradictions(void **state)
{
	struct sample s = { .n = 0 };

	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		struct lc_program *p = sample_program(&s, 9, 0, i % 2 ? "/b" : i ? "/c" : "", 1 + i / 2);
		struct lc_session *e = sample_session(&s, 1 + i % 3);

		p->parent = (uint32_t[]){ 7, 0, 8, 7 }[i];
		p->flags = 1u << i;
		p->dev = i * 3 % 4;
		p->ino = i * 5 % 7;
		p->uid = 4 - i;
		p->instances = 5 - i / 2;
		p->alive = i;
		strcpy(p->comm, (const char *[]){ "x", "", "a", "q" }[i]);
		e->h.ns += i / 2;
		e->produced = (uint64_t[]){ 5, 9, 7, 1 }[i];
		e->delivered = (uint64_t[]){ 5, 1, 7, 9 }[i];
		e->release[0] = (char)('d' - i);
		sample_symbol(&s, 1, (const char *[]){ "vfs_open", "", "do_open", "z" }[i]);
		sample_hook(&s, "syscall", "raw_tp", (const char *[]){ "", "b", "a", "io_uring" }[i]);
		sample_argument(&s, i / 2, (const char *[]){ "p", "o", "", "x" }[i]);
		sample_call(&s, 9, 1, i * 3 % 4)->h.ns = i * 5 % 3;
		sample_check(&s, 9, CAP_KILL, 1, 1)->h.ns = i * 5 % 3;
		sample_add(&s, LC_END, 0, i * 3 % 4);
	}
	sample_program(&s, 7, 8, "/p", 0);
	sample_program(&s, 8, 7, "/q", 0);
	assert_order_does_not_matter(&s);
}

static void test_told_twice(void **state)
{
	struct sample s;
	_fold_ struct fold *f = NULL;
	_profile_ struct profile *once = NULL, *twice = NULL;

	(void)state;
	sample_recording(&s);
	assert_int_equal(fold_new(&f), 0);
	sample_feed(&s, f, false);
	assert_int_equal(fold_profile(f, &once), 0);
	sample_feed(&s, f, true);
	assert_int_equal(fold_profile(f, &twice), 0);
	assert_same_profile(once, twice);
}

static void test_profile_is_a_copy(void **state)
{
	struct sample s, more = { .n = 0 };
	struct fold *f = NULL;
	_profile_ struct profile *before = NULL, *after = NULL;
	_free_ char *text = NULL, *again = NULL;

	(void)state;
	sample_recording(&s);
	assert_int_equal(fold_new(&f), 0);
	sample_feed(&s, f, false);
	assert_int_equal(fold_profile(f, &before), 0);
	text = sample_json(before);
	sample_call(&more, 1, 100, 1);
	sample_feed(&more, f, false);
	assert_int_equal(fold_profile(f, &after), 0);
	fold_free(&f);
	assert_null(f);
	again = sample_json(before);
	assert_string_equal(text, again);
	assert_true(sysset_has(&profile_program(after, 1)->syscalls[LC_ABI_X86_64], 100));
	assert_false(sysset_has(&profile_program(before, 1)->syscalls[LC_ABI_X86_64], 100));
}

/* The same address list is the same fact: the larger count holds. Another one adds up. */
static void test_counts_of_checks(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;
	struct lc_check *c;

	(void)state;
	sample_symbol(&s, 0x10, "may_open");
	sample_symbol(&s, 0x11, "may_open.constprop.0");
	sample_symbol(&s, 0x20, "path_openat");
	sample_symbol(&s, 0x30, "do_open_execat");
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x20)->count = 1;
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x20)->count = 9;
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x20)->count = 4;
	c = sample_check(&s, 1, CAP_FOWNER, 0x11, 0x20);
	c->count = 100;
	c->h.ns -= 4000000; /* 3 ms after the start */
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x30)->count = 1000; /* other caller */
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x20)->nr = 2;	   /* other syscall */
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x20)->flags = LC_CHECK_DENIED;
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x20)->abi = LC_ABI_X32;
	sample_check(&s, 2, CAP_FOWNER, 0x10, 0x20)->count = 10000;
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x20)->flags = LC_CHECK_VOID;
	p = sample_profile(&s);
	assert_int_equal(p->nchecks, 6);
	assert_int_equal(p->checks[0].nr, 2);
	assert_int_equal(p->checks[1].count, 1000);
	assert_string_equal(p->checks[1].callers[0], "do_open_execat");
	assert_int_equal(p->checks[2].count, 109);
	assert_int_equal(p->checks[2].first_ns, SAMPLE_START + 3000000);
	assert_int_equal(p->checks[3].flags, LC_CHECK_DENIED);
	assert_int_equal(p->checks[4].abi, LC_ABI_X32);
	assert_int_equal(p->checks[5].program, 2);
}

static void test_counts_do_not_wrap(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_check(&s, 1, CAP_FOWNER, 0x10, 0x20)->count = UINT64_MAX;
	sample_check(&s, 1, CAP_FOWNER, 0x11, 0x20)->count = 2; /* neither has a name */
	p = sample_profile(&s);
	assert_int_equal(p->nchecks, 1);
	assert_true(p->checks[0].count == UINT64_MAX);
	assert_string_equal(p->checks[0].site, "");
}

/* The tracing machinery and what only wraps the question are passed over. */
static void test_site_of_a_real_stack(void **state)
{
	static const char *const names[] = {
		"cap_capable", "security_capable", "ns_capable", "inet_create", "__sock_create",
		"__sys_socket.part.0", "__x64_sys_socket", "x64_sys_call", "do_syscall_64",
		"entry_SYSCALL_64_after_hwframe",
	};
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;
	struct lc_check *c = sample_check(&s, 1, CAP_NET_RAW, 0, 0);

	(void)state;
	c->nframes = ARRAY_SIZE(names);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		c->ip[i] = 0x100 + i;
		sample_symbol(&s, 0x100 + i, names[i]);
	}
	p = sample_profile(&s);
	assert_string_equal(p->checks[0].site, "inet_create");
	assert_string_equal(p->checks[0].callers[0], "__sock_create");
	assert_string_equal(p->checks[0].callers[1], "__sys_socket");
	assert_string_equal(p->checks[0].callers[5], "entry_SYSCALL_64_after_hwframe");
}

static void test_program_records_merge(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;
	struct lc_program *r = sample_program(&s, 7, 0, "", 3);

	(void)state;
	r->flags = LC_PROGRAM_UNNAMED;
	r->instances = 1;
	r->alive = 1;
	strcpy(r->comm, "");
	r->uid = 9;
	r = sample_program(&s, 7, 6, "/usr/bin/id", 2);
	r->flags = LC_PROGRAM_FILTERED;
	r->uid = 12;
	r->instances = 3;
	r->alive = 0;
	sample_program(&s, 7, 0, "", 4)->flags = LC_PROGRAM_DISPATCH;
	sample_program(&s, 6, 0, "/bin/sh", 1);
	sample_session(&s, LC_SCOPE_ALL);
	p = sample_profile(&s);
	assert_int_equal(p->nprograms, 2);
	assert_int_equal(p->programs[1].parent, 6);
	assert_int_equal(p->programs[1].uid, 12); /* of the first record in time */
	assert_int_equal(p->programs[1].first_ns, 2000000);
	assert_string_equal(p->programs[1].exe, "/usr/bin/id");
	assert_string_equal(p->programs[1].comm, "id");
	assert_int_equal(p->programs[1].flags, LC_PROGRAM_FILTERED | LC_PROGRAM_DISPATCH);
	assert_int_equal(p->programs[1].instances, 3);
	assert_int_equal(p->programs[1].alive, 0); /* the later record, not the larger number */
}

static void test_alive_of_equal_instances(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_program(&s, 7, 0, "/usr/bin/id", 3)->alive = 1;
	sample_program(&s, 7, 0, "/usr/bin/id", 3)->alive = 0;
	sample_program(&s, 7, 0, "/usr/bin/id", 3)->alive = 1;
	p = sample_profile(&s);
	assert_int_equal(p->programs[0].alive, 0);
}

/* Facts whose program was never told are kept, below a program without a name. */
static void test_orphans(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_check(&s, 5, CAP_CHOWN, 1, 2);
	sample_call(&s, 6, 1, 1);
	sample_call(&s, 0, 2, 1);
	sample_check(&s, 0, CAP_KILL, 1, 2);
	p = sample_profile(&s);
	assert_int_equal(p->nprograms, 3);
	assert_int_equal(p->nchecks, 2);
	for (size_t i = 0; i < p->nprograms; i++) {
		assert_string_equal(p->programs[i].exe, "");
		assert_string_equal(p->programs[i].comm, "");
		assert_int_equal(p->programs[i].flags, LC_PROGRAM_UNNAMED);
		assert_true(p->programs[i].id != 0);
	}
	assert_non_null(profile_program(p, 5));
	assert_true(sysset_has(&profile_program(p, 6)->syscalls[LC_ABI_X86_64], 1));
	assert_true(sysset_has(&profile_program(p, LC_MAX_PROGRAMS + 1)->syscalls[LC_ABI_X86_64], 2));
	assert_int_equal(p->checks[1].program, LC_MAX_PROGRAMS + 1);
}

static void assert_parents_first(const struct profile *p)
{
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct program *parent = profile_program(p, p->programs[i].parent);

		assert_true(!p->programs[i].parent || (parent && parent < &p->programs[i]));
	}
}

static void test_parents_come_first(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_program(&s, 1, 2, "/a", 1);  /* child before parent, by id and time */
	sample_program(&s, 2, 3, "/b", 2);
	sample_program(&s, 3, 0, "/c", 3);
	sample_program(&s, 4, 99, "/d", 4); /* nobody's child */
	sample_program(&s, 5, 5, "/e", 5);  /* its own */
	sample_program(&s, 6, 8, "/f", 6);  /* a circle */
	sample_program(&s, 7, 6, "/g", 7);
	sample_program(&s, 8, 7, "/h", 8);
	sample_program(&s, 9, 8, "/i", 0);  /* below the circle */
	p = sample_profile(&s);
	assert_int_equal(p->nprograms, 9);
	assert_parents_first(p);
	assert_int_equal(profile_program(p, 1)->parent, 2);
	assert_int_equal(profile_program(p, 4)->parent, 0);
	assert_int_equal(profile_program(p, 5)->parent, 0);
	assert_int_equal(profile_program(p, 9)->parent, 8);
	/* The circle was cut at one place and nowhere else. */
	assert_int_equal(!profile_program(p, 6)->parent + !profile_program(p, 7)->parent +
			 !profile_program(p, 8)->parent, 1);
}

/* A chain as long as there are slots, told from its end. */
static void test_longest_chain(void **state)
{
	_fold_ struct fold *f = NULL;
	_profile_ struct profile *p = NULL;

	(void)state;
	assert_int_equal(fold_new(&f), 0);
	for (uint32_t slot = LC_MAX_PROGRAMS; slot; slot--) {
		struct sample s = { .n = 0 };

		sample_program(&s, slot, slot == LC_MAX_PROGRAMS ? 0 : slot + 1, "/x", 1);
		sample_feed(&s, f, false);
	}
	assert_int_equal(fold_profile(f, &p), 0);
	assert_int_equal(p->nprograms, LC_MAX_PROGRAMS);
	for (size_t i = 0; i < p->nprograms; i++)
		assert_int_equal(p->programs[i].id, LC_MAX_PROGRAMS - i);
}

static void test_syscalls_take_the_larger_count(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;
	const struct sysuse *use;

	(void)state;
	sample_call(&s, 1, 10, 0);
	sample_call(&s, 1, 10, 70)->h.ns = 0; /* the sweep counts but knows no time */
	sample_call(&s, 1, 10, 7)->h.ns += 1000;
	sample_session(&s, LC_SCOPE_ALL);
	p = sample_profile(&s);
	use = p->programs[0].syscalls[LC_ABI_X86_64].use;
	assert_int_equal(p->programs[0].syscalls[LC_ABI_X86_64].n, 1);
	assert_int_equal(use->count, 70);
	assert_int_equal(use->first_ns, 5000000);
}

static void test_losses_and_bad_records(void **state)
{
	struct sample s = { .n = 0 };
	_fold_ struct fold *f = NULL;
	_profile_ struct profile *p = NULL;
	struct lc_check *bad;

	(void)state;
	sample_loss(&s, LC_LOST_RING, 5);
	sample_loss(&s, LC_LOST_RING, 2);
	sample_loss(&s, LC_LOST_BAD, 10);
	assert_int_equal(fold_new(&f), 0);
	sample_feed(&s, f, false);
	assert_int_equal(fold_feed(f, "", 0), -EBADMSG);
	assert_int_equal(fold_feed(f, &s.records[0], 8), -EBADMSG);
	bad = sample_check(&s, 1, 64, 1, 2);
	assert_int_equal(fold_feed(f, bad, sizeof(*bad)), -EBADMSG);
	assert_int_equal(fold_profile(f, &p), 0);
	assert_int_equal(p->lost[LC_LOST_RING], 5);
	assert_int_equal(p->lost[LC_LOST_BAD], 13);
	assert_int_equal(p->nchecks, 0);
	assert_int_equal(p->nprograms, 0);
}

static void test_sessions(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;
	struct lc_session *r = sample_session(&s, LC_SCOPE_PIDS);

	(void)state;
	r->h.ns += 5;
	r->produced = 100;
	r = sample_session(&s, LC_SCOPE_ALL);
	r->delivered = 99;
	sample_call(&s, 1, 1, 1)->h.ns = SAMPLE_START - 7; /* before the start */
	sample_add(&s, LC_CHECK, 1, 20);
	p = sample_profile(&s);
	assert_int_equal(p->start_ns, SAMPLE_START);
	assert_int_equal(p->scope, LC_SCOPE_ALL);
	assert_int_equal(p->produced, 100);
	assert_int_equal(p->delivered, 99);
	assert_false(p->ended);
	assert_int_equal(p->duration_ns, 20000000); /* up to the last thing heard */
	assert_int_equal(p->programs[0].syscalls[LC_ABI_X86_64].use[0].first_ns, 0);
}

static void test_nothing_at_all(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL, *read = NULL;
	_free_ char *text = NULL;

	(void)state;
	p = sample_profile(&s);
	assert_null(p->command);
	assert_int_equal(p->scope, 0);
	assert_int_equal(profile_incomplete(p), INCOMPLETE_NOT_ENDED);
	text = sample_json(p);
	assert_int_equal(profile_parse(text, strlen(text), &read), 0);
	assert_same_profile(p, read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_recorded),
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_any_order_of_contradictions),
		cmocka_unit_test(test_told_twice),
		cmocka_unit_test(test_profile_is_a_copy),
		cmocka_unit_test(test_counts_of_checks),
		cmocka_unit_test(test_counts_do_not_wrap),
		cmocka_unit_test(test_site_of_a_real_stack),
		cmocka_unit_test(test_program_records_merge),
		cmocka_unit_test(test_alive_of_equal_instances),
		cmocka_unit_test(test_orphans),
		cmocka_unit_test(test_parents_come_first),
		cmocka_unit_test(test_longest_chain),
		cmocka_unit_test(test_syscalls_take_the_larger_count),
		cmocka_unit_test(test_losses_and_bad_records),
		cmocka_unit_test(test_sessions),
		cmocka_unit_test(test_nothing_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
