// SPDX-License-Identifier: BSD-2-Clause
/* When a profile is incomplete, and the sentence for each reason. */
#include "sample.h"

/* One change to a complete recording, the reason it gives and its sentence. */
struct incomplete_row {
	void (*change)(struct sample *s);
	unsigned int reasons;
	const char *text;
};

static void nothing(struct sample *s)
{
	(void)s;
}

static void lose_two(struct sample *s)
{
	sample_loss(s, LC_LOST_RING, 3);
	sample_loss(s, LC_LOST_CHECKS, 1);
}

static void no_hook(struct sample *s)
{
	strcpy(s->records[4].hook.hook, "");
}

static void other_hook(struct sample *s)
{
	strcpy(s->records[4].hook.hook, "");
	sample_hook(s, "capability", "kprobe/cap_capable", "");
	sample_hook(s, "lsm", "", "");
}

static void ring_setup(struct sample *s)
{
	sample_call(s, 2, 425, 1);
}

static void ring_enter_i386(struct sample *s)
{
	sample_call(s, 1, 426, 1)->abi = LC_ABI_I386;
}

/* Of both programs; 200 is none that is known. */
static void ring_operations(struct sample *s)
{
	ring_setup(s);
	sample_call(s, 1, 425, 1);
	sample_values(s, 2, 426, LC_ARGUMENT_OPCODE, (const uint64_t[]){ 22, 200, 18 }, 3);
	sample_values(s, 1, 426, LC_ARGUMENT_OPCODE, (const uint64_t[]){ 18, 16 }, 2);
	sample_values(s, 2, 426, 0, (const uint64_t[]){ 3 }, 1); /* a descriptor */
}

static void ring_many(struct sample *s)
{
	uint64_t all[25];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		all[i] = 1000 + i;
	ring_setup(s);
	sample_values(s, 2, 426, LC_ARGUMENT_OPCODE, all, ARRAY_SIZE(all));
	sample_values(s, 2, 426, LC_ARGUMENT_OPCODE, NULL, 0); /* there were others */
}

static void ring_unknown(struct sample *s)
{
	ring_setup(s);
	sample_values(s, 2, 426, LC_ARGUMENT_OPCODE, NULL, 0);
}

/* No ring was ever made. */
static void ring_refused(struct sample *s)
{
	ring_setup(s);
	sample_failed(s, 2, 425, EPERM);
}

static void ring_refused_once(struct sample *s)
{
	ring_refused(s);
	sample_call(s, 1, 425, 1);
}

static void dispatch(struct sample *s)
{
	sample_program(s, 2, 1, "", 4)->flags = LC_PROGRAM_DISPATCH;
}

static void killed(struct sample *s)
{
	sample_program(s, 2, 1, "", 4)->flags = LC_PROGRAM_FILTERED | LC_PROGRAM_SECCOMP_KILLED;
}

static void odd_number(struct sample *s)
{
	sample_call(s, 1, 5000, 1);
	sample_call(s, 2, 999, 1);
	sample_call(s, 2, 999, 1)->abi = LC_ABI_X32;
	sample_call(s, 3, 999, 1);
}

static void alive(struct sample *s)
{
	struct lc_program *p = sample_program(s, 2, 1, "", 4);

	p->instances = 5;
	p->alive = 2;
	p = sample_program(s, 3, 0, "", 4);
	p->instances = 2;
	p->alive = 1;
}

static void alive_all(struct sample *s)
{
	alive(s);
	s->records[0].session.scope = LC_SCOPE_ALL;
}

static void refused(struct sample *s)
{
	sample_refusal(s, 2, 165, EPERM);
	sample_refusal(s, 1, 999, 38)->abi = LC_ABI_I386;
}

static void lose_results(struct sample *s)
{
	sample_loss(s, LC_LOST_RESULTS, 9);
}

static void no_result_hook(struct sample *s)
{
	sample_hook(s, "result", "", "");
}

static void everything(struct sample *s)
{
	lose_two(s);
	no_hook(s);
	ring_setup(s);
	dispatch(s);
	killed(s);
	odd_number(s);
	alive(s);
	refused(s);
	s->records[s->n++] = s->records[0];
	for (size_t i = 0; i < s->n; i++) {
		if (s->records[i].head.kind == LC_END)
			s->records[i] = s->records[--s->n];
	}
}

static void test_all_reasons_at_once(void **state)
{
	_profile_ struct profile *p = NULL;
	struct sample s;

	(void)state;
	sample_recording(&s);
	everything(&s);
	p = sample_profile(&s);
	assert_int_equal(profile_incomplete(p), (1u << INCOMPLETE_REASONS) - 1);
}

/* Long lists are cut, and the sentence says so. */
static void test_long_reasons(void **state)
{
	_buf_ struct buf programs = BUF_INIT, numbers = BUF_INIT;
	_profile_ struct profile *p = NULL;
	struct sample s;

	(void)state;
	sample_recording(&s);
	for (uint32_t i = 0; i < 5; i++) {
		sample_program(&s, 10 + i, 0, i ? "/bin/x" : "", 60 + i)->flags = LC_PROGRAM_DISPATCH;
		sample_call(&s, 10 + i, 2000 + i, 1);
		sample_call(&s, 10, 3000 + i, 1);
	}
	sample_program(&s, 10, 0, "", 60)->comm[0] = '\0';
	p = sample_profile(&s);
	profile_reason_text(p, INCOMPLETE_DISPATCH, &programs);
	assert_string_equal(buf_text(&programs), "syscall user dispatch, which hides calls, was used by "
			    "program 10, /bin/x, /bin/x and 2 more");
	profile_reason_text(p, INCOMPLETE_ABI, &numbers);
	assert_string_equal(buf_text(&numbers), "syscall numbers that no table knows were used: x86_64 2000, "
			    "x86_64 2001, x86_64 2002, x86_64 2003, x86_64 2004 and 5 more");
}

static void test_long_refusals(void **state)
{
	_buf_ struct buf b = BUF_INIT;
	_profile_ struct profile *p = NULL;
	struct sample s;

	(void)state;
	sample_recording(&s);
	for (uint32_t i = 0; i < 8; i++)
		sample_refusal(&s, 2, 160 + i, EPERM);
	p = sample_profile(&s);
	p->refusals[1].by = 77; /* that is no filter's */
	profile_reason_text(p, INCOMPLETE_REFUSED, &b);
	assert_string_equal(buf_text(&b), "what would have come next is unknown: refused by seccomp: setrlimit (EPERM) "
			    "of /usr/bin/ping, seccomp: sync (EPERM) of /usr/bin/ping, seccomp: acct (EPERM) of "
			    "/usr/bin/ping, seccomp: settimeofday (EPERM) of /usr/bin/ping, "
			    "seccomp: mount (EPERM) of /usr/bin/ping and 2 more");
}

static void not_ended(struct sample *s)
{
	s->n--;
}

static const struct incomplete_row incomplete_rows[] = {
	{ nothing, 0, "" },
	{ lose_two, INCOMPLETE_LOST,
	  "lost while recording: 3 timeline records the ring buffer had no room for (ring), "
	  "1 capability facts the table had no room for (checks)" },
	{ no_hook, INCOMPLETE_HOOK, "no hook could be used for: capability" },
	{ other_hook, 0, "" },
	{ ring_setup, INCOMPLETE_IO_URING,
	  "io_uring, whose operations are no syscalls, was used by /usr/bin/ping" },
	{ ring_enter_i386, INCOMPLETE_IO_URING,
	  "io_uring, whose operations are no syscalls, was used by /bin/sh" },
	{ ring_operations, INCOMPLETE_IO_URING,
	  "io_uring, whose operations are no syscalls, was used by /bin/sh, /usr/bin/ping: CONNECT, OPENAT, READ, "
	  "operation 200" },
	{ ring_many, INCOMPLETE_IO_URING,
	  "io_uring, whose operations are no syscalls, was used by /usr/bin/ping: operation 1000, "
	  "operation 1001, operation 1002, operation 1003, operation 1004, operation 1005, operation 1006, "
	  "operation 1007, operation 1008, operation 1009, operation 1010, operation 1011, operation 1012, "
	  "operation 1013, operation 1014, operation 1015, operation 1016, operation 1017, operation 1018, "
	  "operation 1019 and 5 more, and others" },
	{ ring_unknown, INCOMPLETE_IO_URING,
	  "io_uring, whose operations are no syscalls, was used by /usr/bin/ping: not known which" },
	{ ring_refused, 0, "" },
	{ ring_refused_once, INCOMPLETE_IO_URING, "io_uring, whose operations are no syscalls, was used by /bin/sh" },
	{ dispatch, INCOMPLETE_DISPATCH,
	  "syscall user dispatch, which hides calls, was used by /usr/bin/ping" },
	{ killed, INCOMPLETE_SECCOMP,
	  "what would have come next is unknown: seccomp killed /usr/bin/ping" },
	{ odd_number, INCOMPLETE_ABI,
	  "syscall numbers that no table knows were used: x86_64 999, x86_64 5000, x32 999" },
	{ alive, INCOMPLETE_ALIVE,
	  "1 process of /opt/a b\\\\\\xff, 2 processes of /usr/bin/ping still alive, unrecorded from here" },
	{ alive_all, 0, "" },
	{ refused, INCOMPLETE_REFUSED,
	  "what would have come next is unknown: refused by seccomp: syscall_999 (ENOSYS) of /bin/sh, "
	  "seccomp: mount (EPERM) of /usr/bin/ping" },
	{ lose_results, INCOMPLETE_LOST,
	  "lost while recording: 9 results of calls the table had no room for (results)" },
	{ no_result_hook, 0, "" },
	{ not_ended, INCOMPLETE_NOT_ENDED,
	  "the recording was not closed in good order: its end may be missing" },
};

static void test_incomplete(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(incomplete_rows); i++) {
		const struct incomplete_row *row = &incomplete_rows[i];
		_profile_ struct profile *p = NULL, *read = NULL;
		_buf_ struct buf b = BUF_INIT;
		_free_ char *text = NULL;
		struct sample s;

		sample_recording(&s);
		row->change(&s);
		p = sample_profile(&s);
		assert_int_equal(profile_incomplete(p), row->reasons);
		text = sample_json(p);
		read = sample_parse(text);
		assert_int_equal(profile_incomplete(read), row->reasons);
		if (row->reasons)
			profile_reason_text(p, row->reasons, &b);
		assert_string_equal(buf_text(&b), row->text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_reasons_at_once),
		cmocka_unit_test(test_long_reasons),
		cmocka_unit_test(test_long_refusals),
		cmocka_unit_test(test_incomplete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
