// SPDX-License-Identifier: BSD-2-Clause
/* Changes of privileges, from records to a profile, to a file and back. */
#include "sample.h"

#define BIT(cap) (1ull << (cap))
#define NR_EXECVE 59
#define NR_SETUID 105
#define NR_PRCTL 157

/* A shell as root runs a server that drops, and ping as another user. */
static void story(struct sample *s)
{
	struct lc_privilege *p;

	*s = (struct sample){ .n = 0 };
	sample_session(s, LC_SCOPE_COMMAND);
	sample_program(s, 1, 0, "/bin/sh", 1)->flags = LC_PROGRAM_ROOT;
	sample_program(s, 2, 1, "/srv/server", 2);
	sample_program(s, 3, 1, "/usr/bin/ping", 3)->uid = 1000;
	p = sample_privilege(s, 2, NR_SETUID, LC_STANCE_CREDS, 8);
	p->lost = BIT(CAP_CHOWN) | BIT(45);
	p->euid_after = 33;
	p = sample_privilege(s, 2, NR_SETUID, LC_STANCE_CREDS, 6); /* the same in the next chapter */
	p->lost = BIT(CAP_CHOWN) | BIT(45);
	p->euid_after = 33;
	p->count = 4;
	sample_chapter(&p->h, 1);
	p = sample_privilege(s, 3, NR_EXECVE, LC_STANCE_EXEC | LC_STANCE_GAINED, 3);
	p->gained = p->ambient = BIT(CAP_NET_RAW);
	p->euid_before = p->euid_after = 1000;
	p->securebits = 0x10;
	p = sample_privilege(s, 2, NR_PRCTL, LC_STANCE_CREDS, 5);
	p->bounding_lost = BIT(CAP_SYS_ADMIN);
	sample_file(s, 3, LC_FILE_CAPS | LC_FILE_EFFECTIVE, BIT(CAP_NET_RAW))->inheritable = BIT(CAP_KILL);
}

static void test_profile(void **state)
{
	struct sample s;
	_profile_ struct profile *p = NULL;
	const struct privilege *e;

	(void)state;
	story(&s);
	p = sample_profile(&s);
	e = p->privileges;
	assert_int_equal(p->nprivileges, 3);
	assert_int_equal(e[0].program, 2);
	assert_int_equal(e[0].nr, NR_PRCTL);
	assert_true(e[0].bounding_lost == BIT(CAP_SYS_ADMIN));
	assert_int_equal(e[1].nr, NR_SETUID);
	assert_int_equal(e[1].count, 5);
	assert_int_equal(e[1].first_ns, 6000000);
	assert_int_equal(e[1].phases, 0);
	assert_int_equal(e[1].euid_after, 33);
	assert_true(e[1].lost == (BIT(CAP_CHOWN) | BIT(45)));
	assert_int_equal(e[2].program, 3);
	assert_true(e[2].gained == BIT(CAP_NET_RAW) && e[2].ambient == BIT(CAP_NET_RAW));
	assert_int_equal(e[2].securebits, 0x10);
	assert_int_equal(profile_program(p, 3)->file.flags, LC_FILE_CAPS | LC_FILE_EFFECTIVE);
	assert_true(profile_program(p, 3)->file.inheritable == BIT(CAP_KILL));
	assert_int_equal(profile_program(p, 2)->file.flags, 0);
}

/* Chapters of one phase are one, those of two are not. */
static void test_phases(void **state)
{
	struct sample s;
	_profile_ struct profile *p = NULL;

	(void)state;
	story(&s);
	sample_boundary(&s, LC_BOUNDARY_READY, 1, 7);
	p = sample_profile(&s);
	assert_int_equal(p->nprivileges, 4);
	assert_int_equal(p->privileges[1].phases, 1u << PHASE_SERVING);
	assert_int_equal(p->privileges[1].count, 4);
	assert_int_equal(p->privileges[2].phases, 1u << PHASE_INIT);
	assert_int_equal(p->privileges[2].count, 1);
}

static void test_any_order_and_twice(void **state)
{
	_fold_ struct fold *f = NULL, *g = NULL;
	_profile_ struct profile *p = NULL, *q = NULL;
	_free_ char *one = NULL, *two = NULL;
	struct sample s;

	(void)state;
	story(&s);
	s.records[s.n] = s.records[s.n - 2]; /* an older copy of a count */
	s.records[s.n].privilege.count = 0;
	s.records[s.n].privilege.bounding_lost = BIT(CAP_BPF);
	s.records[s.n++].head.ns += 7;
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
	assert_true(p->privileges[0].bounding_lost == (BIT(CAP_SYS_ADMIN) | BIT(CAP_BPF)));
}

static void test_layout(void **state)
{
	static const char *const expected[] = {
		"\"first_ns\": 3000000,\n"
		"      \"file\": {\"flags\": [\"capabilities\", \"effective\"], \"uid\": 0, \"gid\": 0, \"rootid\": 0, "
		"\"permitted\": [\"CAP_NET_RAW\"], \"inheritable\": [\"CAP_KILL\"]},\n"
		"      \"syscalls\": {}\n",
		",\n  \"privileges\": [\n"
		"    {\"program\": 2, \"syscall\": \"prctl\", \"abi\": \"x86_64\", \"flags\": [\"credentials\"], "
		"\"euid_before\": 0, \"euid_after\": 0, \"securebits\": 0, \"gained\": [], \"lost\": [], "
		"\"bounding_lost\": [\"CAP_SYS_ADMIN\"], \"ambient\": [], \"count\": 1, \"first_ns\": 5000000, "
		"\"phase\": \"init\"},\n",
		"\"flags\": [\"exec\", \"gained\"], \"euid_before\": 1000, \"euid_after\": 1000, \"securebits\": 16, "
		"\"gained\": [\"CAP_NET_RAW\"], \"lost\": [], \"bounding_lost\": [], \"ambient\": [\"CAP_NET_RAW\"], "
		"\"count\": 1, \"first_ns\": 3000000, \"phase\": \"init\"}\n  ]",
	};
	struct sample s;
	_profile_ struct profile *p = NULL, *read = NULL;
	_free_ char *text = NULL, *again = NULL;
	const char *at;

	(void)state;
	story(&s);
	sample_boundary(&s, LC_BOUNDARY_READY, 1, 7);
	p = sample_profile(&s);
	at = text = sample_json(p);
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		at = strstr(at, expected[i]);
		if (!at)
			fail_msg("%s\nis not (or not there) in\n%s", expected[i], text);
	}
	read = sample_parse(text);
	again = sample_json(read);
	assert_string_equal(text, again);
	assert_int_equal(read->nprivileges, p->nprivileges);
	assert_memory_equal(read->privileges, p->privileges, p->nprivileges * sizeof(*p->privileges));
	assert_memory_equal(&read->programs[2].file, &p->programs[2].file, sizeof(p->programs[2].file));
}

/* A flag that the decoder lets in must come back from a file; none may be forgotten. */
static void test_each_flag_survives(void **state)
{
	(void)state;
	for (int bit = 0; bit < 32; bit++) {
		_profile_ struct profile *made = NULL, *read = NULL;
		struct sample s = { .n = 0 };
		_free_ char *text = NULL;

		sample_program(&s, 1, 0, "/a", 0);
		sample_privilege(&s, 1, LC_NO_SYSCALL, 1u << bit, 0);
		sample_file(&s, 1, 1u << bit, 0);
		made = sample_profile(&s);
		text = sample_json(made);
		read = sample_parse(text);
		assert_int_equal(read->privileges[0].flags, made->privileges[0].flags);
		assert_int_equal(read->privileges[0].nr, LC_NO_SYSCALL);
		assert_int_equal(read->programs[0].file.flags, made->programs[0].file.flags);
	}
}

/* What execve of a file with capabilities did not give, and why. */
static void test_voids(void **state)
{
	static const struct {
		const char *what;
		uint32_t program, file, uid;
		uint64_t gained, bounding;
		uint32_t is; /* LC_STANCE_VOID_CAPS_*; 0: nothing is said */
	} rows[] = {
		{ "no_new_privs", LC_PROGRAM_NO_NEW_PRIVS, LC_FILE_CAPS | LC_FILE_EFFECTIVE, 1000, 0, 0,
		  LC_STANCE_VOID_CAPS_NNP },
		{ "nosuid", LC_PROGRAM_NOSUID | LC_PROGRAM_NO_NEW_PRIVS, LC_FILE_CAPS, 1000, 0, 0,
		  LC_STANCE_VOID_CAPS_NOSUID },
		{ "given", LC_PROGRAM_NO_NEW_PRIVS, LC_FILE_CAPS, 1000, BIT(CAP_NET_RAW) | BIT(CAP_KILL), 0, 0 },
		{ "part of it, by one process of several", LC_PROGRAM_NO_NEW_PRIVS, LC_FILE_CAPS, 1000,
		  BIT(CAP_NET_RAW), 0, 0 },
		{ "root has it anyway", LC_PROGRAM_NO_NEW_PRIVS, LC_FILE_CAPS, 0, 0, 0, 0 },
		{ "no capabilities", LC_PROGRAM_NO_NEW_PRIVS, LC_FILE_SETUID, 1000, 0, 0, 0 },
		{ "the reason is not known", 0, LC_FILE_CAPS, 1000, 0, 0, 0 },
		{ "cut by the bounding set", 0, LC_FILE_CAPS, 1000, BIT(CAP_KILL), BIT(CAP_KILL),
		  LC_STANCE_VOID_CAPS_BOUNDING },
		{ "with the effective bit execve had failed: it had it before", 0, LC_FILE_CAPS | LC_FILE_EFFECTIVE,
		  1000, BIT(CAP_KILL), BIT(CAP_KILL), 0 },
		{ "it gained something that was not told", LC_PROGRAM_GAINED, LC_FILE_CAPS, 1000, 0, BIT(CAP_KILL), 0 },
		{ "another program executed it", LC_PROGRAM_FILTERING, LC_FILE_CAPS, 1000, 0, BIT(CAP_KILL), 0 },
		{ "all of it is in the bounding set", 0, LC_FILE_CAPS, 1000, BIT(CAP_KILL), UINT64_MAX, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sample s = { .n = 0 };
		_profile_ struct profile *p = NULL;
		struct lc_program *program;

		sample_session(&s, LC_SCOPE_COMMAND);
		sample_program(&s, 1, 0, "/bin/sh", 0)->flags = LC_PROGRAM_ROOT;
		program = sample_program(&s, 2, 1, "/usr/bin/ping", 4);
		program->flags = rows[i].program;
		program->uid = rows[i].uid;
		program->instances = 3;
		sample_file(&s, 2, rows[i].file, BIT(CAP_NET_RAW) | BIT(CAP_KILL));
		sample_file(&s, 4, LC_FILE_CAPS, 1); /* of none that is known */
		sample_file(&s, 0, LC_FILE_CAPS, 1);
		if (rows[i].gained)
			sample_privilege(&s, 2, NR_EXECVE, LC_STANCE_EXEC, 5)->gained = rows[i].gained;
		sample_outcome(&s, 0)->bounding = rows[i].bounding;
		p = sample_profile(&s);
		if (p->nprivileges != (size_t)(rows[i].gained || rows[i].is))
			fail_msg("%s: %zu", rows[i].what, p->nprivileges);
		if (p->nprivileges && p->privileges[0].flags != (LC_STANCE_EXEC | rows[i].is))
			fail_msg("%s: flags %x", rows[i].what, p->privileges[0].flags);
		if (!rows[i].is || rows[i].gained)
			continue;
		assert_int_equal(p->privileges[0].count, 3);
		assert_int_equal(p->privileges[0].first_ns, 4000000);
		assert_int_equal(p->privileges[0].euid_after, 1000);
	}
}

/* Who stands above has dropped it from the bounding set. */
static void test_cut_by_an_ancestor(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;

	(void)state;
	sample_program(&s, 1, 0, "/bin/a", 1);
	sample_program(&s, 2, 1, "/bin/b", 2);
	sample_program(&s, 3, 2, "/bin/c", 3)->uid = 9;
	sample_program(&s, 4, 0, "/bin/c", 3)->uid = 9;
	sample_file(&s, 3, LC_FILE_CAPS, BIT(CAP_KILL));
	sample_file(&s, 4, LC_FILE_CAPS, BIT(CAP_KILL));
	sample_privilege(&s, 1, NR_PRCTL, LC_STANCE_CREDS, 1)->bounding_lost = BIT(CAP_KILL);
	p = sample_profile(&s);
	assert_int_equal(p->nprivileges, 2);
	assert_int_equal(p->privileges[1].program, 3);
	assert_int_equal(p->privileges[1].flags, LC_STANCE_EXEC | LC_STANCE_VOID_CAPS_BOUNDING);
}

/* Where an execve was told that changed something else, it says so of that one. */
static void test_void_of_a_told_execve(void **state)
{
	struct sample s = { .n = 0 };
	_profile_ struct profile *p = NULL;
	struct lc_program *program = sample_program(&s, 1, 0, "/usr/bin/ping", 4);

	(void)state;
	program->flags = LC_PROGRAM_NO_NEW_PRIVS;
	program->uid = 1000;
	sample_file(&s, 1, LC_FILE_CAPS, BIT(CAP_NET_RAW));
	sample_privilege(&s, 1, NR_EXECVE, LC_STANCE_EXEC | LC_STANCE_CREDS, 5)->count = 2;
	p = sample_profile(&s);
	assert_int_equal(p->nprivileges, 1);
	assert_int_equal(p->privileges[0].flags, LC_STANCE_EXEC | LC_STANCE_CREDS | LC_STANCE_VOID_CAPS_NNP);
	assert_int_equal(p->privileges[0].count, 2);
}

static void test_limit(void **state)
{
	_fold_ struct fold *f = NULL;
	_profile_ struct profile *p = NULL;

	(void)state;
	assert_int_equal(fold_new(&f), 0);
	for (uint32_t i = 0; i < PROFILE_MAX_PRIVILEGES + 5; i++) {
		struct sample s = { .n = 0 };

		sample_privilege(&s, 1, NR_SETUID, LC_STANCE_CREDS, 1)->euid_after = i;
		sample_feed(&s, f, false);
	}
	assert_int_equal(fold_profile(f, &p), 0);
	assert_int_equal(p->nprivileges, PROFILE_MAX_PRIVILEGES);
	assert_int_equal(p->lost[LC_LOST_PRIVILEGES], 5);
}

#define BEGIN "{\"schema\":\"leastcap/profile/1\",\"scope\":\"all\",\"command\":null,\"release\":\"\"," \
	"\"machine\":\"\",\"cap_last\":40,\"start_realtime_ns\":0,\"duration_ns\":0,\"ended\":true," \
	"\"records\":{\"produced\":0,\"delivered\":0},\"lost\":{\"ring\":0,\"programs\":0,\"checks\":0," \
	"\"odd_syscalls\":0,\"pids\":0,\"recursion\":0,\"bad_records\":0},\"hooks\":[],\"programs\":["
#define PROGRAM(more) "{\"id\":1,\"parent\":0,\"exe\":\"/a\",\"comm\":\"a\",\"flags\":[],\"uid\":0,\"dev\":0," \
	"\"ino\":0,\"instances\":1,\"alive\":0,\"first_ns\":0,\"syscalls\":{}" more "}],\"checks\":[]"
#define PRIVILEGES(list) BEGIN PROGRAM("") ",\"privileges\":" list "}"
#define ONE(program, call, flags, euid, gained, rest) \
	"[{\"program\":" program ",\"syscall\":" call ",\"abi\":\"x86_64\",\"flags\":" flags ",\"euid_before\":" euid \
	",\"euid_after\":0,\"securebits\":0,\"gained\":" gained ",\"lost\":[],\"bounding_lost\":[],\"ambient\":[]," \
	"\"count\":1,\"first_ns\":0" rest "}]"

static void test_hostile_files(void **state)
{
	static const struct {
		const char *text, *message; /* NULL: it is good */
	} rows[] = {
		{ PRIVILEGES(ONE("1", "\"prctl\"", "[]", "0", "[]", "")), NULL },
		{ PRIVILEGES(ONE("1", "null", "[\"exec\"]", "7", "[\"CAP_45\"]", ",\"phase\":\"serving\"")), NULL },
		{ PRIVILEGES(ONE("1", "999", "[]", "0", "[]", ",\"phase\":null")), NULL },
		{ BEGIN PROGRAM("") "}", NULL },
		{ PRIVILEGES("null"), NULL },
		{ PRIVILEGES("[]"), NULL },
		{ PRIVILEGES("{}"), "privileges" },
		{ PRIVILEGES("[7]"), "privileges[0]" },
		{ PRIVILEGES(ONE("2", "\"prctl\"", "[]", "0", "[]", "")), "privileges[0].program: no such program" },
		{ PRIVILEGES(ONE("1", "\"no_call\"", "[]", "0", "[]", "")), "privileges[0].syscall" },
		{ PRIVILEGES(ONE("1", "-1", "[]", "0", "[]", "")), "privileges[0].syscall" },
		{ PRIVILEGES(ONE("1", "0", "[\"magic\"]", "0", "[]", "")),
		  "privileges[0].flags: unknown flag magic" },
		{ PRIVILEGES(ONE("1", "0", "7", "0", "[]", "")), "privileges[0].flags" },
		{ PRIVILEGES(ONE("1", "0", "[]", "4294967296", "[]", "")), "privileges[0].euid_before" },
		{ PRIVILEGES(ONE("1", "0", "[]", "-1", "[]", "")), "privileges[0].euid_before" },
		{ PRIVILEGES(ONE("1", "0", "[]", "0", "[\"CAP_X\"]", "")), "unknown capability CAP_X" },
		{ PRIVILEGES(ONE("1", "0", "[]", "0", "[\"64\"]", "")), "unknown capability 64" },
		{ PRIVILEGES(ONE("1", "0", "[]", "0", "null", "")), "privileges[0].gained" },
		{ PRIVILEGES(ONE("1", "0", "[]", "0", "[]", ",\"phase\":\"noon\"")), "no such phase: noon" },
		{ BEGIN PROGRAM(",\"file\":7") "}", "programs[0].file" },
		{ BEGIN PROGRAM(",\"file\":{}") "}", "programs[0].file.flags" },
		{ BEGIN PROGRAM(",\"file\":{\"flags\":[\"magic\"]}") "}", "unknown flag magic" },
		{ BEGIN PROGRAM(",\"file\":{\"flags\":[],\"uid\":1,\"gid\":1,\"rootid\":-1}") "}", "file.rootid" },
		{ BEGIN PROGRAM(",\"file\":{\"flags\":[],\"uid\":1,\"gid\":1,\"rootid\":1,\"permitted\":[\"no\"]}") "}",
		  "unknown capability no" },
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

static void test_too_many(void **state)
{
	_profile_ struct profile *p = NULL;
	_buf_ struct buf b = BUF_INIT;

	(void)state;
	buf_add(&b, BEGIN PROGRAM("") ",\"privileges\":[");
	for (unsigned int i = 0; i <= PROFILE_MAX_PRIVILEGES; i++)
		buf_addf(&b, "%s{}", i ? "," : "");
	buf_add(&b, "]}");
	fail_clear();
	assert_int_equal(profile_parse(buf_text(&b), b.size, &p), -EINVAL);
	assert_non_null(strstr(fail_message(), "privileges: more than 8192"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_phases),
		cmocka_unit_test(test_any_order_and_twice),
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_each_flag_survives),
		cmocka_unit_test(test_voids),
		cmocka_unit_test(test_cut_by_an_ancestor),
		cmocka_unit_test(test_void_of_a_told_execve),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_hostile_files),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
