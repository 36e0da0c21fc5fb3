// SPDX-License-Identifier: BSD-2-Clause
/* emit/trace_text: the columns, what is never cut, and what a workload cannot do to a line. */
#include "trace_events.h"

#include "emit/trace_text.h"

static const struct trace_text_options plain = { .style = { .utf8 = true } };

static void add(struct trace_text *t, const struct event *e, struct buf *out)
{
	assert_int_equal(trace_text_event(t, e, 3600, out), 0);
}

/* Header, then one line of each event. free() it. */
static char *lines(const struct trace_text_options *options, const struct event *events, size_t n)
{
	_trace_text_ struct trace_text *t = NULL;
	struct buf out = BUF_INIT;

	assert_int_equal(trace_text_new(options, &t), 0);
	trace_text_header(t, &out);
	for (size_t i = 0; i < n; i++)
		add(t, &events[i], &out);
	assert_int_equal(buf_error(&out), 0);
	return buf_take(&out);
}

static void assert_lines(const struct trace_text_options *options, const struct event *events, size_t n,
			 const char *expected)
{
	_free_ char *text = lines(options, events, n);

	assert_string_equal(text, expected);
}

static void checks_have_the_columns_of_capable(void **state)
{
	struct event e[2] = { event_check(), event_check() };

	(void)state;
	e[1].flags = LC_CHECK_EFFECTIVE;
	e[1].cap = 40;
	e[1].check = 8;
	e[1].site = "";
	e[1].nr = LC_NO_SYSCALL;
	assert_lines(&plain, e, 2,
		     "TIME     UID    PID     COMM             CAP NAME                   AUDIT VERDICT "
		     "SYSCALL          CALL_SITE\n"
		     "01:03:11 33     812     nginx            0   CAP_CHOWN              1     deny    "
		     "chown            chown_common\n"
		     "01:03:11 33     812     nginx            40  CAP_CHECKPOINT_RESTORE -     allow   "
		     "-                -\n");
}

static void extra_adds_the_thread_and_insetid(void **state)
{
	const struct trace_text_options extra = { .extra = true };
	struct event e = event_check();

	(void)state;
	assert_lines(&extra, &e, 1,
		     "TIME     UID    PID     TID     CONTAINER        COMM             CAP NAME                   "
		     "AUDIT VERDICT INSETID SYSCALL          CALL_SITE\n"
		     "01:03:11 33     812     813     -                nginx            0   CAP_CHOWN              "
		     "1     deny    1       chown            chown_common\n");
}

static void a_silent_check_says_so(void **state)
{
	struct event e = event_check();
	_free_ char *text = NULL;

	(void)state;
	e.flags |= LC_CHECK_NOAUDIT;
	text = lines(&plain, &e, 1);
	assert_non_null(strstr(text, "CAP_CHOWN              0     deny"));
}

/* Lines of one fact are made once: nothing of another thread, program or place may be left in them. */
static void the_same_fact_again(void **state)
{
	_trace_text_ struct trace_text *t = NULL;
	_buf_ struct buf out = BUF_INIT;
	struct event e = event_check();
	const char *const comms[] = { "nginx", "worker", "nginx", "\\x1b[31m" };

	(void)state;
	assert_int_equal(trace_text_new(&plain, &t), 0);
	for (size_t i = 0; i < 4; i++) {
		char expected[64];

		out.size = 0;
		e.comm = comms[i];
		e.pid = 100 + i;
		e.realtime_ns = TIME_NS + i * 1000000000ull;
		add(t, &e, &out);
		snprintf(expected, sizeof(expected), "01:03:1%zu 33     10%zu     %-16s 0 ", 1 + i, i, comms[i]);
		assert_memory_equal(out.text, expected, strlen(expected));
	}
	out.size = 0;
	e.site = "somewhere";
	add(t, &e, &out);
	assert_non_null(strstr(out.text, " somewhere\n"));
	out.size = 0;
	e.check = 7 + 2048;
	e.cap = CAP_KILL;
	e.flags = 0;
	add(t, &e, &out);
	assert_non_null(strstr(out.text, " CAP_KILL               -     allow "));
}

static void a_stack_stands_under_what_is_new(void **state)
{
	const struct trace_text_options stack = { .style = { .utf8 = true }, .stack = true };
	struct lc_stack user = { .nframes = 2, .frame = { "libc.so.6!chown+0x7", "ngx\n\x1b!main" } };
	struct event e[2] = { event_check(), event_check() };
	_free_ char *text = NULL;

	(void)state;
	e[0].first = true;
	e[0].user_stack = &user;
	text = lines(&stack, e, 2);
	assert_non_null(strstr(text, " chown_common\n"
				     "        cap_capable\n        ns_capable\n        chown_common\n        --\n"
				     "        libc.so.6!chown+0x7\n        ngx\\x0a\\x1b!main\n01:03:11 "));
	assert_null(strstr(strstr(text, "main\n"), "cap_capable"));
}

static const struct trace_text_options denied = { .style = { .utf8 = true }, .denied = true };

static void a_refusal_is_one_line_with_layer_reason_and_fix(void **state)
{
	struct lc_denial d = event_denial();
	struct layer_verdict v = event_verdict();
	struct event e = event_refusal(&d, &v);

	(void)state;
	assert_lines(&denied, &e, 1,
		     "TIME     UID    PID     COMM             SYSCALL          ERRNO   LAYER           "
		     "OBJECT REASON -> FIX\n"
		     "01:03:11 33     812     nginx            openat           EACCES  lsm:apparmor    "
		     "/var/www/x profile \"nginx\" denies \"w\"; file modes would have allowed it -> "
		     "add to the profile: /var/www/** w,\n");
}

static void what_is_inferred_has_a_question_mark(void **state)
{
	struct lc_denial d = event_denial();
	struct layer_verdict v = event_verdict();
	struct event e = event_refusal(&d, &v);
	_free_ char *dac = NULL, *unknown = NULL;

	(void)state;
	v.confidence = CONFIDENCE_INFERRED;
	v.layer = LAYER_USER_NAMESPACE;
	dac = lines(&denied, &e, 1);
	assert_non_null(strstr(dac, " user_namespace? /var/www/x"));
	v.layer = LAYER_UNKNOWN;
	v.object = v.detail = v.fix = "";
	unknown = lines(&denied, &e, 1);
	assert_non_null(strstr(unknown, " unknown         - \n"));
}

static void a_long_fix_is_never_cut(void **state)
{
	const struct trace_text_options narrow = { .style = { .width = 40, .utf8 = true }, .denied = true };
	struct lc_denial d = event_denial();
	struct layer_verdict v = event_verdict();
	struct event e = event_refusal(&d, &v);
	char fix[2000], object[2000];
	_free_ char *text = NULL;

	(void)state;
	memset(fix, 'f', sizeof(fix) - 1);
	memset(object, 'o', sizeof(object) - 1);
	fix[sizeof(fix) - 1] = object[sizeof(object) - 1] = '\0';
	v.fix = fix;
	v.object = object;
	text = lines(&narrow, &e, 1);
	assert_non_null(strstr(text, fix));
	assert_non_null(strstr(text, object));
	assert_ptr_equal(strchr(strchr(text, '\n') + 1, '\n'), text + strlen(text) - 1);
}

static void a_kill_is_told_as_sigsys(void **state)
{
	const uint32_t flags[] = { LC_DENIAL_KILLED, LC_DENIAL_TRAPPED, 0, LC_DENIAL_EMULATED };
	const uint32_t errors[] = { LC_ERROR_KILLED, ENOSYS, ENOSYS, 0 };
	const char *const words[] = { " SIGSYS  ", " SIGSYS  ", " ENOSYS  ", " 0       " };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct lc_denial d = event_denial();
		struct layer_verdict v = event_verdict();
		struct event e = event_refusal(&d, &v);
		_free_ char *text = NULL;

		d.flags = flags[i];
		d.error = errors[i];
		text = lines(&denied, &e, 1);
		assert_non_null(strstr(text, words[i]));
	}
}

static void void_bits_are_a_refusal_without_a_failed_call(void **state)
{
	static const struct {
		uint32_t flags;
		const char *line;
	} rows[] = {
		{ LC_STANCE_VOID_NNP, " execve           -       no_new_privs    /usr/sbin/nginx its set-user-ID" },
		{ LC_STANCE_VOID_NOSUID, " mount_flag      /usr/sbin/nginx its set-user-ID bits are void on a nosuid" },
		{ LC_STANCE_VOID_CAPS_NNP, " no_new_privs    /usr/sbin/nginx its file capabilities are void under "
					   "no_new_privs: CAP_NET_RAW -> do not set no_new_privs (" },
		{ LC_STANCE_VOID_CAPS_NOSUID, " mount_flag      /usr/sbin/nginx its file capabilities are void on a "
					      "nosuid mount: CAP_NET_RAW -> mount it" },
		{ LC_STANCE_VOID_CAPS_BOUNDING, " bounding_set    /usr/sbin/nginx its file capabilities are not in "
						"the bounding set: CAP_NET_RAW -> leave them" },
		{ LC_STANCE_CREDS, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct lc_stance s = { .nr = 59, .flags = LC_STANCE_EXEC | rows[i].flags };
		struct privilege p;
		struct change c;
		struct event e = event_privilege(&s, &p, &c);
		_free_ char *text = NULL;

		c.void_caps = 1ull << CAP_NET_RAW;
		text = lines(&denied, &e, 1);
		if (rows[i].line && !strstr(text, rows[i].line))
			fail_msg("%s", text);
		if (!rows[i].line)
			assert_null(strstr(text, "nginx"));
	}
}

/* In words, after who it was. */
static void changes_of_privileges(void **state)
{
	struct lc_stance s = { .nr = 105, .flags = LC_STANCE_CREDS, .after.euid = 33 };
	struct privilege p;
	struct change c;
	struct event e;
	_free_ char *text = NULL;

	(void)state;
	s.before.permitted = 1ull << CAP_CHOWN;
	e = event_privilege(&s, &p, &c);
	c.nothing_left = true;
	text = lines(&plain, &e, 1);
	if (!strstr(text, " 33     812     nginx            setuid 0 -> 33, lost all capabilities\n"))
		fail_msg("%s", text);
}

static void each_view_has_its_own_events(void **state)
{
	struct lc_denial d = event_denial();
	struct layer_verdict v = event_verdict();
	struct event check = event_check(), refusal = event_refusal(&d, &v);
	_free_ char *a = lines(&denied, &check, 1), *b = lines(&plain, &refusal, 1);

	(void)state;
	assert_null(strstr(a, "nginx"));
	assert_null(strstr(b, "nginx"));
}

static void colours_only_where_they_are_wanted(void **state)
{
	const struct trace_text_options colour = { .style = { .colour = true, .utf8 = true } };
	struct event e = event_check();
	_free_ char *with = lines(&colour, &e, 1), *without = lines(&plain, &e, 1);

	(void)state;
	assert_non_null(strstr(with, "\033[31mdeny\033[0m    chown "));
	assert_null(strchr(without, '\033'));
}

/* The strings are escaped; a line must not need to believe that. */
static void no_text_acts_on_the_terminal(void **state)
{
	struct lc_denial d = event_denial();
	struct layer_verdict v = { .layer = LAYER_DAC, .cap = -1, .object = "a\nb", .detail = "\x1b[2J",
				   .fix = "\x9b\r" };
	struct event e = event_refusal(&d, &v);
	_free_ char *text = NULL;

	(void)state;
	e.comm = "\x1b]0;x\a";
	text = lines(&denied, &e, 1);
	for (const char *c = strchr(text, '\n') + 1; c[1]; c++)
		assert_true((unsigned char)*c >= ' ' && (unsigned char)*c < 0x7f);
}

static void the_last_words(void **state)
{
	struct timeline_sum sum = event_sum();
	_buf_ struct buf whole = BUF_INIT, lossy = BUF_INIT;

	(void)state;
	assert_int_equal(trace_text_sum(&sum, "> ", &whole), 0);
	assert_string_equal(whole.text, "> 8 events, nothing lost\n");
	sum = (struct timeline_sum){ .events = { 1 } };
	sum.lost[LC_LOST_RING] = 3;
	sum.no_checks = true;
	assert_int_equal(trace_text_sum(&sum, "> ", &lossy), 0);
	assert_string_equal(lossy.text, "> 1 event, INCOMPLETE\n> lost: 3 ring\n"
					"> no hook on capability checks works on this kernel\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_have_the_columns_of_capable),
		cmocka_unit_test(extra_adds_the_thread_and_insetid),
		cmocka_unit_test(a_silent_check_says_so),
		cmocka_unit_test(the_same_fact_again),
		cmocka_unit_test(a_stack_stands_under_what_is_new),
		cmocka_unit_test(a_refusal_is_one_line_with_layer_reason_and_fix),
		cmocka_unit_test(what_is_inferred_has_a_question_mark),
		cmocka_unit_test(a_long_fix_is_never_cut),
		cmocka_unit_test(a_kill_is_told_as_sigsys),
		cmocka_unit_test(void_bits_are_a_refusal_without_a_failed_call),
		cmocka_unit_test(changes_of_privileges),
		cmocka_unit_test(each_view_has_its_own_events),
		cmocka_unit_test(colours_only_where_they_are_wanted),
		cmocka_unit_test(no_text_acts_on_the_terminal),
		cmocka_unit_test(the_last_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
