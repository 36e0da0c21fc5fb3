// SPDX-License-Identifier: BSD-2-Clause
/* Changes of privileges in the reports: the order of time, who brought what in, every key. */
#include "tests/unit/report_text.h"

#include <jansson.h>
#include <locale.h>
#include <stdlib.h>

#include "emit/jsonout.h"

static struct web web;

static int start(void **state)
{
	(void)state;
	web_start(&web);
	web_privileges(&web);
	return 0;
}

static json_t *report_json(void)
{
	struct emit_style style = { 0 };
	struct plan *plan = input_plan(&web.in, PORTABLE_LIBC, true);
	_buf_ struct buf out = BUF_INIT;
	json_t *root;

	assert_int_equal(emit_json(plan, &style, &out), 0);
	root = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	plan_free(&plan);
	return root;
}

static void tells_in_the_order_of_time(void **state)
{
	static const char *const words[] = {
		"\nPrivileges\n     AT  TIMES  WHAT CHANGED\n"
		"   7 ms      1  /bin/sh: dropped CAP_SYS_ADMIN from the bounding set (prctl)\n"
		"  41 ms      4  /usr/sbin/nginx: setuid 0 -> 33, lost all capabilities\n"
		"  70 ms     12  exec /usr/lib/nginx/modules/helper/rotate-logs-and-tell-the-server gained CAP_KILL "
		"(file capability)\n"
		"  80 ms      1  exec /opt/legacy/counter32: file capability CAP_DAC_READ_SEARCH void: no_new_privs\n",
		"\n  CAPABILITY            BROUGHT IN BY\n",
		"\n  CAP_DAC_READ_SEARCH   execve of /opt/legacy/counter32 would have brought it in by its file "
		"capability, which was void: no_new_privs was set; run it without, or start it with "
		"CAP_DAC_READ_SEARCH ambient\n",
		"\n  CAP_KILL              brought in by execve of /usr/lib/nginx/modules/helper/"
		"rotate-logs-and-tell-the-server: file capability\n"
		"                        given up at 41 ms: /usr/sbin/nginx: setuid 0 -> 33, lost all capabilities\n",
		"\n  CAP_SETGID            held from the start: /usr/sbin/nginx was started as root\n",
		"\n  CAP_NET_BIND_SERVICE  held from the start: ",
		"\nPrograms\n",
		NULL,
	};
	char *text = web_report(&web, 0, false, false);

	(void)state;
	assert_tells(text, words);
	free(text);
}

static void counts_many(void **state)
{
	enum { MANY = 40 };
	static struct privilege many[MANY];
	char *text;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		many[i] = (struct privilege){ .program = 1, .nr = 105, .count = 1, .euid_after = i + 100 };
	web.in.profile.privileges = many;
	web.in.profile.nprivileges = MANY;
	text = web_report(&web, 0, false, false);
	assert_non_null(strstr(text, "setuid 0 -> 129\n  and 10 more: --format json has them all\n"));
	assert_null(strstr(text, "setuid 0 -> 130"));
	free(text);
}

static void says_nothing_of_an_older_profile(void **state)
{
	char *text;
	_json_ json_t *root = NULL;

	(void)state;
	web.in.profile.nprivileges = 0;
	text = web_report(&web, 0, false, false);
	assert_null(strstr(text, "\nPrivileges\n"));
	assert_null(strstr(text, "BROUGHT"));
	root = report_json();
	assert_int_equal(json_array_size(json_object_get(root, "privileges")), 0);
	assert_true(json_is_array(json_object_get(root, "privileges")));
	free(text);
}

static void json_of_each_change(void **state)
{
	_json_ json_t *root = report_json();
	const json_t *list = json_object_get(root, "privileges"), *e = json_array_get(list, 2);
	const char *exe, *call, *what, *gained, *by, *phase, *text;
	json_int_t program, before, after, count, ms;

	(void)state;
	assert_int_equal(json_array_size(list), 4);
	assert_int_equal(json_unpack((json_t *)e, "{s:I, s:s, s:s, s:[s,s,s], s:[s], s:s, s:[], s:[], s:[], s:n, s:[], "
				     "s:[I,I], s:i, s:I, s:I, s:s, s:s}", "program", &program, "exe", &exe, "syscall",
				     &call, "what", &what, &what, &what, "gained", &gained, "gained_by", &by, "dropped",
				     "bounding_dropped", "void", "reason", "ambient", "euid", &before, &after,
				     "securebits", &(int){ 0 }, "count", &count, "first_ms", &ms, "phase", &phase,
				     "text", &text), 0);
	assert_int_equal(program, 3);
	assert_string_equal(call, "execve");
	assert_string_equal(gained, "CAP_KILL");
	assert_string_equal(by, "file_capabilities");
	assert_string_equal(phase, "serving");
	assert_int_equal(before, 33);
	assert_int_equal(after, 33);
	assert_int_equal(count, 12);
	assert_int_equal(ms, 70);
	assert_non_null(strstr(text, "gained CAP_KILL"));
	e = json_array_get(list, 3);
	assert_string_equal(json_string_value(json_object_get(e, "reason")), "no_new_privs");
	assert_string_equal(json_string_value(json_array_get(json_object_get(e, "void"), 0)), "CAP_DAC_READ_SEARCH");
	e = json_array_get(list, 0);
	assert_string_equal(json_string_value(json_array_get(json_object_get(e, "bounding_dropped"), 0)),
			    "CAP_SYS_ADMIN");
}

static const json_t *capability(const json_t *root, const char *name)
{
	const json_t *caps = json_object_get(root, "capabilities");

	for (size_t i = 0; i < json_array_size(caps); i++) {
		const json_t *cap = json_array_get(caps, i);

		if (!strcmp(json_string_value(json_object_get(cap, "name")), name))
			return cap;
	}
	fail_msg("%s is missing", name);
	return NULL;
}

static void json_of_who_brought_it_in(void **state)
{
	_json_ json_t *root = report_json();
	const json_t *kill = capability(root, "CAP_KILL"), *setgid = capability(root, "CAP_SETGID");
	const json_t *search = capability(root, "CAP_DAC_READ_SEARCH");
	const json_t *way = json_array_get(json_object_get(kill, "brought_by"), 0);
	const json_t *giving = json_array_get(json_object_get(kill, "given_up_by"), 0);

	(void)state;
	assert_int_equal(json_array_size(json_object_get(kill, "brought_by")), 1);
	assert_string_equal(json_string_value(json_object_get(way, "how")), "file_capabilities");
	assert_non_null(strstr(json_string_value(json_object_get(way, "program")), "rotate-logs"));
	assert_string_equal(json_string_value(json_object_get(way, "syscall")), "execve");
	assert_int_equal(json_integer_value(json_object_get(way, "first_ms")), 70);
	assert_true(json_is_null(json_object_get(way, "reason")));
	assert_true(json_is_null(json_object_get(way, "kept_as")));
	assert_int_equal(json_integer_value(json_object_get(way, "users")), 1);
	assert_string_equal(json_string_value(json_object_get(giving, "program")), "/usr/sbin/nginx");
	assert_string_equal(json_string_value(json_object_get(giving, "set")), "permitted");
	assert_int_equal(json_integer_value(json_object_get(giving, "count")), 4);
	way = json_array_get(json_object_get(setgid, "brought_by"), 0);
	assert_string_equal(json_string_value(json_object_get(way, "how")), "start");
	assert_true(json_is_null(json_object_get(way, "syscall")));
	way = json_array_get(json_object_get(search, "brought_by"), 0);
	assert_string_equal(json_string_value(json_object_get(way, "how")), "void");
	assert_string_equal(json_string_value(json_object_get(way, "reason")), "no_new_privs");
	giving = json_array_get(json_object_get(capability(root, "CAP_SYS_ADMIN"), "given_up_by"), 1);
	assert_string_equal(json_string_value(json_object_get(giving, "set")), "bounding");
}

#define with_web(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_web(tells_in_the_order_of_time),
		with_web(counts_many),
		with_web(says_nothing_of_an_older_profile),
		with_web(json_of_each_change),
		with_web(json_of_who_brought_it_in),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
