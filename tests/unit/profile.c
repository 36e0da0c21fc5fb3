// SPDX-License-Identifier: BSD-2-Clause
/* Profiles: written, read back, refused, and when they are incomplete. */
#include "sample.h"

#include <errno.h>
#include <jansson.h>

#include "core/sysno.h"

#define _json_ _cleanup_(json_guard)
static void json_guard(json_t **json)
{
	json_decref(*json);
}

static struct profile *parse(const char *text)
{
	struct profile *p = NULL;
	int r = profile_parse(text, strlen(text), &p);

	if (r)
		fail_msg("%s", fail_message());
	return p;
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
	read = parse(first);
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
		read = parse(text);
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
	read = parse(text);
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
	p = sample_profile(&s);
	text = sample_json(p);
	json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "schema")), "leastcap/profile/1");
	assert_int_equal(json_unpack(json, "{s:{s:i,s:i}}", "lost", "ring", &(int){ 0 }, "bad_records", &(int){ 0 }), 0);
	assert_string_equal(json_string_value(json_array_get(json_object_get(json, "command"), 2)),
			    "ping -c1 \\x1b[31m::1");
	program = json_array_get(json_object_get(json, "programs"), 1);
	assert_int_equal(json_unpack(program, "{s:s,s:{s:[{s:s,s:I}]}}", "exe", &path, "syscalls", "x86_64", "syscall",
				     &name, "count", &count), -1); /* the adopted one made no calls */
	program = json_array_get(json_object_get(json, "programs"), 2);
	assert_int_equal(json_unpack(program, "{s:s,s:{s:[{s:s,s:I}]}}", "exe", &path, "syscalls", "x86_64", "syscall",
				     &name, "count", &count), 0);
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

static void test_refused(void **state)
{
	static const struct {
		const char *from, *to;
		int error;
		const char *message;
	} rows[] = {
		{ "\"leastcap/profile/1\"", "\"leastcap/profile/2\"", -ENOTSUP,
		  "profile: made by a newer leastcap (leastcap/profile/2)" },
		{ "\"leastcap/profile/1\"", "\"leastcap/report/1\"", -ENOTSUP,
		  "not a leastcap profile: its schema is leastcap/report/1" },
		{ "\"leastcap/profile/1\"", "1", -ENOTSUP, "not a leastcap profile: it has no schema" },
		{ "\"schema\"", "\"scheme\"", -ENOTSUP, "not a leastcap profile: it has no schema" },
		{ "\"scope\": \"command\"", "\"scope\": \"cgroup\"", -EINVAL, "profile: scope: unknown scope cgroup" },
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
		{ "\"produced\": 12", "\"produced\": -1", -EINVAL, "profile: records.produced: must not be negative" },
		{ "\"ring\": 0", "\"rang\": -1", -EINVAL, "profile: lost.ring: missing" },
		{ "\"ring\": 0", "\"ring\": 0, \"new\": -1", -EINVAL, "profile: lost.new: must not be negative" },
		{ "\"lost\": {", "\"lost\": 1, \"found\": {", -EINVAL, "profile: lost: must be an object" },
		{ "\"role\": \"syscall\"", "\"role\": null", -EINVAL, "profile: hooks[2].role: must be text" },
		{ "\"hooks\": [", "\"hooks\": [1, ", -EINVAL, "profile: hooks[0]: must be an object" },
		{ "\"hooks\": [", "\"hooks\": null, \"h\": [", -EINVAL, "profile: hooks: must be a list" },
		{ "\"id\": 1,", "\"id\": 0,", -EINVAL, "profile: programs[0].id: must not be 0" },
		{ "\"id\": 3,", "\"id\": 1,", -EINVAL, "profile: programs[1].id: 1 is there twice" },
		{ "\"id\": 3,", "\"id\": 4294967296,", -EINVAL, "profile: programs[1].id: must not be over 4294967295" },
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

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_free_ char *text = altered(rows[i].from, rows[i].to);
		struct profile *untouched = (struct profile *)&rows, *p = untouched;
		int r;

		fail_clear();
		r = profile_parse(text, strlen(text), &p);
		assert_ptr_equal(p, untouched);
		if (r != rows[i].error || !fail_message() ||
		    (rows[i].message && strcmp(fail_message(), rows[i].message)))
			fail_msg("%s -> %s: %d %s", rows[i].from, rows[i].to, r, fail_message());
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
	_profile_ struct profile *p = parse(text);

	(void)state;
	assert_string_equal(p->command[0], "\"[[[[[[[[[[[[[[[[[[[[\\");
}

static void test_unknown_keys_are_left_out(void **state)
{
	_free_ char *plain = altered("\"ended\"", "\"ended\"");
	_free_ char *more = altered("\"ended\"", "\"future\": {\"a\": [1]}, \"ended\"");
	_profile_ struct profile *p = parse(more);
	_free_ char *again = sample_json(p);

	(void)state;
	assert_string_equal(plain, again);
}

static void test_unknown_losses_are_losses(void **state)
{
	_free_ char *text = altered("\"ring\": 0", "\"ring\": 0, \"comet\": 3");
	_profile_ struct profile *p = parse(text);

	(void)state;
	assert_int_equal(p->lost[LC_LOST_BAD], 3);
	assert_true(profile_incomplete(p) & INCOMPLETE_LOST);
}

static void test_unsorted_syscalls_are_sorted(void **state)
{
	_free_ char *text = altered("\"syscall\": \"read\"", "\"syscall\": 999");
	_profile_ struct profile *p = parse(text);
	const struct sysset *s = &p->programs[0].syscalls[LC_ABI_X86_64];

	(void)state;
	assert_int_equal(s->n, 2);
	assert_int_equal(s->use[0].nr, 59);
	assert_int_equal(s->use[1].nr, 999);
	assert_true(sysset_has(s, 59));
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
		"\"audit\": true, \"insetid\": true, \"own_id\": true}\n"
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
		   LC_CHECK_INSETID | LC_CHECK_OWN_ID;
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
	assert_true(profile_uses(p, NULL, LC_ABI_X86_64, 41));
	assert_true(profile_uses(p, profile_program(p, 2), LC_ABI_X86_64, 41));
	assert_false(profile_uses(p, profile_program(p, 1), LC_ABI_X86_64, 41));
	assert_false(profile_uses(p, NULL, LC_ABI_X86_64, 3));
	assert_true(profile_uses(p, NULL, LC_ABI_I386, 3));
	assert_false(profile_uses(p, NULL, LC_ABIS, 3));
	assert_string_equal(loss_cause_name(LC_LOST_ODD), "odd_syscalls");
	assert_string_equal(loss_cause_name(LC_CAUSES), "unknown");
}

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

static void everything(struct sample *s)
{
	lose_two(s);
	no_hook(s);
	ring_setup(s);
	dispatch(s);
	killed(s);
	odd_number(s);
	alive(s);
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
	{ dispatch, INCOMPLETE_DISPATCH, "syscall user dispatch, which hides calls, was used by /usr/bin/ping" },
	{ killed, INCOMPLETE_SECCOMP,
	  "what would have come next is unknown: seccomp killed /usr/bin/ping" },
	{ odd_number, INCOMPLETE_ABI,
	  "syscall numbers that no table knows were used: x86_64 999, x86_64 5000, x32 999" },
	{ alive, INCOMPLETE_ALIVE,
	  "1 process of /opt/a b\\\\\\xff, 2 processes of /usr/bin/ping still alive, unrecorded from here" },
	{ alive_all, 0, "" },
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
		read = parse(text);
		assert_int_equal(profile_incomplete(read), row->reasons);
		if (row->reasons)
			profile_reason_text(p, row->reasons, &b);
		assert_string_equal(buf_text(&b), row->text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_each_flag_survives),
		cmocka_unit_test(test_numbers_that_need_64_bits),
		cmocka_unit_test(test_what_a_script_sees),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_not_json),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_brackets_in_a_text),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_all_reasons_at_once),
		cmocka_unit_test(test_long_reasons),
		cmocka_unit_test(test_unknown_keys_are_left_out),
		cmocka_unit_test(test_unknown_losses_are_losses),
		cmocka_unit_test(test_unsorted_syscalls_are_sorted),
		cmocka_unit_test(test_lookups),
		cmocka_unit_test(test_incomplete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
