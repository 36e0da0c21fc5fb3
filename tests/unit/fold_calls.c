// SPDX-License-Identifier: BSD-2-Clause
/* Calls that never worked and what arguments were, from records to a profile, to a file and back. */
#include "sample.h"

#include "core/plan.h"
#include "core/values.h"

#define NR_SOCKET 41
#define NR_PRCTL 157
#define NR_FACCESSAT2 439
#define NR_RING 426

static const uint64_t families[] = { 10, 1, 2 };

static void story(struct sample *s)
{
	*s = (struct sample){ .n = 0 };
	sample_session(s, LC_SCOPE_COMMAND);
	sample_program(s, 1, 0, "/bin/sh", 1)->flags = LC_PROGRAM_ROOT;
	sample_program(s, 2, 1, "/srv/server", 2);
	sample_call(s, 2, NR_SOCKET, 3);
	sample_call(s, 2, NR_FACCESSAT2, 0);
	sample_failed(s, 2, NR_FACCESSAT2, ENOSYS);
	sample_values(s, 2, NR_SOCKET, 0, families, 3);
	sample_values(s, 2, NR_RING, LC_ARGUMENT_OPCODE, (const uint64_t[]){ 18, 22 }, 2);
	sample_values(s, 1, NR_PRCTL, 0, (const uint64_t[]){ 15 }, 1)->abi = LC_ABI_X32;
}

static const struct sysuse *use_of(const struct profile *p, uint32_t program, uint32_t nr)
{
	const struct sysset *s = &profile_program(p, program)->syscalls[LC_ABI_X86_64];

	for (size_t i = 0; i < s->n; i++) {
		if (s->use[i].nr == nr)
			return &s->use[i];
	}
	return NULL;
}

/* What stands behind the values that there are is no value. */
static void test_values_are_tidied(void **state)
{
	struct sample s = { .n = 0 };
	struct lc_values *v = sample_values(&s, 1, NR_SOCKET, 0, families, 3);
	union record out;

	(void)state;
	v->n = 2;
	assert_int_equal(decode_record(v, sizeof(*v), &out), 0);
	assert_int_equal(out.values.value[1], 1);
	assert_int_equal(out.values.value[2], 0);
	v->n = LC_VALUES_KEPT + 1;
	v->value[LC_VALUES_KEPT - 1] = 5;
	assert_int_equal(decode_record(v, sizeof(*v), &out), 0);
	assert_int_equal(out.values.value[2], 2);
	assert_int_equal(out.values.value[LC_VALUES_KEPT - 1], 5);
}

static void test_profile(void **state)
{
	struct sample s;
	_profile_ struct profile *p = NULL;
	const struct value_set *v;

	(void)state;
	story(&s);
	p = sample_profile(&s);
	assert_int_equal(use_of(p, 2, NR_FACCESSAT2)->failed, ENOSYS);
	assert_int_equal(use_of(p, 2, NR_SOCKET)->failed, 0);
	assert_int_equal(p->nvalues, 3);
	v = profile_values(p, 2, LC_ABI_X86_64, NR_SOCKET, 0);
	assert_non_null(v);
	assert_int_equal(v->n, 3);
	assert_int_equal(v->values[0], 1);
	assert_int_equal(v->values[1], 2);
	assert_int_equal(v->values[2], 10);
	assert_false(v->more);
	assert_true(values_have(v, 10));
	assert_false(values_have(v, 3));
	assert_non_null(profile_values(p, 2, LC_ABI_X86_64, NR_RING, LC_ARGUMENT_OPCODE));
	assert_non_null(profile_values(p, 1, LC_ABI_X32, NR_PRCTL, 0));
	assert_null(profile_values(p, 1, LC_ABI_X86_64, NR_PRCTL, 0));
	assert_null(profile_values(p, 1, LC_ABI_X86_64, NR_SOCKET, 0));
	assert_null(profile_values(p, 2, LC_ABI_X86_64, NR_SOCKET, 1));
	assert_null(profile_values(p, 2, LC_ABI_I386, NR_SOCKET, 0));
	assert_null(profile_values(p, 3, LC_ABI_X86_64, NR_SOCKET, 0));
}

/* What worked in one chapter has worked, in whatever order that is told. */
static void test_chapters(void **state)
{
	static const struct {
		uint32_t in_first, in_second, is;
	} rows[] = {
		{ ENOSYS, ENOSYS, ENOSYS }, { ENOSYS, 0, 0 }, { 0, ENOSYS, 0 }, { EPERM, ENOSYS, EPERM },
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		_fold_ struct fold *f = NULL;
		_profile_ struct profile *p = NULL;
		struct sample s = { .n = 0 };

		sample_call(&s, 1, NR_FACCESSAT2, 0);
		sample_call(&s, 1, NR_FACCESSAT2, 0)->h.ns += 5;
		sample_chapter(&s.records[1].head, 1);
		if (rows[i / 2].in_first)
			sample_failed(&s, 1, NR_FACCESSAT2, rows[i / 2].in_first);
		if (rows[i / 2].in_second)
			sample_chapter(&sample_failed(&s, 1, NR_FACCESSAT2, rows[i / 2].in_second)->h, 1);
		assert_int_equal(fold_new(&f), 0);
		sample_feed(&s, f, i % 2);
		assert_int_equal(fold_profile(f, &p), 0);
		assert_int_equal(use_of(p, 1, NR_FACCESSAT2)->failed, rows[i / 2].is);
		assert_int_equal(p->programs[0].syscalls[LC_ABI_X86_64].n, 1);
	}
}

/* That it failed says that it was called, and by whom. */
static void test_nothing_else_is_told(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_failed(&s, 7, NR_FACCESSAT2, EPERM)->count = 4;
	sample_values(&s, 8, NR_SOCKET, 0, families, 1);
	sample_values(&s, 0, NR_SOCKET, 0, families, 2);
	p = sample_profile(&s);
	assert_int_equal(p->nprograms, 3);
	assert_int_equal(use_of(p, 7, NR_FACCESSAT2)->count, 4);
	assert_int_equal(use_of(p, 7, NR_FACCESSAT2)->failed, EPERM);
	assert_int_equal(profile_values(p, 8, LC_ABI_X86_64, NR_SOCKET, 0)->n, 1);
	assert_int_equal(p->nvalues, 2);
	assert_int_equal(p->values[1].n, 2);
}

static void test_any_order_and_twice(void **state)
{
	_fold_ struct fold *f = NULL, *g = NULL;
	_profile_ struct profile *p = NULL, *q = NULL;
	_free_ char *one = NULL, *two = NULL;
	struct sample s;

	(void)state;
	story(&s);
	sample_values(&s, 2, NR_SOCKET, 0, (const uint64_t[]){ 17, 10, 17 }, 3);
	sample_failed(&s, 2, NR_FACCESSAT2, EPERM)->count = 9; /* a later record */
	sample_failed(&s, 2, NR_FACCESSAT2, ENOSYS)->count = 3;
	assert_int_equal(fold_new(&f), 0);
	assert_int_equal(fold_new(&g), 0);
	sample_feed(&s, f, false);
	sample_feed(&s, g, true);
	sample_feed(&s, g, false);
	assert_int_equal(fold_profile(f, &p), 0);
	assert_int_equal(fold_profile(g, &q), 0);
	one = sample_json(p);
	two = sample_json(q);
	assert_string_equal(one, two);
	assert_int_equal(profile_values(p, 2, LC_ABI_X86_64, NR_SOCKET, 0)->n, 4);
	assert_int_equal(use_of(p, 2, NR_FACCESSAT2)->failed, EPERM);
}

/* A record that is full says nothing of more, one that counts more does, and so does one without values. */
static void test_more(void **state)
{
	static const struct {
		uint32_t n;
		bool more;
	} rows[] = { { LC_VALUES_KEPT, false }, { LC_VALUES_KEPT + 1, true }, { 0, true }, { 1, false } };
	uint64_t values[LC_VALUES_KEPT];

	(void)state;
	for (size_t i = 0; i < LC_VALUES_KEPT; i++)
		values[i] = 1000 - i;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sample s = { .n = 0 };
		_profile_ struct profile *p = NULL;

		sample_values(&s, 1, NR_SOCKET, 0, values, rows[i].n);
		p = sample_profile(&s);
		assert_int_equal(p->nvalues, 1);
		assert_int_equal(p->values[0].more, rows[i].more);
		assert_int_equal(p->values[0].n, rows[i].n > LC_VALUES_KEPT ? LC_VALUES_KEPT : rows[i].n);
	}
}

/* More than one set holds: the least are kept, whatever came first. */
static void test_a_full_set(void **state)
{
	struct value_set up = { 0 }, down = { 0 };

	(void)state;
	for (uint64_t i = 0; i < PROFILE_MAX_VALUES + 3; i++) {
		uint64_t other = PROFILE_MAX_VALUES + 2 - i;

		assert_int_equal(values_join(&up, &i, 1, false), 0);
		assert_int_equal(values_join(&down, &other, 1, false), 0);
		assert_int_equal(up.more, i >= PROFILE_MAX_VALUES);
	}
	assert_int_equal(up.n, PROFILE_MAX_VALUES);
	assert_int_equal(down.n, PROFILE_MAX_VALUES);
	assert_true(down.more);
	assert_memory_equal(up.values, down.values, PROFILE_MAX_VALUES * sizeof(*up.values));
	assert_int_equal(up.values[PROFILE_MAX_VALUES - 1], PROFILE_MAX_VALUES - 1);
	assert_int_equal(values_join(&up, NULL, 0, false), 0);
	assert_true(up.more);
	values_free(&up);
	values_free(&down);
}

static void test_too_many_sets(void **state)
{
	_fold_ struct fold *f = NULL;
	_profile_ struct profile *p = NULL;

	(void)state;
	assert_int_equal(fold_new(&f), 0);
	for (uint32_t i = 0; i < PROFILE_MAX_VALUE_SETS + 5; i++) {
		struct sample s = { .n = 0 };

		sample_values(&s, 1, i, 0, families, 1);
		sample_feed(&s, f, false);
	}
	assert_int_equal(fold_profile(f, &p), 0);
	assert_int_equal(p->nvalues, PROFILE_MAX_VALUE_SETS);
	assert_int_equal(p->lost[LC_LOST_VALUES], 5);
}

static void test_layout(void **state)
{
	static const char *const expected[] = {
		"{\"syscall\": \"faccessat2\", \"count\": 0, \"first_ns\": 5000000, \"failed\": \"ENOSYS\"}",
		",\n  \"arguments\": [\n"
		"    {\"program\": 1, \"syscall\": \"prctl\", \"abi\": \"x32\", \"index\": 0, \"values\": [15], "
		"\"more\": false},\n"
		"    {\"program\": 2, \"syscall\": \"socket\", \"abi\": \"x86_64\", \"index\": 0, "
		"\"values\": [1, 2, 10, \"18446744073709551615\"], \"more\": true},\n"
		"    {\"program\": 2, \"syscall\": \"io_uring_enter\", \"abi\": \"x86_64\", \"index\": \"opcode\", "
		"\"values\": [18, 22], \"more\": false}\n  ]",
		"\"settings\": {\n    \"" SETTING_ARGS "\": \"learned\"\n  }",
	};
	const uint64_t largest = UINT64_MAX;
	struct sample s;
	_profile_ struct profile *p = NULL, *read = NULL;
	_free_ char *text = NULL, *again = NULL;
	const char *at;

	(void)state;
	story(&s);
	sample_values(&s, 2, NR_SOCKET, 0, &largest, 1)->n = LC_VALUES_KEPT + 1;
	sample_setting(&s, SETTING_ARGS, "learned");
	p = sample_profile(&s);
	/* What stands behind the one value of that record is 0, and counts: it was told of as full. */
	assert_true(values_have(profile_values(p, 2, LC_ABI_X86_64, NR_SOCKET, 0), 0));
	p->values[1].n--;
	memmove(p->values[1].values, p->values[1].values + 1, p->values[1].n * sizeof(uint64_t));
	at = text = sample_json(p);
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		at = strstr(at, expected[i]);
		if (!at)
			fail_msg("%s\nis not (or not there) in\n%s", expected[i], text);
	}
	read = sample_parse(text);
	again = sample_json(read);
	assert_string_equal(text, again);
	assert_int_equal(profile_values(read, 2, LC_ABI_X86_64, NR_SOCKET, 0)->values[3] == UINT64_MAX, true);
	assert_string_equal(profile_setting(read, SETTING_ARGS), "learned");
	assert_int_equal(use_of(read, 2, NR_FACCESSAT2)->failed, ENOSYS);
}

#define BEGIN "{\"schema\":\"leastcap/profile/1\",\"scope\":\"all\",\"command\":null,\"release\":\"\"," \
	"\"machine\":\"\",\"cap_last\":40,\"start_realtime_ns\":0,\"duration_ns\":0,\"ended\":true," \
	"\"records\":{\"produced\":0,\"delivered\":0},\"lost\":{\"ring\":0,\"programs\":0,\"checks\":0," \
	"\"odd_syscalls\":0,\"pids\":0,\"recursion\":0,\"bad_records\":0},\"hooks\":[],\"programs\":["
#define PROGRAM(uses) "{\"id\":1,\"parent\":0,\"exe\":\"/a\",\"comm\":\"a\",\"flags\":[],\"uid\":0,\"dev\":0," \
	"\"ino\":0,\"instances\":1,\"alive\":0,\"first_ns\":0,\"syscalls\":{" uses "}}],\"checks\":[]"
#define FAILED(word) BEGIN PROGRAM("\"x86_64\":[{\"syscall\":\"read\",\"count\":0,\"first_ns\":0,\"failed\":" word \
	"}]") "}"
#define ARGUMENTS(list) BEGIN PROGRAM("") ",\"arguments\":" list "}"
#define ONE(program, call, index, values, more) "{\"program\":" program ",\"syscall\":" call ",\"abi\":\"x86_64\"," \
	"\"index\":" index ",\"values\":" values ",\"more\":" more "}"
#define VALUES(values, more) ARGUMENTS("[" ONE("1", "41", "0", values, more) "]")

static void test_hostile_files(void **state)
{
	static const struct {
		const char *text, *message; /* NULL: it is good */
	} rows[] = {
		{ FAILED("\"EPERM\""), NULL },
		{ FAILED("\"512\""), NULL },
		{ FAILED("null"), NULL },
		{ FAILED("\"0\""), "syscalls.x86_64[0].failed: must be an error" },
		{ FAILED("\"SIGSYS\""), "syscalls.x86_64[0].failed: must be an error" },
		{ FAILED("\"EPARM\""), "syscalls.x86_64[0].failed: no such error: EPARM" },
		{ FAILED("1"), "syscalls.x86_64[0].failed: must be text" },
		{ ARGUMENTS("null"), NULL },
		{ ARGUMENTS("[]"), NULL },
		{ ARGUMENTS("{}"), "arguments: must be a list" },
		{ ARGUMENTS("[7]"), "arguments[0]: must be an object" },
		{ VALUES("[2,1]", "false"), NULL },
		{ VALUES("[]", "true"), NULL },
		{ VALUES("[\"9223372036854775808\"]", "true"), NULL },
		{ VALUES("[]", "false"), "arguments[0].values: must not be empty unless there were more" },
		{ VALUES("[1,2,1]", "false"), "arguments[0].values: one is there twice" },
		{ VALUES("[1,-1]", "false"), "arguments[0].values[1]: must not be negative" },
		{ VALUES("[1.5]", "false"), "arguments[0].values[0]: must be a whole number" },
		{ VALUES("[\"1\"]", "false"), "arguments[0].values[0]: must be a whole number" },
		{ VALUES("[\"18446744073709551616\"]", "false"), "arguments[0].values[0]: must be a whole number" },
		{ VALUES("[null]", "false"), "arguments[0].values[0]: must be a whole number" },
		{ VALUES("7", "false"), "arguments[0].values: must be a list" },
		{ VALUES("[1]", "0"), "arguments[0].more: must be true or false" },
		{ ARGUMENTS("[" ONE("1", "\"socket\"", "\"opcode\"", "[1]", "false") "]"), NULL },
		{ ARGUMENTS("[" ONE("2", "41", "0", "[1]", "false") "]"), "arguments[0].program: no such program" },
		{ ARGUMENTS("[" ONE("1", "\"no\"", "0", "[1]", "false") "]"), "x86_64 has no syscall no" },
		{ ARGUMENTS("[" ONE("1", "41", "6", "[1]", "false") "]"), "arguments[0].index: must not be over 5" },
		{ ARGUMENTS("[" ONE("1", "41", "\"name\"", "[1]", "false") "]"), "must be a number or opcode" },
		{ ARGUMENTS("[" ONE("1", "41", "null", "[1]", "false") "]"), "arguments[0].index: must be a whole" },
		{ ARGUMENTS("[" ONE("1", "41", "0", "[1]", "false") "," ONE("1", "\"socket\"", "0", "[2]", "false")
		  "]"), "arguments: an argument is there twice" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_profile_ struct profile *p = NULL;
		int r;

		fail_clear();
		r = profile_parse(rows[i].text, strlen(rows[i].text), &p);
		if (!rows[i].message) {
			if (r)
				fail_msg("row %zu: %s", i, fail_message());
			continue;
		}
		assert_int_equal(r, -EINVAL);
		if (!strstr(fail_message(), rows[i].message))
			fail_msg("row %zu: %s", i, fail_message());
	}
}

/* first, then one and another again and again, then last. */
static int parse_many(const char *first, const char *one, unsigned int n, const char *last)
{
	_profile_ struct profile *p = NULL;
	_buf_ struct buf b = BUF_INIT;

	buf_add(&b, first);
	for (unsigned int i = 0; i < n; i++)
		buf_addf(&b, one, i ? "," : "", i);
	buf_add(&b, last);
	fail_clear();
	return profile_parse(buf_text(&b), b.size, &p);
}

static void test_too_many(void **state)
{
	static const char sets[] = BEGIN PROGRAM("") ",\"arguments\":[";
	static const char values[] = BEGIN PROGRAM("") ",\"arguments\":[{\"program\":1,\"syscall\":41,"
				     "\"abi\":\"x86_64\",\"index\":0,\"more\":false,\"values\":[";

	(void)state;
	assert_int_equal(parse_many(sets, "%s{\"n\":%u}", PROFILE_MAX_VALUE_SETS + 1, "]}"), -EINVAL);
	assert_non_null(strstr(fail_message(), "arguments: more than 16384"));
	assert_int_equal(parse_many(values, "%s%u", PROFILE_MAX_VALUES, "]}]}"), 0);
	assert_int_equal(parse_many(values, "%s%u", PROFILE_MAX_VALUES + 1, "]}]}"), -EINVAL);
	assert_non_null(strstr(fail_message(), "values: more than 1024"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_are_tidied),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_chapters),
		cmocka_unit_test(test_nothing_else_is_told),
		cmocka_unit_test(test_any_order_and_twice),
		cmocka_unit_test(test_more),
		cmocka_unit_test(test_a_full_set),
		cmocka_unit_test(test_too_many_sets),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_hostile_files),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
