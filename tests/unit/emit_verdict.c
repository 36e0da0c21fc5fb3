/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What verify and minimize print: the answer first, each run, each refusal
 * with what would allow it, and what the search found of each member.
 */
#include "tests/unit/report_input.h"
#include "tests/unit/verdict_input.h"

#include <jansson.h>
#include <locale.h>
#include <stdlib.h>

#include "base/buf.h"
#include "emit/text_table.h"

static struct web web;
static struct plan *plan;
static struct verdict_input in;

static int start(void **state)
{
	(void)state;
	web_start(&web);
	plan = input_plan(&web.in, PORTABLE_LIBC, true);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	plan_free(&plan);
	return 0;
}

static char *verdict_of(unsigned int width, bool colour)
{
	struct emit_style style = { .width = width, .colour = colour };
	struct buf out = BUF_INIT;

	assert_int_equal(emit_verdict_text(&in.verdict, &style, &out), 0);
	return buf_take(&out);
}

static char *minimized(const struct search_result *result, unsigned int width)
{
	struct emit_style style = { .width = width };
	struct buf out = BUF_INIT;

	assert_int_equal(emit_minimize_text(plan, result, &style, &out), 0);
	return buf_take(&out);
}

static void assert_tells(char *text, const char *const *words)
{
	const char *at = text;

	for (size_t i = 0; words[i]; i++) {
		const char *found = strstr(at, words[i]);

		if (!found)
			print_error("missing, or too early: %s\n%s", words[i], text);
		assert_non_null(found);
		at = found + strlen(words[i]) - 1;
	}
	free(text);
}

static void assert_lacks(char *text, const char *words)
{
	if (strstr(text, words))
		print_error("not to be told: %s\n%s", words, text);
	assert_null(strstr(text, words));
	free(text);
}

static void says_that_it_works(void **state)
{
	static const char *const words[] = {
		"nginx works under its plan: 1 of 1 run\n",
		"\n  Set       CAP_KILL CAP_SETGID CAP_SETUID CAP_NET_BIND_SERVICE\n",
		" syscalls allowed, others get ENOSYS; no_new_privs set\n",
		"\n  Replayed  direct, with the caller's ids, on Linux 6.18.5\n",
		"\n  Works if  exit status 0, as recorded\n",
		"\nRuns\n  RUN  RESULT  STATUS   TIME  WHY\n    1  works        0  1.5 s\n",
		"\n  Nothing was refused that was not refused in the recording, too.\n",
		NULL,
	};

	(void)state;
	verdict_passed(&in, plan);
	assert_tells(verdict_of(0, false), words);
	assert_lacks(verdict_of(0, false), "\nNext\n");
}

static void says_what_failed(void **state)
{
	static const char *const words[] = {
		"nginx FAILED under its plan: 1 of 3 runs works (stopped, 4 were asked for)\n",
		"\n  Replayed  direct, as www-data, on Linux 6.12.1 (recorded on 6.18.5)\n",
		"\n    2  FAILS        1  20 ms  exit status 1, recorded was 0; recorded incompletely: ",
		"\n    3  FAILS        -   0 ms  killed after 60 s\n",
		"\nNew refusals\n  LAYER ",
		"\n  capability     2  keep CAP_NET_BIND_SERVICE  nginx: bind() refused with EACCES: "
		"CAP_NET_BIND_SERVICE at ",
		"\n  seccomp        1  allow mkdir ",
		"\nNew refusals that the workload survived\n",
		"\n  seccomp     3  allow mkdir ",
		"\nNext\n  leastcap minimize FILE -- CMD ",
		NULL,
	};

	(void)state;
	verdict_failed(&in, plan);
	assert_tells(verdict_of(0, false), words);
}

static void says_what_else_it_was(void **state)
{
	static const char *const words[] = {
		"\n  Set       no capability\n  Filter    not filtered; no_new_privs not set\n",
		"\n  Works if  exit status 3 of the drive command, since the recording does not tell; and no new "
		"refusal "
		"(--strict)\n",
		"\n    1  FAILS        7  0 ms\n",
		"No refusal tells why: ",
		NULL,
	};

	(void)state;
	web.in.profile.nchecks = 0;
	plan_free(&plan);
	plan = input_plan(&web.in, PORTABLE_LIBC, true);
	verdict_passed(&in, plan);
	in.runs[0] = (struct verdict_run){ .status = 143, .drive_status = 7, .ready = true };
	in.verdict.seccomp = in.verdict.no_new_privs = in.verdict.expected_known = in.verdict.passed = false;
	in.verdict.driven = in.verdict.strict = true;
	in.verdict.expected_drive = 3;
	in.verdict.passes = 0;
	assert_tells(verdict_of(0, false), words);
}

static void fits_the_width(void **state)
{
	(void)state;
	verdict_failed(&in, plan);
	for (unsigned int width = 80; width <= 160; width += 20) {
		char *text = verdict_of(width, false), *rest = text, *line;

		while ((line = strsep(&rest, "\n")))
			assert_true(text_width(line) <= width);
		free(text);
	}
}

static void colours_only_when_asked(void **state)
{
	static const char *const words[] = { "\033[1;31mnginx FAILED", "\033[32mworks", "\033[31mFAILS", NULL };

	(void)state;
	verdict_failed(&in, plan);
	assert_lacks(verdict_of(80, false), "\033");
	assert_tells(verdict_of(80, true), words);
}

static void nothing_acts_on_the_terminal(void **state)
{
	static const char evil[] = "/tmp/\033[2J\n\x9b\xff\xe2\x80\xae%s%n\x7f";
	struct search_result result;
	char *texts[2];

	(void)state;
	verdict_failed(&in, plan);
	search_found(&result);
	in.runs[1].what = (char *)evil;
	in.verdict.user = in.verdict.release = in.refusals[0].refused.program = in.refusals[0].refused.site = evil;
	result.members[0].without = (char *)evil;
	texts[0] = verdict_of(80, false);
	texts[1] = minimized(&result, 80);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		for (const unsigned char *p = (const unsigned char *)texts[i]; *p; p++)
			assert_true(*p == '\n' || (*p >= 0x20 && *p < 0x7f));
		free(texts[i]);
	}
}

static json_t *verdict_json(void)
{
	struct emit_style style = { 0 };
	struct buf out = BUF_INIT;
	json_t *root;

	assert_int_equal(emit_verdict_json(&in.verdict, &style, &out), 0);
	root = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	buf_free(&out);
	return root;
}

static const char *text_of(const json_t *object, const char *key)
{
	assert_true(json_is_string(json_object_get(object, key)));
	return json_string_value(json_object_get(object, key));
}

static void json_has_each_run(void **state)
{
	json_t *root, *runs, *hung;

	(void)state;
	verdict_failed(&in, plan);
	root = verdict_json();
	assert_string_equal(text_of(root, "schema"), "leastcap/verdict/1");
	assert_true(json_is_false(json_object_get(root, "passed")));
	assert_int_equal(json_integer_value(json_object_get(root, "passes")), 1);
	assert_int_equal(json_integer_value(json_object_get(root, "wanted")), 4);
	assert_string_equal(text_of(root, "user"), "www-data");
	assert_string_equal(text_of(root, "recorded_release"), "6.18.5");
	assert_string_equal(text_of(json_object_get(root, "plan"), "errno"), "ENOSYS");
	runs = json_object_get(root, "runs");
	assert_int_equal(json_array_size(runs), 3);
	assert_string_equal(text_of(json_array_get(runs, 1), "what"), "exit status 1, recorded was 0");
	assert_true(json_is_false(json_object_get(json_array_get(runs, 1), "complete")));
	hung = json_array_get(runs, 2);
	assert_true(json_is_true(json_object_get(hung, "timed_out")));
	assert_true(json_is_null(json_object_get(hung, "status")));
	assert_true(json_is_null(json_object_get(hung, "drive_status")));
	json_decref(root);
}

static void json_has_each_refusal(void **state)
{
	json_t *root, *refusals, *bind, *mkdir;

	(void)state;
	verdict_failed(&in, plan);
	root = verdict_json();
	refusals = json_object_get(root, "refusals");
	assert_int_equal(json_array_size(refusals), 3);
	bind = json_array_get(refusals, 0);
	mkdir = json_array_get(refusals, 1);
	assert_string_equal(text_of(bind, "layer"), "capability");
	assert_string_equal(text_of(bind, "syscall"), "bind");
	assert_string_equal(text_of(bind, "errno"), "EACCES");
	assert_string_equal(text_of(bind, "capability"), "CAP_NET_BIND_SERVICE");
	assert_string_equal(text_of(bind, "call_site"), "__inet_bind");
	assert_string_equal(text_of(bind, "allowed_by"), "keep CAP_NET_BIND_SERVICE");
	assert_int_equal(json_integer_value(json_object_get(bind, "runs")), 2);
	assert_string_equal(text_of(mkdir, "layer"), "seccomp");
	assert_true(json_is_null(json_object_get(mkdir, "capability")));
	assert_true(json_is_null(json_object_get(mkdir, "call_site")));
	assert_true(json_is_true(json_object_get(json_array_get(refusals, 2), "survived")));
	json_decref(root);
}

static void tells_each_member(void **state)
{
	static const char *const words[] = {
		"nginx needs 3 capabilities, and not one fewer\n",
		"\n  Set       CAP_DAC_READ_SEARCH CAP_NET_BIND_SERVICE CAP_MKNOD\n",
		"\n  Proof     minimal by 9 replays on Linux 6.18.5 as root, judged by: exit status of the drive "
		"command; ",
		"\n  Grown     ",
		"\n  CAP_DAC_OVERRIDE      needless    CAP_DAC_READ_SEARCH does instead\n",
		"\n  CAP_DAC_READ_SEARCH   substitute  bind: EACCES\n",
		"\n  CAP_KILL              needless    it works\n",
		"\n  CAP_NET_BIND_SERVICE  needed      bind: EACCES\n",
		"\n  CAP_MKNOD             added       exit status 3\n",
		NULL,
	};
	struct search_result result;

	(void)state;
	search_found(&result);
	web_proof(&web);
	plan_free(&plan);
	plan = input_plan(&web.in, PORTABLE_LIBC, true);
	assert_tells(minimized(&result, 0), words);
}

static void tells_an_unfinished_search(void **state)
{
	static const char *const words[] = {
		"nginx works with 3 capabilities; whether with fewer was not tried to the end\n",
		"\n  Untried   CAP_MKNOD\n  Proof     sufficient by ",
		"\nSyscalls that were observed and are not needed\n  getpid bind\n",
		NULL,
	};
	static struct sysuse needless[] = { { .nr = 39 }, { .nr = 49 } };
	struct search_result result;

	(void)state;
	search_found(&result);
	result.end = SEARCH_SUFFICIENT;
	result.nmembers = 4;
	web_proof(&web);
	web.proof.kind = PROOF_SUFFICIENT;
	web.proof.needless[LC_ABI_X86_64] = (struct sysset){ .use = needless, .n = ARRAY_SIZE(needless) };
	plan_free(&plan);
	plan = input_plan(&web.in, PORTABLE_LIBC, true);
	assert_tells(minimized(&result, 0), words);
}

static void tells_that_nothing_is_needed(void **state)
{
	static const char *const words[] = { "nginx needs no capability\n", NULL };
	struct search_result result = { .end = SEARCH_MINIMAL };

	(void)state;
	web_proof(&web);
	web.proof.caps = 0;
	web.proof.nmembers = 1;
	plan_free(&plan);
	plan = input_plan(&web.in, PORTABLE_LIBC, true);
	assert_tells(minimized(&result, 0), words);
}

#define with_web(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_web(says_that_it_works),	  with_web(says_what_failed),
		with_web(says_what_else_it_was),  with_web(fits_the_width),
		with_web(colours_only_when_asked), with_web(nothing_acts_on_the_terminal),
		with_web(json_has_each_run),	  with_web(json_has_each_refusal),
		with_web(tells_each_member),	  with_web(tells_an_unfinished_search),
		with_web(tells_that_nothing_is_needed),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
