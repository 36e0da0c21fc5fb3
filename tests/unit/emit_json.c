/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JSON report: every key of leastcap/report/1 with its type and meaning,
 * as a reader that did not write it finds them.
 */
#include "tests/unit/report_input.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/buf.h"
#include "emit/emit.h"

static struct web web;
static json_t *root;

static void parse_report(void)
{
	struct emit_style style = { 0 };
	struct plan *plan = input_plan(&web.in, PORTABLE_LIBC, true);
	struct buf out = BUF_INIT;
	json_error_t error;

	assert_int_equal(emit_json(plan, &style, &out), 0);
	assert_int_equal(buf_text(&out)[out.size - 1], '\n');
	json_decref(root);
	root = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, &error);
	if (!root)
		print_error("%d:%d: %s\n", error.line, error.column, error.text);
	assert_non_null(root);
	buf_free(&out);
	plan_free(&plan);
}

static int start(void **state)
{
	(void)state;
	web_start(&web);
	parse_report();
	return 0;
}

static int stop(void **state)
{
	(void)state;
	json_decref(root);
	root = NULL;
	return 0;
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	if (!value)
		print_error("no text: %s\n", key);
	assert_non_null(value);
	return value;
}

static json_int_t number(const json_t *object, const char *key)
{
	assert_true(json_is_integer(json_object_get(object, key)));
	return json_integer_value(json_object_get(object, key));
}

static size_t list(const json_t *object, const char *key)
{
	assert_true(json_is_array(json_object_get(object, key)));
	return json_array_size(json_object_get(object, key));
}

/* The element of a list whose key is value. */
static json_t *with(const json_t *elements, const char *key, const char *value)
{
	json_t *element;
	size_t i;

	json_array_foreach(elements, i, element)
		if (!strcmp(text(element, key), value))
			return element;
	return NULL;
}

static bool has_word(const json_t *words, const char *word)
{
	json_t *element;
	size_t i;

	json_array_foreach(words, i, element)
		if (!strcmp(json_string_value(element), word))
			return true;
	return false;
}

static json_t *capability(const char *name)
{
	json_t *found = with(json_object_get(root, "capabilities"), "name", name);

	assert_non_null(found);
	return found;
}

static void starts_with_the_schema(void **state)
{
	static const char *const keys[] = { "schema", "complete", "incomplete_reasons", "lost", "hooks",
					    "capabilities", "syscalls", "refused_syscalls", "programs" };

	(void)state;
	assert_string_equal(json_object_iter_key(json_object_iter(root)), "schema");
	assert_string_equal(text(root, "schema"), "leastcap/report/1");
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		assert_non_null(json_object_get(root, keys[i]));
	assert_int_equal(list(root, "refused_syscalls"), 0);
}

static void complete_when_nothing_is_missing(void **state)
{
	(void)state;
	assert_true(json_is_true(json_object_get(root, "complete")));
	assert_int_equal(list(root, "incomplete_reasons"), 0);
	assert_int_equal(number(json_object_get(root, "lost"), "ring"), 0);
	assert_int_equal(number(json_object_get(root, "lost"), "maps"), 0);
}

static void counts_each_loss(void **state)
{
	json_t *lost;

	(void)state;
	for (int i = 0; i < LC_CAUSES; i++)
		web.in.profile.lost[i] = 1ull << (4 * i);
	parse_report();
	lost = json_object_get(root, "lost");
	assert_int_equal(number(lost, "ring"), 0x1);
	assert_int_equal(number(lost, "programs"), 0x10);
	assert_int_equal(number(lost, "checks"), 0x100);
	assert_int_equal(number(lost, "odd_syscalls"), 0x1000);
	assert_int_equal(number(lost, "pids"), 0x10000);
	assert_int_equal(number(lost, "results"), 0x10000000);
	assert_int_equal(number(lost, "owners"), 0x1000000000);
	assert_int_equal(number(lost, "maps"), 0x111010001110); /* with owners, privileges and values */
	assert_true(json_is_false(json_object_get(root, "complete")));
	assert_int_equal(list(root, "incomplete_reasons"), 1);
}

static void names_hooks_and_blind_spots(void **state)
{
	json_t *hooks = json_object_get(root, "hooks"), *first;

	(void)state;
	assert_int_equal(json_array_size(hooks), 3);
	first = with(hooks, "role", "capability");
	assert_string_equal(text(first, "hook"), "tp_btf/cap_capable");
	assert_int_equal(list(first, "blind"), 2);
	assert_true(has_word(json_object_get(first, "blind"), "opts"));
	assert_int_equal(list(with(hooks, "role", "process"), "blind"), 0);
	web.hooks[0].hook = (char *)"";
	parse_report();
	first = with(json_object_get(root, "hooks"), "role", "capability");
	assert_true(json_is_null(json_object_get(first, "hook")));
	assert_true(json_is_false(json_object_get(root, "complete")));
}

static void advises_each_capability(void **state)
{
	json_t *keep = capability("CAP_SETGID"), *drop = capability("CAP_SYS_ADMIN");

	(void)state;
	assert_int_equal(list(root, "capabilities"), 6);
	assert_string_equal(text(keep, "advice"), "keep");
	assert_string_equal(text(keep, "class"), "decisive");
	assert_string_equal(text(keep, "proof"), "none");
	assert_non_null(strstr(text(keep, "reason"), "setgroups"));
	assert_string_equal(text(drop, "advice"), "drop");
	assert_string_equal(text(drop, "class"), "probe");
	assert_string_equal(text(capability("CAP_DAC_READ_SEARCH"), "advice"), "ask");
	assert_string_equal(text(capability("CAP_KILL"), "class"), "unclassified");
}

/* One entry a place: what was granted and what was refused there. */
static void adds_up_evidence(void **state)
{
	json_t *evidence = json_object_get(capability("CAP_SETGID"), "evidence");
	json_t *groups = with(evidence, "call_site", "may_setgroups");

	(void)state;
	assert_int_equal(json_array_size(evidence), 2);
	assert_string_equal(text(groups, "program"), "/usr/lib/nginx/modules/helper/rotate-logs-and-tell-the-server");
	assert_string_equal(text(groups, "syscall"), "setgroups");
	assert_int_equal(number(groups, "granted"), 3);
	assert_int_equal(number(groups, "denied"), 2);
	assert_string_equal(text(groups, "user_ns"), "own");
	assert_int_equal(json_object_size(json_object_get(groups, "results")), 0);
	assert_true(json_is_null(json_object_get(groups, "last_ms")));
	assert_int_equal(number(groups, "first_ms"), 9);
	assert_true(json_is_null(json_object_get(groups, "phase")));
}

static void tells_namespaces_apart(void **state)
{
	json_t *evidence;

	(void)state;
	web_check(&web, 3, CAP_SETGID, "may_setgroups", LC_CHECK_EFFECTIVE | LC_CHECK_NS_INIT, "setgroups", 1);
	web_check(&web, 3, CAP_SETGID, "may_setgroups", LC_CHECK_EFFECTIVE | LC_CHECK_NS_OTHER, "setgroups", 1);
	parse_report();
	evidence = json_object_get(capability("CAP_SETGID"), "evidence");
	assert_int_equal(json_array_size(evidence), 4);
	assert_non_null(with(evidence, "user_ns", "init"));
	assert_non_null(with(evidence, "user_ns", "other"));
}

static void null_for_what_nobody_knows(void **state)
{
	json_t *entry;

	(void)state;
	web.in.profile.nchecks = 0;
	web_check(&web, 77, CAP_KILL, "", LC_CHECK_EFFECTIVE, NULL, 1);
	parse_report();
	entry = json_array_get(json_object_get(capability("CAP_KILL"), "evidence"), 0);
	assert_true(json_is_null(json_object_get(entry, "program")));
	assert_true(json_is_null(json_object_get(entry, "syscall")));
	assert_true(json_is_null(json_object_get(entry, "call_site")));
}

static void lists_syscalls_by_abi(void **state)
{
	json_t *abis = json_object_get(root, "syscalls"), *call;

	(void)state;
	call = with(json_object_get(abis, "x86_64"), "name", "write");
	assert_int_equal(number(call, "count"), 4);
	assert_true(has_word(json_object_get(call, "why"), "observed"));
	assert_true(json_is_null(json_object_get(call, "phase")));
	call = with(json_object_get(abis, "x86_64"), "name", "restart_syscall");
	assert_true(has_word(json_object_get(call, "why"), "kernel"));
	assert_false(has_word(json_object_get(call, "why"), "observed"));
	assert_true(json_is_null(json_object_get(call, "count")));
	assert_non_null(with(json_object_get(abis, "i386"), "name", "socketcall"));
	assert_null(with(json_object_get(abis, "x86_64"), "name", "socketcall"));
	web.in.profile.nprograms = 3;
	parse_report();
	assert_int_equal(list(json_object_get(root, "syscalls"), "i386"), 0);
}

static void lists_programs(void **state)
{
	json_t *programs = json_object_get(root, "programs"), *helper, *old;

	(void)state;
	assert_int_equal(json_array_size(programs), INPUT_PROGRAMS);
	helper = with(programs, "exe", "/usr/lib/nginx/modules/helper/rotate-logs-and-tell-the-server");
	assert_int_equal(number(helper, "instances"), 12);
	assert_int_equal(list(helper, "capabilities"), 2); /* not what changed no result */
	assert_true(has_word(json_object_get(helper, "capabilities"), "CAP_SETGID"));
	assert_true(has_word(json_object_get(helper, "capabilities"), "CAP_KILL"));
	assert_int_equal(list(json_object_get(helper, "syscalls"), "x86_64"), 8);
	assert_null(json_object_get(json_object_get(helper, "syscalls"), "i386"));
	old = with(programs, "exe", "/opt/legacy/counter32");
	assert_int_equal(list(old, "capabilities"), 0); /* refused is not used */
	assert_true(has_word(json_object_get(json_object_get(old, "syscalls"), "i386"), "socketcall"));
}

/* Refused is not used, nor what would have changed no result, also where another program needs it. */
static void credits_the_right_program(void **state)
{
	json_t *server, *shell, *old;

	(void)state;
	web_check(&web, 1, CAP_SYS_ADMIN, "no_such_kernel_function", LC_CHECK_EFFECTIVE, "mount", 1);
	web_check(&web, 2, CAP_SYS_ADMIN, "cap_vm_enough_memory", LC_CHECK_EFFECTIVE, "mmap", 1);
	web_check(&web, 4, CAP_SETGID, "may_setgroups", LC_CHECK_DENIED, "setgroups", 1);
	parse_report();
	assert_string_equal(text(capability("CAP_SYS_ADMIN"), "advice"), "keep");
	server = with(json_object_get(root, "programs"), "exe", "/usr/sbin/nginx");
	shell = with(json_object_get(root, "programs"), "exe", "/bin/sh");
	old = with(json_object_get(root, "programs"), "exe", "/opt/legacy/counter32");
	assert_true(has_word(json_object_get(server, "capabilities"), "CAP_SYS_ADMIN"));
	assert_int_equal(list(shell, "capabilities"), 0);
	assert_int_equal(list(old, "capabilities"), 0);
}

/* What a recording of results, phases and settings adds; no key of before is gone. */
static void tells_results_and_phases(void **state)
{
	json_t *bind, *evidence, *remedy, *phases, *init;

	(void)state;
	web_results(&web);
	web_phases(&web);
	web_context(&web);
	parse_report();
	bind = capability("CAP_NET_BIND_SERVICE");
	assert_string_equal(text(bind, "phase"), "init");
	evidence = with(json_object_get(bind, "evidence"), "call_site", "__inet_bind");
	assert_int_equal(number(json_object_get(evidence, "results"), "0"), 1);
	assert_int_equal(number(json_object_get(evidence, "results"), "EPERM"), 1);
	assert_int_equal(number(evidence, "first_ms"), 3);
	assert_int_equal(number(evidence, "last_ms"), 5);
	assert_string_equal(text(evidence, "phase"), "init");
	remedy = json_array_get(json_object_get(bind, "remedies"), 0);
	assert_string_equal(text(remedy, "setting"), "net.ipv4.ip_unprivileged_port_start");
	assert_string_equal(text(remedy, "value"), "1024");
	assert_non_null(strstr(text(remedy, "advice"), "lowest port"));
	phases = json_object_get(root, "phases");
	assert_int_equal(number(phases, "boundary_ms"), 63);
	assert_int_equal(number(phases, "drop_ms"), 41);
	assert_string_equal(text(phases, "sign"), "wait");
	assert_string_equal(text(phases, "program"), "/usr/sbin/nginx");
	init = json_object_get(phases, "init");
	assert_int_equal(number(init, "syscalls"), 38);
	assert_true(has_word(json_object_get(init, "capabilities"), "CAP_NET_BIND_SERVICE"));
	assert_false(has_word(json_object_get(json_object_get(phases, "serving"), "capabilities"),
			      "CAP_NET_BIND_SERVICE"));
	assert_non_null(strstr(text(json_object_get(phases, "advice"), "docker"), "NET_BIND_SERVICE"));
}

/* The same place before and after the boundary is two entries; a call used in both is needed while it serves. */
static void keeps_phases_apart(void **state)
{
	json_t *evidence, *calls;

	(void)state;
	web_phases(&web);
	web_check(&web, 3, CAP_SETGID, "may_setgroups", LC_CHECK_EFFECTIVE, "setgroups", 1);
	web.in.checks[web.in.profile.nchecks - 1].phases = 1u << PHASE_INIT;
	parse_report();
	evidence = json_object_get(capability("CAP_SETGID"), "evidence");
	assert_int_equal(json_array_size(evidence), 3);
	assert_string_equal(text(capability("CAP_SETGID"), "phase"), "serving");
	assert_int_equal(list(capability("CAP_SETGID"), "phases"), 2);
	calls = json_object_get(json_object_get(root, "syscalls"), "x86_64");
	assert_string_equal(text(with(calls, "name", "bind"), "phase"), "init");
	assert_string_equal(text(with(calls, "name", "accept4"), "phase"), "serving");
	assert_string_equal(text(with(calls, "name", "getrandom"), "phase"), "serving");
	assert_int_equal(list(with(calls, "name", "getrandom"), "phases"), 2);
}

static void tells_refused_calls(void **state)
{
	json_t *refused;

	(void)state;
	web_context(&web);
	parse_report();
	assert_int_equal(list(root, "refused_syscalls"), 1);
	refused = json_array_get(json_object_get(root, "refused_syscalls"), 0);
	assert_string_equal(text(refused, "name"), "mkdir");
	assert_string_equal(text(refused, "abi"), "x86_64");
	assert_string_equal(text(refused, "errno"), "EPERM");
	assert_string_equal(text(refused, "layer"), "seccomp");
	assert_string_equal(text(refused, "program"), "/opt/legacy/counter32");
	assert_int_equal(number(refused, "count"), 3);
}

static void tells_the_proof(void **state)
{
	json_t *proof, *member;

	(void)state;
	assert_true(json_is_null(json_object_get(root, "proof")));
	assert_true(json_is_null(json_object_get(root, "phases")));
	web_proof(&web);
	parse_report();
	proof = json_object_get(root, "proof");
	assert_string_equal(text(proof, "kind"), "minimal");
	assert_int_equal(number(proof, "runs"), 9);
	assert_string_equal(text(proof, "oracle"), "exit status of the drive command");
	assert_true(json_is_true(json_object_get(proof, "root")));
	assert_int_equal(list(proof, "members"), 4);
	member = with(json_object_get(proof, "members"), "name", "CAP_MKNOD");
	assert_string_equal(text(member, "verdict"), "added");
	assert_string_equal(text(member, "without"), "exit status 3");
	assert_string_equal(text(capability("CAP_SETGID"), "proof"), "minimal");
	assert_string_equal(text(capability("CAP_SETGID"), "without"), "setgid: EPERM, exit status 1");
	assert_string_equal(text(capability("CAP_KILL"), "advice"), "drop");
	assert_true(json_is_null(json_object_get(capability("CAP_KILL"), "without")));
	assert_int_equal(list(capability("CAP_MKNOD"), "evidence"), 0);
}

static void stands_hostile_values(void **state)
{
	static const char evil[] = "\"}],\033[2J\n\x9b\xff\u202e\\";

	(void)state;
	for (size_t i = 0; i < INPUT_PROGRAMS; i++)
		web.in.programs[i].exe = web.in.programs[i].comm = (char *)evil;
	for (size_t i = 0; i < web.in.profile.nchecks; i++) {
		web.in.checks[i].site = (char *)evil;
		web.in.checks[i].count = UINT64_MAX;
	}
	web_replayed(&web);
	web.members[1].without = web.proof.oracle = web.settings[0].value = (char *)evil;
	web.results[0][0].error = UINT32_MAX;
	web.refusals[0].error = 4000;
	web.in.profile.boundary.program = 77;
	web.in.programs[0].instances = UINT64_MAX;
	web.hooks[0].blind = web.hooks[1].role = web.command[0] = web.in.profile.release = (char *)evil;
	web.in.profile.lost[LC_LOST_CHECKS] = INT64_MAX;
	parse_report();
	assert_int_equal(list(root, "programs"), INPUT_PROGRAMS);
	assert_string_equal(text(json_array_get(json_object_get(root, "programs"), 0), "exe"),
			    "\"}],\\x1b[2J\\x0a\\x9b\\xff\\xe2\\x80\\xae\\");
	assert_true(number(json_array_get(json_object_get(root, "programs"), 0), "instances") == INT64_MAX);
}

#define with_web(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_web(starts_with_the_schema),      with_web(complete_when_nothing_is_missing),
		with_web(counts_each_loss),	       with_web(names_hooks_and_blind_spots),
		with_web(advises_each_capability),     with_web(adds_up_evidence),
		with_web(tells_namespaces_apart),      with_web(null_for_what_nobody_knows),
		with_web(lists_syscalls_by_abi),       with_web(lists_programs),
		with_web(credits_the_right_program),   with_web(stands_hostile_values),
		with_web(tells_results_and_phases),    with_web(keeps_phases_apart),
		with_web(tells_refused_calls),	       with_web(tells_the_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
