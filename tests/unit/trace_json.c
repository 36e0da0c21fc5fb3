// SPDX-License-Identifier: BSD-2-Clause
/* emit/trace_json: each line read back by a parser, with the keys of the contract. */
#include "trace_events.h"

#include <jansson.h>

#include "emit/jsonout.h"
#include "emit/trace_json.h"

/* The one line of an event, which must begin with its type; json_decref() it. */
static json_t *line_of(struct trace_json *j, const struct event *e, const char *type)
{
	_buf_ struct buf out = BUF_INIT;
	char start[64];
	json_t *value;

	assert_int_equal(trace_json_event(j, e, &out), 0);
	snprintf(start, sizeof(start), "{\"type\":\"%s\",\"time\":", type);
	assert_memory_equal(out.text, start, strlen(start));
	assert_ptr_equal(strchr(out.text, '\n'), out.text + out.size - 1);
	value = json_loadb(out.text, out.size, JSON_REJECT_DUPLICATES, NULL);
	if (!value)
		fail_msg("not JSON: %s", out.text);
	return value;
}

static json_t *line(const struct event *e, const char *type, bool stack)
{
	_trace_json_ struct trace_json *j = NULL;

	assert_int_equal(trace_json_new(stack, &j), 0);
	return line_of(j, e, type);
}

static void assert_key(const json_t *object, const char *key, const char *value)
{
	const json_t *found = json_object_get(object, key);

	if (!found)
		fail_msg("no key %s", key);
	if (value)
		assert_string_equal(json_string_value(found), value);
	else
		assert_true(json_is_null(found));
}

static void assert_integer(const json_t *object, const char *key, json_int_t value)
{
	const json_t *found = json_object_get(object, key);

	assert_true(json_is_integer(found));
	assert_int_equal(json_integer_value(found), value);
}

static void assert_members(const json_t *object, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!json_object_get(object, keys[i]))
			fail_msg("no key %s", keys[i]);
	assert_int_equal(json_object_size(object), n);
}

#define HEAD "type", "time", "pid", "tid", "uid", "comm", "exe", "container"

static void a_check_has_the_keys_of_the_contract(void **state)
{
	static const char *const keys[] = { HEAD, "cap", "verdict", "capable", "audit", "insetid", "effective",
					    "syscall", "abi", "call_site", "user_ns" };
	struct event e = event_check();
	_json_ json_t *v = line(&e, "check", false);

	(void)state;
	assert_members(v, keys, ARRAY_SIZE(keys));
	assert_key(v, "time", "2026-11-24T00:03:11.123456Z");
	assert_integer(v, "pid", 812);
	assert_integer(v, "tid", 813);
	assert_integer(v, "uid", 33);
	assert_key(v, "comm", "nginx");
	assert_key(v, "exe", "/usr/sbin/nginx");
	assert_key(v, "container", NULL);
	assert_key(v, "cap", "CAP_CHOWN");
	assert_key(v, "verdict", "deny");
	assert_true(json_is_false(json_object_get(v, "capable")));
	assert_true(json_is_true(json_object_get(v, "audit")));
	assert_true(json_is_true(json_object_get(v, "insetid")));
	assert_true(json_is_false(json_object_get(v, "effective")));
	assert_key(v, "syscall", "chown");
	assert_key(v, "call_site", "chown_common");
	assert_key(v, "user_ns", "init");
}

static void what_is_not_known_is_null(void **state)
{
	struct event e = event_check();
	_json_ json_t *v = NULL;

	(void)state;
	e.flags = LC_CHECK_EFFECTIVE | LC_CHECK_NS_OTHER;
	e.exe = e.site = "";
	e.nr = LC_NO_SYSCALL;
	v = line(&e, "check", false);
	assert_key(v, "audit", NULL);
	assert_key(v, "insetid", NULL);
	assert_key(v, "exe", NULL);
	assert_key(v, "call_site", NULL);
	assert_key(v, "syscall", NULL);
	assert_key(v, "verdict", "allow");
	assert_key(v, "user_ns", "other");
	assert_true(json_is_true(json_object_get(v, "effective")));
}

/* Ends of lines are kept: those of another thread or program must not be told for this one. */
static void the_same_fact_again(void **state)
{
	_trace_json_ struct trace_json *j = NULL;
	struct event e = event_check();

	(void)state;
	assert_int_equal(trace_json_new(false, &j), 0);
	for (size_t i = 0; i < 6; i++) {
		const char *comm = i % 2 ? "a\"\\\\" : "b", *exe = i < 3 ? "" : "/bin/c";
		_json_ json_t *v = NULL;

		e.comm = comm;
		e.exe = exe;
		e.pid = i;
		e.realtime_ns = TIME_NS + i * 400000000;
		v = line_of(j, &e, "check");
		assert_key(v, "comm", comm);
		assert_key(v, "exe", *exe ? exe : NULL);
		assert_integer(v, "pid", i);
	}
}

static void a_refusal_has_the_keys_of_the_contract(void **state)
{
	static const char *const keys[] = { HEAD, "syscall", "abi", "errno", "layer", "capability", "override",
					    "confidence", "object", "detail", "fix", "action", "call_site" };
	struct lc_denial d = event_denial();
	struct layer_verdict verdict = event_verdict();
	struct event e = event_refusal(&d, &verdict);
	_json_ json_t *v = line(&e, "refusal", false);

	(void)state;
	assert_members(v, keys, ARRAY_SIZE(keys));
	assert_key(v, "syscall", "openat");
	assert_key(v, "errno", "EACCES");
	assert_key(v, "layer", "lsm:apparmor");
	assert_key(v, "capability", NULL);
	assert_key(v, "confidence", "seen");
	assert_key(v, "object", "/var/www/x");
	assert_key(v, "detail", verdict.detail);
	assert_key(v, "fix", verdict.fix);
	assert_key(v, "action", NULL);
}

/* CAP_DAC_OVERRIDE would pass over a mode: that is not what was missing. */
static void a_capability_is_named_where_it_was_missing(void **state)
{
	struct lc_denial d = event_denial();
	struct layer_verdict verdict = event_verdict();
	struct event e = event_refusal(&d, &verdict);
	_json_ json_t *missing = NULL, *override = NULL;

	(void)state;
	verdict.layer = LAYER_CAPABILITY;
	verdict.cap = CAP_CHOWN;
	missing = line(&e, "refusal", false);
	assert_key(missing, "capability", "CAP_CHOWN");
	assert_key(missing, "override", NULL);
	verdict.layer = LAYER_DAC;
	verdict.cap = CAP_DAC_OVERRIDE;
	override = line(&e, "refusal", false);
	assert_key(override, "capability", NULL);
	assert_key(override, "override", "CAP_DAC_OVERRIDE");
}

static void a_kill_by_seccomp(void **state)
{
	struct lc_denial d = event_denial();
	struct layer_verdict verdict = event_verdict();
	struct event e = event_refusal(&d, &verdict);
	_json_ json_t *v = NULL;

	(void)state;
	d.error = LC_ERROR_KILLED;
	d.flags = LC_DENIAL_SECCOMP | LC_DENIAL_KILLED;
	verdict.layer = LAYER_SECCOMP;
	verdict.action = "KILL_PROCESS";
	verdict.object = verdict.fix = "";
	v = line(&e, "refusal", false);
	assert_key(v, "errno", "SIGSYS");
	assert_key(v, "layer", "seccomp");
	assert_key(v, "action", "KILL_PROCESS");
	assert_key(v, "object", NULL);
	assert_key(v, "fix", NULL);
}

static void a_change_of_privileges(void **state)
{
	struct lc_stance s = { .nr = 126, .flags = LC_STANCE_CREDS | LC_STANCE_NO_NEW_PRIVS, .seccomp_filters = 2 };
	_json_ json_t *v = NULL;
	struct privilege p;
	struct change c;
	struct event e;

	(void)state;
	s.before.permitted = s.before.bounding = 0x1ffffffffff;
	s.after.permitted = 1ull << CAP_CHOWN | 1ull << 63;
	s.after.euid = 33;
	s.after.user_ns = UINT32_MAX;
	e = event_privilege(&s, &p, &c);
	c.void_caps = 1ull << CAP_NET_RAW;
	p.flags |= LC_STANCE_VOID_CAPS_BOUNDING;
	p.bounding_lost = 1ull << CAP_BPF;
	v = line(&e, "privilege", false);
	assert_key(v, "syscall", "capset");
	assert_string_equal(json_string_value(json_array_get(json_object_get(v, "changes"), 0)), "credentials");
	assert_string_equal(json_string_value(json_array_get(json_object_get(v, "changes"), 1)), "no_new_privs");
	assert_string_equal(json_string_value(json_array_get(json_object_get(v, "changes"), 2)), "void_caps_bounding");
	assert_int_equal(json_array_size(json_object_get(v, "changes")), 3);
	assert_string_equal(json_string_value(json_array_get(json_object_get(v, "void"), 0)), "CAP_NET_RAW");
	assert_string_equal(json_string_value(json_array_get(json_object_get(v, "bounding_dropped"), 0)), "CAP_BPF");
	assert_key(v, "reason", "bounding_set");
	assert_key(v, "gained_by", "call");
	assert_non_null(strstr(json_string_value(json_object_get(v, "text")), "set no_new_privs (capset)"));
	assert_int_equal(json_array_size(json_object_get(v, "dropped")), 40);
	assert_string_equal(json_string_value(json_array_get(json_object_get(v, "gained"), 0)), "CAP_63");
	assert_key(json_object_get(v, "before"), "bounding", "000001ffffffffff");
	assert_key(json_object_get(v, "after"), "permitted", "8000000000000001");
	assert_integer(json_object_get(v, "after"), "euid", 33);
	assert_integer(json_object_get(v, "after"), "user_ns", UINT32_MAX);
	assert_integer(v, "seccomp_filters", 2);
}

static void stacks_of_what_is_new(void **state)
{
	struct lc_stack user = { .nframes = 2, .frame = { "libc.so.6!chown+0x7", "ngx\xff\n!main" } };
	struct event e = event_check();
	_json_ json_t *first = NULL, *later = NULL;
	const json_t *list;

	(void)state;
	e.first = true;
	e.user_stack = &user;
	first = line(&e, "check", true);
	list = json_object_get(first, "kernel_stack");
	assert_int_equal(json_array_size(list), 3);
	assert_string_equal(json_string_value(json_array_get(list, 2)), "chown_common");
	list = json_object_get(first, "user_stack");
	assert_string_equal(json_string_value(json_array_get(list, 1)), "ngx\\xff\\x0a!main");
	e.first = false;
	later = line(&e, "check", true);
	assert_null(json_object_get(later, "kernel_stack"));
	assert_null(json_object_get(later, "user_stack"));
}

static void the_summary(void **state)
{
	struct timeline_sum sum = event_sum();
	_buf_ struct buf out = BUF_INIT;
	_json_ json_t *v = NULL;

	(void)state;
	sum.lost[LC_LOST_RING] = 3;
	sum.no_results = true;
	assert_int_equal(trace_json_sum(&sum, &out), 0);
	assert_memory_equal(out.text, "{\"type\":\"summary\",", 18);
	v = json_loadb(out.text, out.size, JSON_REJECT_DUPLICATES, NULL);
	assert_integer(v, "events", 8);
	assert_integer(v, "checks", 5);
	assert_integer(v, "refusals", 2);
	assert_integer(v, "privileges", 1);
	assert_integer(v, "produced", 9);
	assert_integer(json_object_get(v, "lost"), "ring", 3);
	assert_integer(json_object_get(v, "lost"), "results", 0);
	assert_int_equal(json_object_size(json_object_get(v, "lost")), LC_CAUSES);
	assert_true(json_is_false(json_object_get(v, "complete")));
	assert_string_equal(json_string_value(json_array_get(json_object_get(v, "unserved"), 0)), "result");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_has_the_keys_of_the_contract),
		cmocka_unit_test(what_is_not_known_is_null),
		cmocka_unit_test(the_same_fact_again),
		cmocka_unit_test(a_refusal_has_the_keys_of_the_contract),
		cmocka_unit_test(a_capability_is_named_where_it_was_missing),
		cmocka_unit_test(a_kill_by_seccomp),
		cmocka_unit_test(a_change_of_privileges),
		cmocka_unit_test(stacks_of_what_is_new),
		cmocka_unit_test(the_summary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
