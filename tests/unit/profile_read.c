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
	sample_serving(&s);
	p = sample_profile(&s);
	assert_int_equal(sample_prove(p), 0);
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
	{ "\"scope\": \"command\"", "\"scope\": \"galaxy\"", -EINVAL,
	  "profile: scope: unknown scope galaxy" },
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
	{ "\"CAP_45\"", "\"CAP_64\"", -EINVAL, "profile: checks[3].capability: unknown capability CAP_64" },
	{ "\"verdict\": \"allow\"", "\"verdict\": \"maybe\"", -EINVAL,
	  "profile: checks[0].verdict: must be allow or deny" },
	{ "\"user_ns\": \"init\"", "\"user_ns\": \"root\"", -EINVAL,
	  "profile: checks[2].user_ns: must be own, init or other" },
	{ "\"audit\": false", "\"audit\": null", -EINVAL, "profile: checks[2].audit: must be true or false" },
	{ "\"overridden\": true", "\"overridden\": \"yes\"", -EINVAL,
	  "profile: checks[3].overridden: must be true or false" },
	{ "\"verdict\": \"allow\"", "\"verdict\": true", -EINVAL, "profile: checks[0].verdict: must be text" },
	{ "\"user_ns\": \"init\"", "\"user_ns\": 1", -EINVAL, "profile: checks[2].user_ns: must be text" },
	{ "\"capability\": \"CAP_NET_RAW\"", "\"capability\": 13", -EINVAL,
	  "profile: checks[0].capability: must be text" },
	{ "\"syscall\": \"read\"", "\"syscall\": \"\\u001b\"", -EINVAL,
	  "profile: programs[0].syscalls.x86_64[0].syscall: holds characters that must be written as \\xHH" },
	{ "\"checks\": [", "\"checks\": 0, \"c\": [", -EINVAL, "profile: checks: must be a list" },
	{ "\"programs\": [", "\"programs\": 0, \"p\": [", -EINVAL, "profile: programs: must be a list" },
	{ "\"command\": [", "\"command\": 0, \"c\": [", -EINVAL, "profile: command: must be a list" },
	{ "\"abi\": \"x86_64\"", "\"abi\": \"arm\"", -EINVAL, "profile: checks[0].abi: unknown ABI arm" },
	{ "\"callers\": [", "\"callers\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",", -EINVAL,
	  "profile: checks[0].callers: more than 6" },
	{ "\"site\": \"inet_create\"", "\"site\": \"inet\\u0085create\"", -EINVAL,
	  "profile: checks[0].site: holds characters that must be written as \\xHH" },
	{ "\"phase\": \"init\"", "\"phase\": \"end\"", -EINVAL, "profile: checks[0].phase: must be init or serving" },
	{ "\"phase\": \"init\"", "\"phase\": 0", -EINVAL, "profile: checks[0].phase: must be text" },
	{ "\"last_ns\": 3", "\"last_ns\": -3", -EINVAL, "profile: checks[0].last_ns: must not be negative" },
	{ "{\"0\": 3}", "[]", -EINVAL, "profile: checks[0].results: must be an object" },
	{ "\"EPERM\": 1", "\"EPARM\": 1", -EINVAL, "profile: checks[2].results: no such error: EPARM" },
	{ "\"EPERM\": 1", "\"1\": 1", -EINVAL, "profile: checks[2].results: no such error: 1" },
	{ "\"EPERM\": 1", "\"\\u001b\": 1", -EINVAL, "profile: checks[2].results: no such error: \\x1b" },
	{ "\"EPERM\": 1", "\"4096\": 1", -EINVAL, "profile: checks[2].results: no such error: 4096" },
	{ "\"EPERM\": 1", "\"EPERM\": true", -EINVAL, "profile: checks[2].results.EPERM: must be a whole number" },
	{ "[\"init\", \"serving\"]", "\"init\"", -EINVAL,
	  "profile: programs[2].syscalls.x86_64[0].phases: must be a list" },
	{ "[\"init\", \"serving\"]", "[1]", -EINVAL,
	  "profile: programs[2].syscalls.x86_64[0].phases[0]: must be text" },
	{ "[\"init\", \"serving\"]", "[\"init\", \"idle\"]", -EINVAL,
	  "profile: programs[2].syscalls.x86_64[0].phases: no such phase: idle" },
	{ "\"refusals\": [", "\"refusals\": 3, \"r\": [", -EINVAL, "profile: refusals: must be a list" },
	{ "\"refusals\": [", "\"refusals\": [3,", -EINVAL, "profile: refusals[0]: must be an object" },
	{ "{\"program\": 2, \"syscall\": \"mount\"", "{\"program\": 8, \"syscall\": \"mount\"", -EINVAL,
	  "profile: refusals[0].program: no such program" },
	{ "\"mount\", \"abi\": \"x86_64\"", "\"mount\", \"abi\": 0", -EINVAL,
	  "profile: refusals[0].abi: must be text" },
	{ "\"syscall\": \"mount\"", "\"syscall\": \"mounts\"", -EINVAL,
	  "profile: refusals[0].syscall: x86_64 has no syscall mounts" },
	{ "\"errno\": \"EPERM\"", "\"errno\": 1", -EINVAL, "profile: refusals[0].errno: must be text" },
	{ "\"errno\": \"EPERM\"", "\"errno\": \"eperm\"", -EINVAL, "profile: refusals[0].errno: no such error: eperm" },
	{ "\"seccomp\", \"count\"", "\"nobody\", \"count\"", -EINVAL,
	  "profile: refusals[0].by: unknown refuser nobody" },
	{ "\"seccomp\", \"count\"", "\"seccomp\", \"verdict\": 1, \"count\"", -EINVAL,
	  "profile: refusals[0].verdict: must be an object" },
	{ "\"seccomp\", \"count\"",
	  "\"seccomp\", \"verdict\": {\"layer\": \"god\", \"confidence\": \"seen\"}, \"count\"",
	  -EINVAL, "profile: refusals[0].verdict.layer: unknown layer god" },
	{ "\"by\": \"seccomp\"", "\"by\": null", -EINVAL, "profile: refusals[0].by: must be text" },
	{ "\"by\": \"seccomp\", \"count\": 1", "\"by\": \"seccomp\"", -EINVAL, "profile: refusals[0].count: missing" },
	{ "\"settings\": {", "\"settings\": 1, \"s\": {", -EINVAL, "profile: settings: must be an object" },
	{ "\"unlimited\"", "8", -EINVAL, "profile: settings.RLIMIT_MEMLOCK: must be text" },
	{ "\"unlimited\"", "\"\\u009b\"", -EINVAL,
	  "profile: settings.RLIMIT_MEMLOCK: holds characters that must be written as \\xHH" },
	{ "\"RLIMIT_MEMLOCK\"", "\"\\u009b\"", -EINVAL,
	  "profile: settings: a name is empty or holds characters that must be written as \\xHH" },
	{ "\"RLIMIT_MEMLOCK\"", "\"\"", -EINVAL,
	  "profile: settings: a name is empty or holds characters that must be written as \\xHH" },
	{ "\"boundary\": {", "\"boundary\": [], \"b\": {", -EINVAL, "profile: boundary: must be an object" },
	{ "\"sign\": \"wait\"", "\"sign\": \"omen\"", -EINVAL, "profile: boundary.sign: unknown sign omen" },
	{ "\"sign\": \"wait\"", "\"sign\": null", -EINVAL, "profile: boundary.sign: must be text" },
	{ "\"program\": 2, \"ns\"", "\"program\": 9, \"ns\"", -EINVAL, "profile: boundary.program: no such program" },
	{ "\"drop_program\": 2", "\"drop_program\": 9", -EINVAL, "profile: boundary.drop_program: no such program" },
	{ "\"drop_ns\": 6", "\"drop_ns\": -6", -EINVAL, "profile: boundary.drop_ns: must not be negative" },
	{ "\"outcome\": {", "\"outcome\": \"\", \"o\": {", -EINVAL, "profile: outcome: must be an object" },
	{ "\"status\": 143", "\"status\": 256", -EINVAL, "profile: outcome.status: must not be over 255" },
	{ "\"drive_status\": 1", "\"drive_status\": 1.5", -EINVAL,
	  "profile: outcome.drive_status: must be a whole number" },
	{ "\"bounding\": [", "\"bounding\": [\"CAP_X\", ", -EINVAL,
	  "profile: outcome.bounding: unknown capability CAP_X" },
	{ "\"bounding\": [", "\"bounding\": [5, ", -EINVAL, "profile: outcome.bounding[0]: must be text" },
	{ "\"permitted\"", "\"permit\"", -EINVAL, "profile: outcome.permitted: missing" },
	{ "\"proof\": {", "\"proof\": true, \"q\": {", -EINVAL, "profile: proof: must be an object" },
	{ "\"kind\": \"minimal\"", "\"kind\": \"least\"", -EINVAL,
	  "profile: proof.kind: must be none, sufficient or minimal" },
	{ "\"kind\": \"minimal\"", "\"kind\": 2", -EINVAL, "profile: proof.kind: must be text" },
	{ "\"verdict\": \"needless\"", "\"verdict\": \"allow\"", -EINVAL,
	  "profile: proof.members[1].verdict: unknown verdict allow" },
	{ "\"verdict\": \"needless\"", "\"verdict\": 1", -EINVAL, "profile: proof.members[1].verdict: must be text" },
	{ "\"CAP_SYS_ADMIN\", \"verdict\": \"needless\"", "\"CAP_NET_RAW\", \"verdict\": \"needless\"", -EINVAL,
	  "profile: proof.members: CAP_NET_RAW is there twice" },
	{ "\"members\": [", "\"members\": [0, ", -EINVAL, "profile: proof.members[0]: must be an object" },
	{ "\"members\": [", "\"members\": 0, \"m\": [", -EINVAL, "profile: proof.members: must be a list" },
	{ "\"without\": \"\"", "\"with\": \"\"", -EINVAL, "profile: proof.members[1].without: missing" },
	{ "\"needless_syscalls\": {", "\"needless_syscalls\": 0, \"n\": {", -EINVAL,
	  "profile: proof.needless_syscalls: must be an object" },
	{ "[\"read\"]", "\"read\"", -EINVAL, "profile: proof.needless_syscalls.x86_64: must be a list" },
	{ "[\"read\"]", "[\"reed\"]", -EINVAL,
	  "profile: proof.needless_syscalls.x86_64[0]: x86_64 has no syscall reed" },
	{ "[\"read\"]", "[\"read\", 0]", -EINVAL, "profile: proof.needless_syscalls.x86_64: read is there twice" },
	{ "[\"read\"]", "[-1]", -EINVAL, "profile: proof.needless_syscalls.x86_64[0]: must be text" },
	{ "[\"read\"]", "[4294967296]", -EINVAL, "profile: proof.needless_syscalls.x86_64[0]: must be text" },
	{ "\"runs\": 5", "\"runs\": 4294967296", -EINVAL, "profile: proof.runs: must not be over 4294967295" },
	{ "\"root\": true", "\"root\": 1", -EINVAL, "profile: proof.root: must be true or false" },
	{ "\"results\": 0", "\"results\": -1", -EINVAL, "profile: lost.results: must not be negative" },
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
		if (p != untouched)
			fail_msg("%s -> %s was taken", refusals[i].from, refusals[i].to);
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

/* As older leastcaps wrote it: without what they did not see. */
static void test_what_is_new_may_be_missing(void **state)
{
	static const char *const keys[] = { ", \"results\": 0, \"audit\": 0, \"owners\": 0, \"privileges\": 0, "
					    "\"values\": 0}",
					    ", \"last_ns\": 30000000",
					    ", \"phase\": \"serving\"" };
	_free_ char *text = altered("\"ended\"", "\"ended\"");
	char *more = strstr(text, ",\n  \"refusals\"");
	_profile_ struct profile *p = NULL;

	(void)state;
	strcpy(more, "\n}\n");
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		char *at = strstr(text, keys[i]);
		size_t keep = i ? 0 : 1; /* the brace */

		memmove(at, at + strlen(keys[i]) - keep, strlen(at + strlen(keys[i]) - keep) + 1);
	}
	p = sample_parse(text);
	assert_int_equal(p->lost[LC_LOST_RESULTS], 0);
	assert_int_equal(p->checks[0].last_ns, 0);
	assert_int_equal(p->checks[0].phases, 1u << PHASE_INIT);
	assert_int_equal(p->checks[1].phases, 0);
	assert_int_equal(p->nrefusals, 0);
	assert_int_equal(p->nsettings, 0);
	assert_int_equal(p->boundary.sign, 0);
	assert_int_equal(p->outcome.flags, 0);
	assert_null(p->proof);
}

/* null is as good as nothing. */
static void test_null_is_nothing(void **state)
{
	_free_ char *text = altered("\"checks\": [", "\"proof\": null, \"boundary\": null, \"settings\": null, "
						     "\"outcome\": null, \"refusals\": null, \"checks\": [");
	_profile_ struct profile *p = NULL;

	(void)state;
	strcpy(strstr(text, ",\n  \"refusals\": ["), "\n}\n");
	p = sample_parse(text);
	assert_null(p->proof);
	assert_int_equal(p->nsettings, 0);
}

static void test_unsorted_lists_are_sorted(void **state)
{
	_free_ char *results = altered("{\"0\": 3}", "{\"512\": 1, \"EPERM\": 2, \"0\": 3}");
	_free_ char *settings = altered("\"settings\": {", "\"settings\": {\"z\": \"1\",");
	_free_ char *needless = altered("[\"read\"]", "[999, \"write\", \"read\"]");
	_free_ char *members = altered("\"CAP_45\", \"verdict\": \"added\"", "\"CAP_CHOWN\", \"verdict\": \"added\"");
	_profile_ struct profile *p = sample_parse(results), *q = sample_parse(settings), *r = sample_parse(needless);
	_profile_ struct profile *t = sample_parse(members);

	(void)state;
	assert_int_equal(p->checks[0].nresults, 3);
	assert_int_equal(p->checks[0].results[0].count, 3);
	assert_int_equal(p->checks[0].results[2].error, 512);
	assert_string_equal(q->settings[2].name, "z");
	assert_true(sysset_has(&r->proof->needless[LC_ABI_X86_64], 1));
	assert_int_equal(r->proof->needless[LC_ABI_X86_64].use[2].nr, 999);
	assert_int_equal(t->proof->members[0].cap, CAP_CHOWN);
}

/* Replaces from by n pieces made of format and their number. */
static char *repeated(const char *from, const char *format, unsigned int n)
{
	_buf_ struct buf b = BUF_INIT;

	buf_add(&b, from);
	for (unsigned int i = 0; i < n; i++)
		buf_addf(&b, format, i + 200);
	return altered(from, buf_text(&b));
}

static const struct {
	const char *from, *format;
	unsigned int fits; /* beside what is there */
	const char *message;
} limits[] = {
	{ "\"results\": {\"0\": 3", ", \"%u\": 1", PROFILE_MAX_RESULTS - 1,
	  "profile: checks[0].results: more than 64" },
	{ "\"programs\": [",
	  "{\"id\": %u, \"parent\": 0, \"exe\": \"\", \"comm\": \"\", \"flags\": [], \"uid\": 0, \"dev\": 0, "
	  "\"ino\": 0, \"instances\": 0, \"alive\": 0, \"first_ns\": 0, \"syscalls\": {}},",
	  PROFILE_MAX_PROGRAMS - 3, "profile: programs: more than 32768 programs" },
	{ "\"refusals\": [",
	  "{\"program\": 1, \"syscall\": %u, \"abi\": \"i386\", \"errno\": \"0\", \"by\": \"seccomp\", \"count\": 1, "
	  "\"first_ns\": 1},",
	  PROFILE_MAX_REFUSALS - 1, "profile: refusals: more than 4096" },
	{ "\"settings\": {", "\"%u\": \"\",", PROFILE_MAX_SETTINGS - 2, "profile: settings: more than 256" },
};

static void test_limits_of_lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		_free_ char *good = repeated(limits[i].from, limits[i].format, limits[i].fits);
		_free_ char *bad = repeated(limits[i].from, limits[i].format, limits[i].fits + 1);
		_profile_ struct profile *p = sample_parse(good), *q = NULL;

		assert_non_null(p);
		fail_clear();
		assert_int_equal(profile_parse(bad, strlen(bad), &q), -EINVAL);
		assert_string_equal(fail_message(), limits[i].message);
	}
}

/* One more than there are capabilities cannot be without one that is there twice, and is refused before. */
static void test_limit_of_members(void **state)
{
	_free_ char *text = repeated("\"members\": [", "{\"capability\": \"%u\"}, ", 64 - 2);
	struct profile *p = NULL;

	(void)state;
	fail_clear();
	assert_int_equal(profile_parse(text, strlen(text), &p), -EINVAL);
	assert_string_equal(fail_message(), "profile: proof.members: more than 64");
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
		cmocka_unit_test(test_what_is_new_may_be_missing),
		cmocka_unit_test(test_null_is_nothing),
		cmocka_unit_test(test_unsorted_lists_are_sorted),
		cmocka_unit_test(test_limits_of_lists),
		cmocka_unit_test(test_limit_of_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
