// SPDX-License-Identifier: BSD-2-Clause
/* The profile reader: what it refuses, how it says so, and what it forgives. */
#include "sample.h"

#include <errno.h>

/* Replaces the first from in the sample file by to. */
static char *altered(const char *from, const char *to)
{
	struct sample s;
	_profile_ struct profile *p = NULL;
	_free_ char *text = NULL;
	struct buf b = BUF_INIT;
	char *at;

	sample_recording(&s);
	p = sample_profile(&s);
	text = sample_json(p);
	at = strstr(text, from);
	if (!at)
		fail_msg("the sample does not hold %s", from);
	buf_add_bytes(&b, text, at - text);
	buf_add(&b, to);
	buf_add(&b, at + strlen(from));
	return buf_take(&b);
}

static const struct {
	const char *from, *to;
	int error;
	const char *message;
} refusals[] = {
	{ "\"leastcap/profile/1\"", "\"leastcap/profile/2\"", -ENOTSUP,
	  "profile: made by a newer leastcap (leastcap/profile/2)" },
	{ "\"leastcap/profile/1\"", "\"leastcap/report/1\"", -ENOTSUP,
	  "not a leastcap profile: its schema is leastcap/report/1" },
	{ "\"leastcap/profile/1\"", "1", -ENOTSUP, "not a leastcap profile: it has no schema" },
	{ "\"schema\"", "\"scheme\"", -ENOTSUP, "not a leastcap profile: it has no schema" },
	{ "\"scope\": \"command\"", "\"scope\": \"cgroup\"", -EINVAL,
	  "profile: scope: unknown scope cgroup" },
	{ "\"scope\": \"command\"", "\"scope\": 1", -EINVAL, "profile: scope: must be text" },
	{ "\"scope\": \"command\",", "", -EINVAL, "profile: scope: missing" },
	{ "[\"sh\", \"-c\"", "[\"sh\", 7", -EINVAL, "profile: command[1]: must be text" },
	{ "[\"sh\", \"-c\"", "[\"sh\", \"\\u001b\"", -EINVAL,
	  "profile: command[1]: holds characters that must be written as \\xHH" },
	{ "\"/usr/bin/ping\"", "\"/usr/bin/p\\u202eing\"", -EINVAL,
	  "profile: programs[2].exe: holds characters that must be written as \\xHH" },
	{ "\"6.18.0\"", "\"6.18\\n0\"", -EINVAL,
	  "profile: release: holds characters that must be written as \\xHH" },
	{ "\"cap_last\": 4", "\"cap_last\": 64", -EINVAL, "profile: cap_last: must not be over 63" },
	{ "\"ended\": true", "\"ended\": 1", -EINVAL, "profile: ended: must be true or false" },
	{ "\"produced\": 12", "\"produced\": 12.5", -EINVAL,
	  "profile: records.produced: must be a whole number" },
	{ "\"produced\": 12", "\"produced\": \"12\"", -EINVAL,
	  "profile: records.produced: must be a whole number" },
	{ "\"produced\": 12", "\"produced\": \"18446744073709551616\"", -EINVAL,
	  "profile: records.produced: must be a whole number" },
	{ "\"produced\": 12", "\"produced\": -1", -EINVAL,
	  "profile: records.produced: must not be negative" },
	{ "\"ring\": 0", "\"rang\": -1", -EINVAL, "profile: lost.ring: missing" },
	{ "\"ring\": 0", "\"ring\": 0, \"new\": -1", -EINVAL, "profile: lost.new: must not be negative" },
	{ "\"lost\": {", "\"lost\": 1, \"found\": {", -EINVAL, "profile: lost: must be an object" },
	{ "\"role\": \"syscall\"", "\"role\": null", -EINVAL, "profile: hooks[2].role: must be text" },
	{ "\"hooks\": [", "\"hooks\": [1, ", -EINVAL, "profile: hooks[0]: must be an object" },
	{ "\"hooks\": [", "\"hooks\": null, \"h\": [", -EINVAL, "profile: hooks: must be a list" },
	{ "\"id\": 1,", "\"id\": 0,", -EINVAL, "profile: programs[0].id: must not be 0" },
	{ "\"id\": 3,", "\"id\": 1,", -EINVAL, "profile: programs[1].id: 1 is there twice" },
	{ "\"id\": 3,", "\"id\": 4294967296,", -EINVAL,
	  "profile: programs[1].id: must not be over 4294967295" },
	{ "\"parent\": 1", "\"parent\": 9", -EINVAL, "profile: programs[2].parent: no such program" },
	{ "\"parent\": 1", "\"parent\": 2", -EINVAL,
	  "profile: programs[2].parent: must stand before its children" },
	{ "\"id\": 1, \"parent\": 0", "\"id\": 1, \"parent\": 2", -EINVAL,
	  "profile: programs[0].parent: must stand before its children" },
	{ "\"root\"", "\"boot\"", -EINVAL, "profile: programs[0].flags: unknown flag boot" },
	{ "\"syscall\": \"read\"", "\"syscall\": \"reed\"", -EINVAL,
	  "profile: programs[0].syscalls.x86_64[0].syscall: x86_64 has no syscall reed" },
	{ "\"syscall\": \"read\"", "\"syscall\": \"execve\"", -EINVAL,
	  "profile: programs[0].syscalls.x86_64: execve is there twice" },
	{ "\"syscall\": \"read\"", "\"syscall\": \"waitpid\"", -EINVAL,
	  "profile: programs[0].syscalls.x86_64[0].syscall: x86_64 has no syscall waitpid" },
	{ "\"syscall\": \"read\"", "\"syscall\": 4294967296", -EINVAL,
	  "profile: programs[0].syscalls.x86_64[0].syscall: must not be over 4294967295" },
	{ "\"count\": 17", "\"count\": [17]", -EINVAL,
	  "profile: programs[0].syscalls.x86_64[0].count: must be a whole number" },
	{ "\"x86_64\": [", "\"x86_64\": 0, \"x\": [", -EINVAL,
	  "profile: programs[0].syscalls.x86_64: must be a list" },
	{ "\"program\": 2", "\"program\": 7", -EINVAL, "profile: checks[0].program: no such program" },
	{ "\"CAP_NET_RAW\"", "\"CAP_NET_RAWR\"", -EINVAL,
	  "profile: checks[0].capability: unknown capability CAP_NET_RAWR" },
	{ "\"CAP_45\"", "\"CAP_64\"", -EINVAL, "profile: checks[2].capability: unknown capability CAP_64" },
	{ "\"verdict\": \"allow\"", "\"verdict\": \"maybe\"", -EINVAL,
	  "profile: checks[0].verdict: must be allow or deny" },
	{ "\"user_ns\": \"init\"", "\"user_ns\": \"root\"", -EINVAL,
	  "profile: checks[1].user_ns: must be own, init or other" },
	{ "\"audit\": false", "\"audit\": null", -EINVAL, "profile: checks[1].audit: must be true or false" },
	{ "\"overridden\": true", "\"overridden\": \"yes\"", -EINVAL,
	  "profile: checks[2].overridden: must be true or false" },
	{ "\"abi\": \"x86_64\"", "\"abi\": \"arm\"", -EINVAL, "profile: checks[0].abi: unknown ABI arm" },
	{ "\"callers\": [", "\"callers\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",", -EINVAL,
	  "profile: checks[0].callers: more than 6" },
	{ "\"site\": \"inet_create\"", "\"site\": \"inet\\u0085create\"", -EINVAL,
	  "profile: checks[0].site: holds characters that must be written as \\xHH" },
	{ "\"scope\":", "\"schema\": \"x\", \"scope\":", -EINVAL,
	  "profile: line 3, column 10: duplicate object key near '\"schema\"'" },
	{ "\"checks\": [", "\"checks\": [[[[[[[[[[[[[[[[", -EINVAL, NULL },
	{ "\"ended\": true", "\"ended\": true, \"x\": [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", -EINVAL,
	  "profile: line 10: nested deeper than 16" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		_free_ char *text = altered(refusals[i].from, refusals[i].to);
		struct profile *untouched = (struct profile *)&refusals, *p = untouched;
		int r;

		fail_clear();
		r = profile_parse(text, strlen(text), &p);
		assert_ptr_equal(p, untouched);
		if (r != refusals[i].error || !fail_message() ||
		    (refusals[i].message && strcmp(fail_message(), refusals[i].message)))
			fail_msg("%s -> %s: %d %s", refusals[i].from, refusals[i].to, r, fail_message());
	}
}

static void test_not_json(void **state)
{
	static const struct {
		const char *bytes;
		const char *message;
	} rows[] = {
		{ "", "profile: the file is empty" },
		{ "x", "profile: line 1, column 1: '[' or '{' expected near 'x'" },
		{ "[]", "not a leastcap profile: it has no schema" },
		{ "{\"schema\":\n\"leastcap", "profile: truncated" },
		{ "{\"schema\": \"\xff\"}", "profile: line 1" },
		{ "{\"schema\": \"\\u0000\"}", "profile: line 1" },
		{ "{\"schema\": 99999999999999999999}", "profile: line 1" },
		{ "{} {}", "profile: line 1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct profile *p = NULL;

		fail_clear();
		assert_true(profile_parse(rows[i].bytes, strlen(rows[i].bytes), &p) < 0);
		assert_null(p);
		if (strncmp(fail_message(), rows[i].message, strlen(rows[i].message)))
			fail_msg("row %zu: %s", i, fail_message());
	}
}

/* Cut anywhere, a file is refused; nearly always it says that it was cut. */
static void test_truncated(void **state)
{
	struct sample s;
	_profile_ struct profile *made = NULL;
	_free_ char *text = NULL;
	size_t n;

	(void)state;
	sample_recording(&s);
	made = sample_profile(&s);
	text = sample_json(made);
	n = strlen(text);
	for (size_t i = 1; i < n - 1; i++) {
		_free_ char *part = malloc(i); /* no byte more, for the sanitizer */
		struct profile *p = NULL;

		fail_clear();
		memcpy(part, text, i);
		assert_int_equal(profile_parse(part, i, &p), -EINVAL);
		if (!strstr(fail_message(), "truncated"))
			fail_msg("cut at %zu: %s", i, fail_message());
	}
}

static void test_limits(void **state)
{
	size_t n = PROFILE_MAX_BYTES + 1;
	_free_ char *big = malloc(n);
	struct profile *p = NULL;

	(void)state;
	memset(big, ' ', n);
	fail_clear();
	assert_int_equal(profile_parse(big, n, &p), -EFBIG);
	assert_string_equal(fail_message(), "profile: larger than 64 MiB");
	memset(big, '[', n);
	fail_clear();
	assert_int_equal(profile_parse(big, n - 1, &p), -EINVAL);
	assert_string_equal(fail_message(), "profile: line 1: nested deeper than 16");
	memset(big, ',', n);
	fail_clear();
	assert_int_equal(profile_parse(big, n - 1, &p), -EFBIG);
	assert_non_null(strstr(fail_message(), "values"));
	assert_null(p);
}

/* Brackets and commas within a text are no depth and no values. */
static void test_brackets_in_a_text(void **state)
{
	_free_ char *text = altered("\"sh\"", "\"\\\"[[[[[[[[[[[[[[[[[[[[\\\\\"");
	_profile_ struct profile *p = sample_parse(text);

	(void)state;
	assert_string_equal(p->command[0], "\"[[[[[[[[[[[[[[[[[[[[\\");
}

static void test_unknown_keys_are_left_out(void **state)
{
	_free_ char *plain = altered("\"ended\"", "\"ended\"");
	_free_ char *more = altered("\"ended\"", "\"future\": {\"a\": [1]}, \"ended\"");
	_profile_ struct profile *p = sample_parse(more);
	_free_ char *again = sample_json(p);

	(void)state;
	assert_string_equal(plain, again);
}

static void test_unknown_losses_are_losses(void **state)
{
	_free_ char *text = altered("\"ring\": 0", "\"ring\": 5, \"comet\": 3");
	_profile_ struct profile *p = sample_parse(text);

	(void)state;
	assert_int_equal(p->lost[LC_LOST_RING], 5);
	assert_int_equal(p->lost[LC_LOST_BAD], 3);
	assert_true(profile_incomplete(p) & INCOMPLETE_LOST);
}

static void test_unsorted_syscalls_are_sorted(void **state)
{
	_free_ char *text = altered("\"syscall\": \"read\"", "\"syscall\": 999");
	_profile_ struct profile *p = sample_parse(text);
	const struct sysset *s = &p->programs[0].syscalls[LC_ABI_X86_64];

	(void)state;
	assert_int_equal(s->n, 2);
	assert_int_equal(s->use[0].nr, 59);
	assert_int_equal(s->use[1].nr, 999);
	assert_true(sysset_has(s, 59));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_not_json),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_brackets_in_a_text),
		cmocka_unit_test(test_unknown_keys_are_left_out),
		cmocka_unit_test(test_unknown_losses_are_losses),
		cmocka_unit_test(test_unsorted_syscalls_are_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
