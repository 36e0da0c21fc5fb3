/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text report: that it tells everything, fits its width, loses no name
 * and carries no byte that a terminal acts on.
 */
#include "tests/unit/report_text.h"

#include <locale.h>
#include <stdlib.h>

#include "base/buf.h"
#include "emit/emit.h"
#include "emit/least.h"
#include "emit/text_table.h"

#define ESC '\033'

static struct web web;

static int start(void **state)
{
	(void)state;
	web_start(&web);
	return 0;
}

static void tells_in_order(void **state)
{
	static const char *const words[] = {
		"What nginx used\n",
		"\n  Command   nginx -g 'daemon off;'\n",
		"\n  Recorded  2024-02-29 12:34:56 UTC, for 12.3 s, on Linux 6.18.5 x86_64\n",
		"\n  Hooks     capability: tp_btf/cap_capable, syscall: tp_btf/sys_enter, process: tp_btf/sched_",
		"\n  Complete  yes\n",
		"\n  Proof     none: ",
		"\nLeast capabilities\n  CAP_KILL CAP_SETGID CAP_SETUID CAP_NET_BIND_SERVICE\n",
		"kept without proof",
		"\n  CAP_KILL              medium  granted to "
		"/usr/lib/nginx/modules/helper/rotate-logs-and-tell-the-server ",
		"\n                                unclassified; unproven\n",
		"\n  CAP_SETGID            high    granted to ",
		"\n                                decisive; unproven\n",
		"also in setgid() at __sys_setgid by /usr/sbin/nginx, 4 times\n",
		"\n  CAP_NET_BIND_SERVICE  low     granted to /usr/sbin/nginx in bind() at __inet_bind",
		"\nChecked but not needed\n",
		"\n  CAP_SYS_ADMIN    1252  ",
		"\nRefused, ",
		"\n  CAP_DAC_READ_SEARCH       2  refused to /opt/legacy/counter32 in openat() at generic_permission",
		"\nPrograms\n  PROGRAM ",
		"\n  /usr/sbin/nginx                                                       1        38  SETGID SETUID "
		"NET_BIND_SERVICE\n",
		"\n  |-/bin/sh                                                             2         8  -\n",
		"\n  | `-/usr/lib/nginx/modules/helper/rotate-logs-and-tell-the-server    12         8  KILL SETGID\n",
		"\n  `-/opt/legacy/counter32 ",
		"\nSyscalls\n  x86_64: ",
		" allowed, 46 observed and ",
		"\n    observed: accept4 arch_prctl bind brk ",
		" write writev\n    added: ",
		"\n  i386: ",
		"\n    observed: exit_group open read socketcall write\n",
		"\nComplete\n",
		"Blind spots of its hooks: opts, lsm (capability); vsyscall, io_uring (syscall)\n",
		"\nNext\n  leastcap verify FILE -- CMD ",
		"\n  leastcap minimize FILE -- CMD ",
		"\n  leastcap generate docker FILE ",
		NULL,
	};
	char *text = web_report(&web, 0, false, false);

	(void)state;
	assert_tells(text, words);
	free(text);
}

/* The sum in words is the sum of the plan. */
static void counts_add_up(void **state)
{
	static const char *const labels[] = { " that the kernel issues", " that the vDSO falls", " that another libc",
					      " that container runtimes" };
	char *text = web_report(&web, 0, false, false), *at = strstr(text, "x86_64: ");
	unsigned long all, observed, added, sum = 0;

	(void)state;
	assert_non_null(at);
	assert_int_equal(sscanf(at, "x86_64: %lu allowed, %lu observed and %lu added", &all, &observed, &added), 3);
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		char *label = strstr(at, labels[i]);

		assert_non_null(label);
		while (label[-1] >= '0' && label[-1] <= '9')
			label--;
		sum += strtoul(label, NULL, 10);
	}
	assert_int_equal(all, observed + added);
	assert_int_equal(added, sum);
	free(text);
}

static size_t widest(const char *text)
{
	size_t most = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = strndup(text, n);
		size_t width = text_width(line);

		if (width > most)
			most = width;
		free(line);
		text += n + (text[n] == '\n');
	}
	return most;
}

static void fits_the_width(void **state)
{
	(void)state;
	for (unsigned int width = 60; width <= 200; width += 5) {
		char *text;

		web_start(&web);
		if (width % 2)
			web_replayed(&web);
		text = web_report(&web, width, false, true);

		if (widest(text) > width)
			print_error("%s", text);
		assert_true(widest(text) <= width);
		free(text);
	}
}

/* However narrow, each name of a capability stands whole on one line. */
static void never_cuts_a_name(void **state)
{
	static const char *const names[] = { "CAP_DAC_READ_SEARCH ", "CAP_KILL ", "CAP_SETGID ", "CAP_SETUID",
					     "CAP_SYS_ADMIN ", "CAP_NET_BIND_SERVICE ", " NET_BIND_SERVICE\n" };

	(void)state;
	for (unsigned int width = 1; width <= 60; width++) {
		char *text = web_report(&web, width, false, false);

		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			assert_non_null(strstr(text, names[i]));
		assert_non_null(strstr(text, "the-server "));
		free(text);
	}
}

static void no_line_ends_blank(void **state)
{
	(void)state;
	for (unsigned int width = 0; width <= 120; width += 40) {
		char *text = web_report(&web, width, false, true);

		assert_null(strstr(text, " \n"));
		assert_null(strstr(text, "\n\n\n"));
		free(text);
	}
}

static void draws_as_the_terminal_can(void **state)
{
	char *plain = web_report(&web, 80, false, false), *lines = web_report(&web, 80, false, true);

	(void)state;
	for (const char *p = plain; *p; p++)
		assert_true((unsigned char)*p < 0x80);
	assert_non_null(strstr(plain, "|-/bin/sh"));
	assert_non_null(strstr(lines, "\u251c\u2500/bin/sh"));
	assert_non_null(strstr(lines, "\u2502 \u2514\u2500\u2026"));
	free(plain);
	free(lines);
}

static void colours_only_when_asked(void **state)
{
	static const char *const words[] = {
		"\033[1mWhat nginx used\033[0m", "\033[32myes\033[0m", "\033[33mCAP_KILL", "\033[31mCAP_SETGID",
		"\033[32mCAP_NET_BIND_SERVICE", NULL,
	};
	char *plain = web_report(&web, 80, false, true), *coloured = web_report(&web, 80, true, true);
	char *from, *to;

	(void)state;
	assert_null(strchr(plain, ESC));
	assert_tells(coloured, words);
	for (from = to = coloured; *from;) { /* without its colours it is the plain one */
		if (*from == ESC)
			from = strchr(from, 'm') + 1;
		else
			*to++ = *from++;
	}
	*to = '\0';
	assert_int_equal(widest(coloured), widest(plain));
	free(plain);
	free(coloured);
}

static void says_each_reason(void **state)
{
	static const char *const words[] = {
		"\n  Complete  NO: ", "\nINCOMPLETE: the sets above may be too small\n  - lost while recording: 3 ",
		"\n  - syscall user dispatch", "/bin/sh", "\n  - the recording was not closed", NULL,
	};
	char *text;

	(void)state;
	web.in.profile.lost[LC_LOST_RING] = 3;
	web.in.programs[1].flags |= LC_PROGRAM_DISPATCH;
	web.in.profile.ended = false;
	text = web_report(&web, 0, false, false);
	assert_tells(text, words);
	assert_null(strstr(text, "Nothing was lost"));
	free(text);
}

static void tells_time_and_duration(void **state)
{
	static const struct {
		uint64_t start, ns;
		const char *recorded;
	} table[] = {
		{ 0, 0, "1970-01-01 00:00:00 UTC, for 0 ms, " },
		{ 951825599, 999499999, "2000-02-29 11:59:59 UTC, for 999 ms, " },
		{ 951868800, 999600000, "2000-03-01 00:00:00 UTC, for 1.0 s, " },
		{ 1704067199, 59900000000, "2023-12-31 23:59:59 UTC, for 59.9 s, " },
		{ 1704067200, 60000000000, "2024-01-01 00:00:00 UTC, for 1 min 0 s, " },
		{ 4107542399, 3599999000000, "2100-02-28 23:59:59 UTC, for 59 min 59 s, " },
		{ 4107542400, 90061000000000, "2100-03-01 00:00:00 UTC, for 25 h 1 min, " },
		{ UINT64_MAX / 1000000000, UINT64_MAX, "2554-07-21 23:34:33 UTC, for 5124095 h 34 min, " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		char *text;

		web.in.profile.start_realtime_ns = table[i].start * 1000000000;
		web.in.profile.duration_ns = table[i].ns;
		text = web_report(&web, 0, false, false);
		if (!strstr(text, table[i].recorded))
			print_error("missing: %s\n%s", table[i].recorded, text);
		assert_non_null(strstr(text, table[i].recorded));
		free(text);
	}
}

/* Four further places by name, the rest by number. */
static void counts_many_places(void **state)
{
	static const char *const sites[] = { "one", "two", "three", "four", "five", "six", "seven" };
	char *text;

	(void)state;
	web.in.profile.nchecks = 0;
	for (size_t i = 0; i < ARRAY_SIZE(sites); i++)
		web_check(&web, 1, CAP_KILL, sites[i], LC_CHECK_EFFECTIVE, i % 2 ? "kill" : NULL, 1);
	text = web_report(&web, 0, false, false);
	assert_non_null(strstr(text, "also outside of a syscall at "));
	assert_non_null(strstr(text, "also in kill() at "));
	assert_non_null(strstr(text, "and 2 other places\n"));
	free(text);
}

static void says_none(void **state)
{
	static const char *const words[] = { "Least capabilities\n  none: it works without any capability\n",
					     "\nPrograms\n", NULL };
	char *text;

	(void)state;
	web.in.profile.nchecks = 0;
	text = web_report(&web, 80, false, false);
	assert_tells(text, words);
	assert_null(strstr(text, "CAP_"));
	assert_null(strstr(text, "Checked but"));
	assert_null(strstr(text, "Refused"));
	free(text);
}

static void stands_an_empty_profile(void **state)
{
	char *text;

	(void)state;
	web.in.profile.nchecks = web.in.profile.nprograms = web.in.profile.nhooks = 0;
	web.in.profile.command = NULL;
	web.in.profile.scope = 77;
	text = web_report(&web, 80, true, true);
	assert_non_null(strstr(text, "  Scope     unknown\n"));
	assert_null(strstr(text, "Programs"));
	free(text);
}

static void numbers_without_a_name(void **state)
{
	char *text;

	(void)state;
	input_call_nr(&web.in, 2, LC_ABI_X86_64, 4999, 1);
	text = web_report(&web, 0, false, false);
	assert_non_null(strstr(text, "numbers without a name, on no list: 4999\n"));
	assert_non_null(strstr(text, "\nINCOMPLETE"));
	free(text);
}

/* A profile is a file: its strings are what somebody wrote into it. */
static void nothing_acts_on_the_terminal(void **state)
{
	static const char evil[] = "/tmp/\033[2J\033]0;x\007\n\r\t\x9b\xff\xe2\x80\xae\u202e%s%n\x7f";

	(void)state;
	web_replayed(&web);
	web.members[1].without = web.proof.oracle = web.proof.release = web.settings[0].value = (char *)evil;
	for (size_t i = 0; i < INPUT_PROGRAMS; i++)
		web.in.programs[i].exe = web.in.programs[i].comm = (char *)evil;
	web.in.programs[3].exe = (char *)"";
	for (size_t i = 0; i < web.in.profile.nchecks; i++)
		web.in.checks[i].site = (char *)evil;
	web.hooks[0].hook = web.hooks[1].blind = web.hooks[2].role = (char *)evil;
	web.command[0] = web.in.profile.release = web.in.profile.machine = (char *)evil;
	for (unsigned int width = 0; width <= 120; width += 30) {
		for (int utf8 = 0; utf8 <= 1; utf8++) {
			char *text = web_report(&web, width, false, utf8);

			for (const unsigned char *p = (const unsigned char *)text; *p; p++)
				assert_true(*p == '\n' || (*p >= 0x20 && *p != 0x7f));
			assert_null(strstr(text, "\xe2\x80\xae"));
			assert_null(strstr(text, "\xff"));
			free(text);
		}
	}
}

static void shows_wide_names(void **state)
{
	char *text;

	(void)state;
	web_program(&web, 2, 1, "/opt/\u65e5\u672c\u8a9e/\u00fcber", 1);
	text = web_report(&web, 80, false, true);
	assert_non_null(strstr(text, "\u251c\u2500/opt/\u65e5\u672c\u8a9e/\u00fcber "));
	assert_true(widest(text) <= 80);
	free(text);
	text = web_report(&web, 0, false, false);
	assert_non_null(strstr(text, "/opt/\\xe6\\x97\\xa5"));
	free(text);
}

/* A chain of programs is drawn down to a limit; below, names tell the depth. */
static void bounds_the_tree(void **state)
{
	enum { LENGTH = 30 };
	static struct program chain[LENGTH];
	char *text;

	(void)state;
	for (uint32_t i = 0; i < LENGTH; i++) {
		chain[i] = web.in.programs[0];
		chain[i].id = i + 1;
		chain[i].parent = i;
	}
	web.in.profile.programs = chain;
	web.in.profile.nprograms = LENGTH;
	text = web_report(&web, 0, false, false);
	assert_non_null(strstr(text, "\n  /usr/sbin/nginx "));
	assert_non_null(strstr(text, "\n  `-/usr/sbin/nginx "));
	assert_non_null(strstr(text, "`-(+13) /usr/sbin/nginx "));
	assert_null(strstr(text, "(+14)"));
	assert_true(widest(text) < 400);
	free(text);
}

static void wraps_between_words(void **state)
{
	static const struct {
		const char *text;
		size_t room, indent, used;
		const char *wrapped;
	} table[] = {
		{ "", 10, 0, 0, "" },
		{ "one two three", 0, 2, 2, "one two three" },
		{ "one two three", 7, 0, 0, "one two\nthree" },
		{ "one two three", 8, 2, 5, "one\n  two\n  three" },
		{ "one  two", 20, 0, 0, "one two" },
		{ "/usr/lib/long", 9, 0, 0, "/usr/lib/\nlong" },
		{ "abcdefgh", 3, 0, 0, "abc\ndef\ngh" },
		{ "x abcdefgh", 4, 1, 0, "x\n abc\n def\n gh" },
		{ "\u65e5\u672c\u8a9e", 4, 0, 0, "\u65e5\u672c\n\u8a9e" },
		{ "abc", 1, 5, 5, "a\n     b\n     c" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct buf out = BUF_INIT;

		text_wrap(&out, table[i].text, table[i].room, table[i].indent, table[i].used);
		assert_string_equal(buf_text(&out), table[i].wrapped);
		buf_free(&out);
	}
}

static void least_sets_for_scripts(void **state)
{
	struct emit_style style = { 0 };
	struct plan *plan = input_plan(&web.in, PORTABLE_LIBC, true);
	struct buf caps = BUF_INIT, calls = BUF_INIT;

	(void)state;
	assert_int_equal(emit_least_caps(plan, &style, &caps), 0);
	assert_string_equal(buf_text(&caps), "CAP_KILL,CAP_SETGID,CAP_SETUID,CAP_NET_BIND_SERVICE\n");
	assert_int_equal(emit_least_syscalls(plan, &style, &calls), 0);
	assert_int_equal(strncmp(buf_text(&calls), "accept4\narch_prctl\nbind\n", 24), 0);
	assert_non_null(strstr(buf_text(&calls), "\nopen\nopenat\n"));	/* i386 and x86_64 */
	assert_null(strstr(buf_text(&calls), "read\nread\n"));		/* once */
	assert_null(strstr(buf_text(&calls), "restart_syscall"));	/* not observed */
	buf_free(&caps);
	buf_free(&calls);
	plan_free(&plan);
	web.in.profile.nchecks = 0;
	plan = input_plan(&web.in, PORTABLE_LIBC, true);
	assert_int_equal(emit_least_caps(plan, &style, &caps), 0);
	assert_string_equal(buf_text(&caps), "\n");
	buf_free(&caps);
	plan_free(&plan);
}

#define with_web(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_web(tells_in_order),	     with_web(counts_add_up),
		with_web(fits_the_width),	     with_web(never_cuts_a_name),
		with_web(no_line_ends_blank),     with_web(draws_as_the_terminal_can),
		with_web(colours_only_when_asked), with_web(says_each_reason),
		with_web(says_none),		     with_web(stands_an_empty_profile),
		with_web(numbers_without_a_name), with_web(nothing_acts_on_the_terminal),
		with_web(shows_wide_names),	     with_web(wraps_between_words),
		with_web(least_sets_for_scripts),     with_web(bounds_the_tree),
		with_web(tells_time_and_duration),     with_web(counts_many_places),
	};

	setlocale(LC_CTYPE, "C.UTF-8"); /* libsmartcols measures by it */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
