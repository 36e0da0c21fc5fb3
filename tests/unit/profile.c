// SPDX-License-Identifier: BSD-2-Clause
/* Profiles: written, read back, and what a script finds in the file. */
#include "sample.h"

#include <errno.h>
#include <jansson.h>

#include "core/sysno.h"

#define _json_ _cleanup_(json_guard)
static void json_guard(json_t **json)
{
	json_decref(*json);
}

static void test_round_trip(void **state)
{
	struct sample s;
	_profile_ struct profile *made = NULL, *read = NULL;
	_free_ char *first = NULL, *second = NULL;

	(void)state;
	sample_recording(&s);
	made = sample_profile(&s);
	first = sample_json(made);
	read = sample_parse(first);
	second = sample_json(read);
	assert_string_equal(first, second);
	assert_int_equal(read->nprograms, made->nprograms);
	assert_int_equal(read->nchecks, made->nchecks);
	assert_int_equal(read->start_ns, 0);
	for (size_t i = 0; i < read->nchecks; i++) {
		assert_int_equal(read->checks[i].flags, made->checks[i].flags);
		assert_int_equal(read->checks[i].cap, made->checks[i].cap);
		assert_int_equal(read->checks[i].nr, made->checks[i].nr);
	}
}

/* A flag that the decoder lets in must come back from a file; none may be forgotten. */
static void test_each_flag_survives(void **state)
{
	(void)state;
	for (int bit = 0; bit < 32; bit++) {
		_profile_ struct profile *made = NULL, *read = NULL;
		struct sample s = { .n = 0 };
		_free_ char *text = NULL;
		union record out;

		sample_check(&s, 1, CAP_KILL, 1, 2)->flags = 1u << bit | (bit ? 0 : LC_CHECK_OPTS_KNOWN);
		sample_check(&s, 1, CAP_KILL, 1, 2)->flags = 1u << bit | LC_CHECK_OPTS_KNOWN;
		sample_program(&s, 1, 0, "", 0)->flags = 1u << bit;
		for (size_t i = 0; i < s.n;) {
			if (decode_record(&s.records[i], s.records[i].head.len, &out))
				s.records[i] = s.records[--s.n];
			else
				i++;
		}
		made = sample_profile(&s);
		text = sample_json(made);
		read = sample_parse(text);
		assert_int_equal(made->nchecks, read->nchecks);
		for (size_t i = 0; i < made->nchecks; i++)
			assert_int_equal(made->checks[i].flags, read->checks[i].flags);
		for (size_t i = 0; i < made->nprograms; i++)
			assert_int_equal(made->programs[i].flags, read->programs[i].flags);
	}
}

static void test_numbers_that_need_64_bits(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *made = NULL, *read = NULL;
	_free_ char *text = NULL;
	struct lc_program *program;

	(void)state;
	sample_session(&s, LC_SCOPE_ALL)->produced = UINT64_MAX;
	program = sample_program(&s, 4096, 0, "/a", 1);
	program->ino = (uint64_t)INT64_MAX + 1;
	program->dev = INT64_MAX;
	program->uid = UINT32_MAX;
	sample_call(&s, 4096, UINT32_MAX, UINT64_MAX);
	made = sample_profile(&s);
	text = sample_json(made);
	read = sample_parse(text);
	assert_true(read->produced == UINT64_MAX);
	assert_true(read->programs[0].ino == (uint64_t)INT64_MAX + 1);
	assert_true(read->programs[0].dev == INT64_MAX);
	assert_int_equal(read->programs[0].uid, UINT32_MAX);
	assert_true(read->programs[0].syscalls[LC_ABI_X86_64].use[0].nr == UINT32_MAX);
	assert_true(read->programs[0].syscalls[LC_ABI_X86_64].use[0].count == UINT64_MAX);
}

/* Read by jansson alone, as a script would. */
static void test_what_a_script_sees(void **state)
{
	struct sample s;
	_profile_ struct profile *p = NULL;
	_free_ char *text = NULL;
	_json_ json_t *json = NULL;
	json_t *check, *program;
	const char *path, *name;
	json_int_t count;

	(void)state;
	sample_recording(&s);
	sample_loss(&s, LC_LOST_RING, 4);
	p = sample_profile(&s);
	text = sample_json(p);
	json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "schema")), "leastcap/profile/1");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(json, "lost"), "ring")), 4);
	assert_string_equal(json_string_value(json_array_get(json_object_get(json, "command"), 2)),
			    "ping -c1 \\x1b[31m::1");
	program = json_array_get(json_object_get(json, "programs"), 1);
	assert_int_equal(json_object_size(json_object_get(program, "syscalls")), 0);
	program = json_array_get(json_object_get(json, "programs"), 2);
	assert_int_equal(json_unpack(program, "{s:s,s:{s:[{s:s,s:I}]}}", "exe", &path, "syscalls", "x86_64",
				     "syscall", &name, "count", &count), 0);
	assert_string_equal(path, "/usr/bin/ping");
	assert_string_equal(name, "socket");
	assert_int_equal(count, 3);
	check = json_array_get(json_object_get(json, "checks"), 0);
	assert_string_equal(json_string_value(json_object_get(check, "capability")), "CAP_NET_RAW");
	assert_string_equal(json_string_value(json_object_get(check, "verdict")), "allow");
	assert_string_equal(json_string_value(json_object_get(check, "site")), "inet_create");
	assert_string_equal(json_string_value(json_object_get(check, "user_ns")), "own");
	assert_true(json_is_null(json_object_get(check, "audit")));
	assert_true(json_is_true(json_object_get(check, "effective")));
	check = json_array_get(json_object_get(json, "checks"), 1);
	assert_string_equal(json_string_value(json_object_get(check, "verdict")), "deny");
	assert_string_equal(json_string_value(json_object_get(check, "user_ns")), "init");
	assert_true(json_is_false(json_object_get(check, "audit")));
	assert_true(json_is_false(json_object_get(check, "insetid")));
	check = json_array_get(json_object_get(json, "checks"), 2);
	assert_string_equal(json_string_value(json_object_get(check, "capability")), "CAP_45");
	assert_true(json_is_null(json_object_get(check, "syscall")));
	assert_true(json_is_true(json_object_get(check, "overridden")));
}

/* The file, byte for byte: what docs/profile.md shows. */
static void test_layout(void **state)
{
	static const char expected[] =
		"{\n"
		"  \"schema\": \"leastcap/profile/1\",\n"
		"  \"scope\": \"pids\",\n"
		"  \"command\": null,\n"
		"  \"release\": \"6.18.0\",\n"
		"  \"machine\": \"x86_64\",\n"
		"  \"cap_last\": 40,\n"
		"  \"start_realtime_ns\": 1790000000123456789,\n"
		"  \"duration_ns\": 7000000,\n"
		"  \"ended\": false,\n"
		"  \"records\": {\"produced\": 12, \"delivered\": 12},\n"
		"  \"lost\": {\"ring\": 0, \"programs\": 0, \"checks\": 2, \"odd_syscalls\": 0, \"pids\": 0, "
		"\"recursion\": 0, \"bad_records\": 0},\n"
		"  \"hooks\": [],\n"
		"  \"programs\": [\n"
		"    {\n"
		"      \"id\": 4, \"parent\": 0, \"exe\": \"/bin/su\", \"comm\": \"su\", "
		"\"flags\": [\"root\", \"adopted\"],\n"
		"      \"uid\": 0, \"dev\": 8, \"ino\": 104, \"instances\": 1, \"alive\": 0, "
		"\"first_ns\": 1000000,\n"
		"      \"syscalls\": {\n"
		"        \"x86_64\": [\n"
		"          {\"syscall\": \"read\", \"count\": 2, \"first_ns\": 5000000},\n"
		"          {\"syscall\": 999, \"count\": 1, \"first_ns\": 5000000}\n"
		"        ],\n"
		"        \"i386\": [\n"
		"          {\"syscall\": \"exit\", \"count\": 1, \"first_ns\": 5000000}\n"
		"        ]\n"
		"      }\n"
		"    },\n"
		"    {\n"
		"      \"id\": 5, \"parent\": 0, \"exe\": \"/bin/id\", \"comm\": \"id\", \"flags\": [],\n"
		"      \"uid\": 0, \"dev\": 8, \"ino\": 105, \"instances\": 1, \"alive\": 0, "
		"\"first_ns\": 2000000,\n"
		"      \"syscalls\": {}\n"
		"    }\n"
		"  ],\n"
		"  \"checks\": [\n"
		"    {\"program\": 4, \"capability\": \"CAP_SETUID\", \"verdict\": \"deny\", "
		"\"site\": \"__sys_setuid\", \"callers\": [], \"syscall\": \"setuid\", \"abi\": \"x86_64\", "
		"\"count\": 1, \"first_ns\": 7000000, \"user_ns\": \"other\", \"effective\": true, "
		"\"audit\": true, \"insetid\": true, \"moot\": true}\n"
		"  ]\n"
		"}\n";
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;
	_free_ char *text = NULL;
	struct lc_check *c;

	(void)state;
	sample_session(&s, LC_SCOPE_PIDS);
	sample_loss(&s, LC_LOST_CHECKS, 2);
	sample_program(&s, 4, 0, "/bin/su", 1)->flags = LC_PROGRAM_ROOT | LC_PROGRAM_ADOPTED;
	sample_program(&s, 5, 0, "/bin/id", 2);
	sample_call(&s, 4, 999, 1);
	sample_call(&s, 4, 0, 2);
	sample_call(&s, 4, 1, 1)->abi = LC_ABI_I386;
	c = sample_check(&s, 4, CAP_SETUID, 1, 2);
	c->nr = 105;
	c->nframes = 1;
	c->flags = LC_CHECK_DENIED | LC_CHECK_NS_OTHER | LC_CHECK_EFFECTIVE | LC_CHECK_OPTS_KNOWN |
		   LC_CHECK_INSETID | LC_CHECK_MOOT;
	sample_symbol(&s, 1, "__sys_setuid");
	p = sample_profile(&s);
	text = sample_json(p);
	assert_string_equal(text, expected);
}

static void test_lookups(void **state)
{
	struct sample s;
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_recording(&s);
	p = sample_profile(&s);
	assert_string_equal(profile_program(p, 2)->exe, "/usr/bin/ping");
	assert_null(profile_program(p, 4));
	assert_ptr_equal(profile_root(p), profile_program(p, 1));
	assert_string_equal(loss_cause_name(LC_LOST_ODD), "odd_syscalls");
	assert_string_equal(loss_cause_name(LC_CAUSES), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_each_flag_survives),
		cmocka_unit_test(test_numbers_that_need_64_bits),
		cmocka_unit_test(test_what_a_script_sees),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_lookups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
