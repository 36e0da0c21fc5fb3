// SPDX-License-Identifier: BSD-2-Clause
/* Profiles: written, read back, and what a script finds in the file. */
#include "sample.h"

#include <errno.h>
#include <jansson.h>

#include "core/profile_words.h"
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
		"\"recursion\": 0, \"bad_records\": 0, \"results\": 0, \"audit\": 0, \"owners\": 0, "
		"\"privileges\": 0, \"values\": 0},\n"
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

/* What is in the file only where there is something to say, byte for byte. */
static void test_layout_of_what_says_more(void **state)
{
	static const char *const expected[] = {
		"{\"syscall\": \"socket\", \"count\": 5, \"first_ns\": 5000000, "
		"\"phases\": [\"init\", \"serving\"]}",
		"\"insetid\": null, \"last_ns\": 30000000, \"phase\": \"init\", \"results\": {\"0\": 3}},\n",
		"\"insetid\": null, \"phase\": \"serving\"},\n",
		"\"insetid\": false, \"phase\": \"init\", \"results\": {\"EPERM\": 1, \"512\": 2}},\n",
		"\"overridden\": true, \"phase\": \"init\"}\n"
		"  ],\n"
		"  \"refusals\": [\n"
		"    {\"program\": 2, \"syscall\": \"mount\", \"abi\": \"x86_64\", \"errno\": \"EPERM\", "
		"\"by\": \"seccomp\", \"count\": 1, \"first_ns\": 9000000}\n"
		"  ],\n"
		"  \"settings\": {\n"
		"    \"RLIMIT_MEMLOCK\": \"unlimited\",\n"
		"    \"net.ipv4.ping_group_range\": \"1 0\"\n"
		"  },\n"
		"  \"boundary\": {\"sign\": \"wait\", \"program\": 2, \"ns\": 8000000, \"drop_ns\": 6000000, "
		"\"drop_program\": 2},\n"
		"  \"outcome\": {\"status\": 143, \"drive_status\": 1, "
		"\"bounding\": [\"CAP_SETUID\", \"CAP_NET_RAW\", \"CAP_45\"], \"permitted\": [\"CAP_NET_RAW\"]},\n"
		"  \"proof\": {\n"
		"    \"kind\": \"minimal\", \"runs\": 5, \"oracle\": \"exit status of CMD\", \"release\": \"6.18.0\",\n"
		"    \"syscalls\": true, \"no_new_privs\": false, \"root\": true, "
		"\"needless_syscalls\": {\"x86_64\": [\"read\"], \"i386\": [999]},\n"
		"    \"capabilities\": [\"CAP_NET_RAW\", \"CAP_45\"],\n"
		"    \"members\": [\n"
		"      {\"capability\": \"CAP_NET_RAW\", \"verdict\": \"needed\", "
		"\"without\": \"socket: EPERM at inet_create\"},\n"
		"      {\"capability\": \"CAP_SYS_ADMIN\", \"verdict\": \"needless\", \"without\": \"\"},\n"
		"      {\"capability\": \"CAP_45\", \"verdict\": \"added\", \"without\": \"exit status 2\"}\n"
		"    ]\n"
		"  }\n"
		"}\n",
	};
	struct sample s;
	_profile_ struct profile *p = NULL;
	_free_ char *text = NULL;
	const char *at;

	(void)state;
	sample_recording(&s);
	sample_serving(&s);
	p = sample_profile(&s);
	assert_int_equal(sample_prove(p), 0);
	at = text = sample_json(p);
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		at = strstr(at, expected[i]);
		if (!at)
			fail_msg("%s\nis not (or not there) in\n%s", expected[i], text);
	}
	assert_string_equal(at, expected[ARRAY_SIZE(expected) - 1]);
}

static void test_what_says_more_comes_back(void **state)
{
	struct sample s;
	_profile_ struct profile *made = NULL, *read = NULL;
	_free_ char *first = NULL, *second = NULL;
	const struct proof *proof;

	(void)state;
	sample_recording(&s);
	sample_serving(&s);
	made = sample_profile(&s);
	assert_int_equal(sample_prove(made), 0);
	first = sample_json(made);
	read = sample_parse(first);
	second = sample_json(read);
	assert_string_equal(first, second);
	assert_int_equal(read->checks[0].phases, 1u << PHASE_INIT);
	assert_int_equal(read->checks[1].phases, 1u << PHASE_SERVING);
	assert_int_equal(read->checks[0].last_ns, 30000000);
	assert_int_equal(read->checks[2].nresults, 2);
	assert_int_equal(read->checks[2].results[0].error, EPERM);
	assert_int_equal(read->checks[2].results[1].error, 512);
	assert_int_equal(read->checks[2].results[1].count, 2);
	assert_memory_equal(&read->boundary, &made->boundary, sizeof(read->boundary));
	assert_memory_equal(&read->outcome, &made->outcome, sizeof(read->outcome));
	assert_memory_equal(read->refusals, made->refusals, sizeof(*read->refusals));
	assert_string_equal(profile_setting(read, "RLIMIT_MEMLOCK"), "unlimited");
	proof = read->proof;
	assert_non_null(proof);
	assert_int_equal(proof->kind, PROOF_MINIMAL);
	assert_true(proof->caps == made->proof->caps);
	assert_true(proof->syscalls && proof->root && !proof->no_new_privs);
	assert_int_equal(proof->runs, 5);
	assert_int_equal(proof->nmembers, 3);
	assert_int_equal(proof->members[2].cap, 45);
	assert_int_equal(proof->members[2].verdict, MEMBER_ADDED);
	assert_string_equal(proof->members[0].without, "socket: EPERM at inet_create");
	assert_true(sysset_has(&proof->needless[LC_ABI_X86_64], 0));
	assert_true(sysset_has(&proof->needless[LC_ABI_I386], 999));
	assert_int_equal(proof->needless[LC_ABI_X32].n, 0);
}

/* What was not seen to end, and what was not driven, has no status. */
static void test_outcomes(void **state)
{
	(void)state;
	for (uint32_t flags = 0; flags < 4; flags++) {
		struct sample s = { .n = 0 };
		_profile_ struct profile *made = NULL, *read = NULL;
		_free_ char *text = NULL;
		struct lc_outcome *o = sample_outcome(&s, flags);

		o->status = 7;
		o->drive_status = 9;
		o->bounding = UINT64_MAX;
		made = sample_profile(&s);
		text = sample_json(made);
		read = sample_parse(text);
		assert_memory_equal(&read->outcome, &made->outcome, sizeof(read->outcome));
		assert_int_equal(read->outcome.flags, flags);
		assert_int_equal(read->outcome.status, flags & LC_OUTCOME_ENDED ? 7 : 0);
		assert_int_equal(!!strstr(text, "\"status\": null"), !(flags & LC_OUTCOME_ENDED));
	}
}

static void test_names(void **state)
{
	_profile_ struct profile *p = calloc(1, sizeof(*p));
	struct proof *none = NULL;

	(void)state;
	assert_string_equal(phase_name(PHASE_INIT), "init");
	assert_string_equal(phase_name(PHASE_SERVING), "serving");
	assert_string_equal(phase_name(PHASES), "unknown");
	assert_string_equal(proof_name(PROOF_NONE), "none");
	assert_string_equal(proof_name(PROOF_SUFFICIENT), "sufficient");
	assert_string_equal(proof_name(PROOF_KINDS), "unknown");
	assert_string_equal(member_verdict_name(MEMBER_SUBSTITUTE), "substitute");
	assert_string_equal(member_verdict_name(MEMBER_VERDICTS), "unknown");
	assert_string_equal(loss_cause_name(LC_LOST_RESULTS), "results");
	assert_int_equal(phase_of("serving"), PHASE_SERVING);
	assert_int_equal(phase_of("unknown"), -EINVAL);
	assert_int_equal(boundary_sign_of("notify"), LC_BOUNDARY_NOTIFY);
	assert_int_equal(boundary_sign_of(""), -EINVAL);
	assert_null(boundary_sign_word(0));
	assert_null(boundary_sign_word(LC_BOUNDARY_MARK + 1));
	assert_int_equal(refuser_of("seccomp"), LC_REFUSER_SECCOMP);
	assert_null(refuser_word(LC_REFUSERS));
	assert_null(profile_setting(p, "kernel.kptr_restrict"));
	assert_null(profile_root(p));
	proof_free(&none);
	assert_null(none);
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
		cmocka_unit_test(test_layout_of_what_says_more),
		cmocka_unit_test(test_what_says_more_comes_back),
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_lookups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
