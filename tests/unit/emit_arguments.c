/* SPDX-License-Identifier: BSD-2-Clause */
/* What calls were given and which of them never worked, in both reports. */
#include "tests/unit/report_text.h"

#include <jansson.h>

static struct web web;

static int start(void **state)
{
	(void)state;
	web_start(&web);
	web_arguments(&web);
	return 0;
}

static json_t *report(void)
{
	struct emit_style style = { 0 };
	struct plan *plan = input_plan(&web.in, PORTABLE_LIBC, true);
	_buf_ struct buf out = BUF_INIT;
	json_t *root;

	assert_int_equal(emit_json(plan, &style, &out), 0);
	plan_free(&plan);
	root = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	return root;
}

static const char *text_at(const json_t *root, size_t at, const char *key)
{
	return json_string_value(json_object_get(json_array_get(json_object_get(root, "arguments"), at), key));
}

static const json_t *element(const json_t *root, size_t at, const char *key, size_t i)
{
	return json_array_get(json_object_get(json_array_get(json_object_get(root, "arguments"), at), key), i);
}

static void test_json(void **state)
{
	json_t *root = report();
	const json_t *list = json_object_get(root, "arguments"), *last;

	(void)state;
	assert_int_equal(json_array_size(list), 6);
	assert_string_equal(text_at(root, 0, "program"), "/usr/sbin/nginx");
	assert_string_equal(text_at(root, 0, "role"), "workload");
	assert_string_equal(text_at(root, 0, "syscall"), "socket");
	assert_string_equal(text_at(root, 0, "abi"), "x86_64");
	assert_string_equal(text_at(root, 0, "argument"), "family");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 1), "index")), 1);
	assert_string_equal(json_string_value(element(root, 1, "names", 0)), "FIONBIO");
	assert_string_equal(json_string_value(element(root, 1, "names", 1)), "0x12345678");
	assert_int_equal(json_integer_value(element(root, 1, "values", 0)), 0x5421);
	assert_string_equal(json_string_value(element(root, 1, "values", 2)), "18446744073709551615");
	assert_true(json_is_true(json_object_get(json_array_get(list, 2), "more")));
	assert_true(json_is_false(json_object_get(json_array_get(list, 0), "more")));
	assert_string_equal(json_string_value(element(root, 3, "names", 0)), "IORING_OP_OPENAT");
	assert_string_equal(json_string_value(element(root, 3, "names", 1)), "0xc8");
	assert_true(json_is_null(json_object_get(json_array_get(list, 3), "index")));
	assert_string_equal(text_at(root, 3, "argument"), "opcode");
	last = json_array_get(list, 5);
	assert_true(json_is_null(json_object_get(last, "argument")));
	assert_int_equal(json_integer_value(json_object_get(last, "index")), 3);
	assert_int_equal(json_array_size(json_object_get(last, "values")), 0);
	json_decref(root);
}

/* Of the calls: what failed for all is told, what failed for one is not. */
static void test_failed_in_json(void **state)
{
	json_t *root = report(), *call;
	size_t i, seen = 0;

	(void)state;
	json_array_foreach(json_object_get(json_object_get(root, "syscalls"), "x86_64"), i, call) {
		const char *name = json_string_value(json_object_get(call, "name"));
		const json_t *failed = json_object_get(call, "failed");

		if (!strcmp(name, "socketpair")) {
			assert_string_equal(json_string_value(failed), "EPERM");
			seen++;
		} else {
			assert_true(json_is_null(failed));
		}
		seen += !strcmp(name, "bind");
	}
	assert_int_equal(seen, 2);
	json_decref(root);
}

static void test_nothing_was_learned(void **state)
{
	static const char *const absent[] = { "never worked", "What calls were given", NULL };
	_free_ char *text = NULL;
	json_t *root;

	(void)state;
	web_start(&web);
	root = report();
	assert_int_equal(json_array_size(json_object_get(root, "arguments")), 0);
	assert_true(json_is_array(json_object_get(root, "arguments")));
	json_decref(root);
	text = web_report(&web, 0, false, true);
	for (size_t i = 0; absent[i]; i++)
		assert_null(strstr(text, absent[i]));
}

static void test_text(void **state)
{
	static const char *const words[] = {
		"\nSyscalls\n",
		"\n    observed: accept4 arch_prctl bind ",
		"\n    never worked: socketpair (EPERM)\n",
		"\nWhat calls were given\n",
		"SYSCALL", "ARGUMENT", "VALUES\n",
		"ioctl (x86_64)", "request", "FIONBIO, 0x12345678, 0xffffffffffffffff\n",
		"socket (x86_64)", "family", "AF_UNIX, AF_INET, AF_INET6, and others that are not known\n",
		"io_uring_enter (x86_64)", "opcode", "IORING_OP_OPENAT, 0xc8\n",
		"read (i386)", "argument 3", "not known\n",
		"prctl (i386)", "option", "PR_SET_NAME\n",
		NULL,
	};
	_free_ char *text = web_report(&web, 0, false, true);

	(void)state;
	assert_tells(text, words);
	*strstr(text, "never worked") = '\0';
	assert_null(strstr(text, "socketpair"));
}

/* One ABI alone is not named; a long list is cut, and says so. */
static void test_many_values(void **state)
{
	static uint64_t many[50];
	_free_ char *text = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = 0x1000 + i;
	web.in.profile.nvalues = 0;
	web_values(&web, 1, LC_ABI_X86_64, "prctl", 0, many, ARRAY_SIZE(many));
	text = web_report(&web, 0, false, true);
	assert_non_null(strstr(text, "0x1027 and 10 more\n"));
	assert_null(strstr(text, "(x86_64)"));
}

/* What a runtime gave before it executed the workload is not the workload's. */
static void test_not_of_the_runtime(void **state)
{
	_free_ char *text = NULL;
	const char *section;

	(void)state;
	web_program(&web, 1, 0, "/usr/sbin/runc", 1);
	web_program(&web, 2, 1, "/usr/sbin/runc", 1);
	web.in.programs[1].flags |= LC_PROGRAM_FILTERING;
	text = web_report(&web, 0, false, true);
	section = strstr(text, "What calls were given");
	assert_non_null(section);
	assert_null(strstr(section, "ioctl"));
	assert_non_null(strstr(section, "AF_INET, AF_INET6"));
	assert_null(strstr(section, "AF_UNIX"));
}

int main(void)
{
#define with_web(test) cmocka_unit_test_setup(test, start)
	const struct CMUnitTest tests[] = {
		with_web(test_json),	 with_web(test_failed_in_json), with_web(test_nothing_was_learned),
		with_web(test_text),	 with_web(test_many_values),	with_web(test_not_of_the_runtime),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
