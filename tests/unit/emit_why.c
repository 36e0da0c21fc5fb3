/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `report --why`: each piece of the story is told where the recording has it,
 * in order, and nothing a workload chose acts on the terminal.
 */
#include "tests/unit/report_input.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/buf.h"
#include "emit/text_table.h"
#include "emit/why.h"

static struct web web;

static int start(void **state)
{
	(void)state;
	web_start(&web);
	return 0;
}

static char *story(unsigned int cap, unsigned int width)
{
	struct emit_style style = { .width = width };
	struct plan *plan = input_plan(&web.in, PORTABLE_LIBC, true);
	struct buf out = BUF_INIT;

	assert_int_equal(emit_why_text(plan, cap, &style, &out), 0);
	plan_free(&plan);
	return buf_take(&out);
}

static void assert_tells(unsigned int cap, const char *const *words)
{
	char *text = story(cap, 0), *at = text;

	for (size_t i = 0; words[i]; i++) {
		char *found = strstr(at, words[i]);

		if (!found)
			print_error("missing, or too early: %s\n%s", words[i], text);
		assert_non_null(found);
		at = found + strlen(words[i]);
	}
	free(text);
}

static void assert_silent(unsigned int cap, const char *words)
{
	char *text = story(cap, 0);

	if (strstr(text, words))
		print_error("not to be told: %s\n%s", words, text);
	assert_null(strstr(text, words));
	free(text);
}

static void tells_the_whole_story(void **state)
{
	static const char *const words[] = {
		"CAP_NET_BIND_SERVICE: keep\n  Keep it: granted to /usr/sbin/nginx in bind() at __inet_bind; without "
		"it: ",
		". It was granted 2 times: in bind() at __inet_bind by /usr/sbin/nginx (init); in bind() at "
		"__inet6_bind",
		" The calls it was asked in ended so: 2 ok, 2 EPERM.",
		" It was asked for from 3 ms to 5 ms after the recording began, only before the workload served (63 "
		"ms: ",
		" Such a check is decisive: where it is missing, the call fails (net/ipv4/af_inet.c:__inet_bind).",
		" Nobody has tried without it",
		" It would be needless with another setting: set net.ipv4.ip_unprivileged_port_start to ",
		" (was 1024).",
		" Risk low: with it an attacker poses as a system service",
		" What may do in its place: listen on a high port",
		NULL,
	};

	(void)state;
	web_results(&web);
	web_phases(&web);
	web_context(&web);
	assert_tells(CAP_NET_BIND_SERVICE, words);
}

static void tells_who_else_asked(void **state)
{
	static const char *const words[] = { "It was granted 7 times and refused 2 times, on behalf of 2 "
					     "programs: ", NULL };

	(void)state;
	assert_tells(CAP_SETGID, words);
	assert_silent(CAP_SETGID, "ended so");
	assert_silent(CAP_SETGID, "the workload served");
}

static void counts_what_it_does_not_tell(void **state)
{
	static const char *const words[] = { "; and in 3 other places.", NULL };
	static const char *const sites[] = { "one", "two", "three", "four", "five", "six", "seven" };

	(void)state;
	web.in.profile.nchecks = 0;
	for (size_t i = 0; i < ARRAY_SIZE(sites); i++)
		web_check(&web, 1, CAP_KILL, sites[i], LC_CHECK_EFFECTIVE, "kill", 1);
	assert_tells(CAP_KILL, words);
}

static void tells_what_replays_showed(void **state)
{
	static const char *const needed[] = { "Keep it: a replay without it failed: setgid: EPERM, exit status 1.",
					      "in setgroups() at may_setgroups by ",
					      "That took 9 replays on Linux 6.18.5, judged by the exit status of the "
					      "drive ",
					      NULL };
	static const char *const added[] = { "CAP_MKNOD: keep\n  Keep it: no check shows it, but a replay without it "
					     "failed: exit status 3. That took ", "Risk high: ", NULL };
	static const char *const needless[] = { "CAP_KILL: drop\n  Drop it: a replay without it worked", NULL };

	(void)state;
	web_proof(&web);
	assert_tells(CAP_SETGID, needed);
	assert_tells(CAP_MKNOD, added);
	assert_silent(CAP_MKNOD, "It was asked for");
	assert_tells(CAP_KILL, needless);
	assert_silent(CAP_KILL, "What may do");
	assert_silent(CAP_SETGID, "Nobody has tried");
}

static void tells_that_nobody_asked(void **state)
{
	static const char *const plain[] = { "CAP_CHOWN: not asked for\n  Leave it out: no program asked for it while "
					     "this was recorded. The recording has 4 programs and 6 other "
					     "capabilities. Some needs show no "
					     "check", NULL };
	static const char *const held[] = { "though the command had it from its beginning.", NULL };
	static const char *const lacked[] = { "and the command did not have it from its beginning.", NULL };
	static const char *const proven[] = { " A replay without it worked.", NULL };

	(void)state;
	assert_tells(CAP_CHOWN, plain);
	web_context(&web);
	assert_tells(CAP_CHOWN, held);
	assert_tells(CAP_BPF, lacked);
	web_proof(&web);
	assert_tells(CAP_BPF, proven);
}

static void knows_no_worth_of_an_unknown_one(void **state)
{
	static const char *const words[] = { "CAP_55: not asked for\n", "does not know what it permits.\n", NULL };

	(void)state;
	assert_tells(55, words);
}

/* No check: the kernel compared sets. */
static void tells_what_was_only_asked_to_be_held(void **state)
{
	static const char *const words[] = { "No check was made of it; the kernel compared whole sets: in capset() at "
					     "cap_capset",
					     NULL };

	(void)state;
	web_check(&web, 1, CAP_CHOWN, "cap_capset", LC_CHECK_EFFECTIVE | LC_CHECK_IMPLIED, "capset", 1);
	assert_tells(CAP_CHOWN, words);
}

static void fits_the_width(void **state)
{
	(void)state;
	web_replayed(&web);
	for (unsigned int width = 40; width <= 120; width += 20) {
		char *text = story(CAP_SETGID, width), *rest = text, *line;

		while ((line = strsep(&rest, "\n")))
			assert_true(text_width(line) <= width);
		free(text);
	}
}

static void nothing_acts_on_the_terminal(void **state)
{
	static const char evil[] = "/tmp/\033[2J\n\x9b\xff\xe2\x80\xae%s%n\x7f";

	(void)state;
	web_replayed(&web);
	web.members[1].without = web.proof.oracle = web.proof.release = web.settings[0].value = (char *)evil;
	for (size_t i = 0; i < INPUT_PROGRAMS; i++)
		web.in.programs[i].exe = web.in.programs[i].comm = (char *)evil;
	for (size_t i = 0; i < web.in.profile.nchecks; i++)
		web.in.checks[i].site = (char *)evil;
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		char *text = story(cap, 80);

		for (const unsigned char *p = (const unsigned char *)text; *p; p++)
			assert_true(*p == '\n' || (*p >= 0x20 && *p < 0x7f));
		free(text);
	}
}

static json_t *story_json(unsigned int cap)
{
	struct plan *plan = input_plan(&web.in, PORTABLE_LIBC, true);
	struct buf out = BUF_INIT;
	json_t *root;

	assert_int_equal(emit_why_json(plan, cap, &out), 0);
	root = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	buf_free(&out);
	plan_free(&plan);
	return root;
}

static void json_has_story_and_facts(void **state)
{
	json_t *known = story_json(CAP_SETGID), *absent = story_json(CAP_BPF), *facts = json_object_get(known, "facts");

	(void)state;
	assert_string_equal(json_string_value(json_object_get(known, "capability")), "CAP_SETGID");
	assert_string_equal(json_string_value(json_object_get(known, "advice")), "keep");
	assert_non_null(strstr(json_string_value(json_object_get(known, "story")), "Keep it: granted to "));
	assert_string_equal(json_string_value(json_object_get(facts, "name")), "CAP_SETGID");
	assert_int_equal(json_array_size(json_object_get(facts, "evidence")), 2);
	assert_true(json_is_null(json_object_get(absent, "advice")));
	assert_true(json_is_null(json_object_get(absent, "facts")));
	assert_true(json_is_string(json_object_get(json_object_get(absent, "worth"), "attack")));
	json_decref(known);
	json_decref(absent);
}

static void knows_what_was_meant(void **state)
{
	static const struct {
		const char *word, *meant;
	} rows[] = {
		{ "CAP_NET_RAV", "CAP_NET_RAW" }, { "net_rav", "NET_RAW" }, { "cap_sysadmin", "CAP_SYS_ADMIN" },
		{ "chow", "CHOWN" }, { "xyzzy plugh", NULL }, { "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *found = why_nearest(rows[i].word);

		assert_int_equal(found != NULL, rows[i].meant != NULL);
		if (found)
			assert_string_equal(found, rows[i].meant);
	}
}

#define with_web(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_web(tells_the_whole_story),
		with_web(tells_who_else_asked),
		with_web(counts_what_it_does_not_tell),
		with_web(tells_what_replays_showed),
		with_web(tells_that_nobody_asked),
		with_web(knows_no_worth_of_an_unknown_one),
		with_web(tells_what_was_only_asked_to_be_held),
		with_web(fits_the_width),
		with_web(nothing_acts_on_the_terminal),
		with_web(json_has_story_and_facts),
		with_web(knows_what_was_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
