/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Option tables: what is accepted, what is refused, and with which words.
 */
/* before cmocka, which has a macro fail() */
#include "user/cmd/opt.c"
#include "user/cmd/say.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const colours[] = { "red", "green", "blue", NULL };

static struct values {
	bool flag;
	const char *text;
	unsigned long number, size;
	double duration;
	unsigned int choice;
} got;

static const struct option_row rows[] = {
	{ "all", 'a', OPTION_FLAG, &got.flag, NULL, "take all" },
	{ "output", 'o', OPTION_TEXT, &got.text, "FILE", "write to FILE" },
	{ "number", 'n', OPTION_NUMBER, &got.number, "N", "so many" },
	{ "size", 0, OPTION_SIZE, &got.size, "BYTES", "so large" },
	{ "sizzle", 0, OPTION_FLAG, &got.flag, NULL, "begins like another" },
	{ "duration", 'd', OPTION_DURATION, &got.duration, "T",
	  "so long that its words do not fit into one line and go on in the next one" },
	{ "a-name-longer-than-its-column", 0, OPTION_FLAG, &got.flag, NULL, "stands alone" },
	{ "colour", 0, OPTION_CHOICE, &got.choice, "COLOUR", "one of three", colours },
	{ NULL },
};

static const struct verb_usage usage_of_test = {
	"test", "[--one] [--two ARGUMENT] [--three ARGUMENT] [--four ARGUMENT] FILE\n    test --list", "Tests."
};

#define PARSE(stop, ...)                                                                    \
	({                                                                                  \
		static char *words[] = { (char *)"test", __VA_ARGS__, NULL };               \
		parse(ARRAY_SIZE(words) - 1, words, stop);                                  \
	})

static char **parsed; /* argv as the last PARSE left it */

static int parse(size_t argc, char **argv, bool stop)
{
	fail_clear();
	memset(&got, 0, sizeof(got));
	verbosity.level = 0;
	parsed = argv;
	return options_parse((int)argc, argv, &usage_of_test, rows, stop);
}

static void assert_message(const char *message, const char *hint)
{
	assert_non_null(fail_message());
	assert_string_equal(fail_message(), message);
	if (!hint)
		assert_null(fail_hint_text());
	else
		assert_string_equal(fail_hint_text(), hint);
}

static void takes_each_type(void **state)
{
	(void)state;
	assert_int_equal(PARSE(false, "-a", "-o", "x", "--number=42", "--size", "4K", "-d1.5s", "--colour", "blue"),
			 10);
	assert_true(got.flag);
	assert_string_equal(got.text, "x");
	assert_int_equal(got.number, 42);
	assert_int_equal(got.size, 4096);
	assert_true(fabs(got.duration - 1.5) < 1e-9);
	assert_int_equal(got.choice, 2);
}

static void mixes_words_and_options(void **state)
{
	(void)state;
	assert_int_equal(PARSE(false, "one", "-a", "two", "-o", "x"), 4);
	assert_true(got.flag);
	assert_string_equal(parsed[4], "one");
	assert_string_equal(parsed[5], "two");
}

static void stops_at_word_or_dashes(void **state)
{
	(void)state;
	assert_int_equal(PARSE(true, "-a", "ls", "-o", "x"), 2);
	assert_null(got.text);
	assert_int_equal(PARSE(true, "--", "-a"), 2);
	assert_false(got.flag);
	assert_int_equal(PARSE(false, "-a", "--", "-o"), 3);
	assert_null(got.text);
	assert_int_equal(PARSE(false, "-"), 1);
}

static void counts_loudness(void **state)
{
	(void)state;
	assert_int_equal(PARSE(false, "-vv"), 2);
	assert_int_equal(verbosity.level, 2);
	assert_int_equal(PARSE(false, "-v", "-q"), 3);
	assert_int_equal(verbosity.level, -1);
}

static void knows_durations(void **state)
{
	static const struct {
		const char *text;
		double seconds; /* 0: refused */
	} table[] = {
		{ "10", 10 },	 { "1.5s", 1.5 }, { "500ms", 0.5 }, { "2m", 120 }, { "1h", 3600 }, { "0.25", 0.25 },
		{ "1d", 86400 }, { "", 0 },	  { "0", 0 },	    { "-1", 0 },   { "1x", 0 },	   { "1.", 0 },
		{ ".5", 0 },	 { "inf", 0 },	  { "nan", 0 },	    { "0x10", 0 }, { "1e3", 0 },   { " 1", 0 },
		{ "1 s", 0 },	 { "1sm", 0 },	  { "99999999999999999999999d", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		fail_clear();
		got.duration = -1;
		if (table[i].seconds == 0) {
			assert_int_equal(set_duration(&rows[5], table[i].text), -EINVAL);
			assert_true(got.duration == -1);
			continue;
		}
		assert_int_equal(set_duration(&rows[5], table[i].text), 0);
		assert_true(fabs(got.duration - table[i].seconds) < 1e-9);
	}
}

static void knows_sizes(void **state)
{
	static const struct {
		const char *text;
		unsigned long bytes; /* 0: refused, but for "0" */
	} table[] = {
		{ "0", 0 },	   { "262144", 262144 }, { "256K", 262144 }, { "1M", 1048576 },
		{ "2g", 2ul << 30 }, { "1T", 1ul << 40 },  { "", 0 },	       { "-1", 0 },
		{ "1KB", 0 },	   { "K", 0 },		 { "1.5M", 0 },	       { "0x10", 0 },
		{ "18446744073709551616", 0 }, { "16777216T", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		bool good = table[i].bytes || !strcmp(table[i].text, "0");

		fail_clear();
		got.size = 7;
		assert_int_equal(set_size(&rows[3], table[i].text), good ? 0 : -EINVAL);
		assert_int_equal(got.size, good ? table[i].bytes : 7);
	}
}

static void refuses_bad_numbers(void **state)
{
	(void)state;
	assert_int_equal(PARSE(false, "-n", "-1"), -EINVAL);
	assert_message("--number \"-1\": not a whole number", NULL);
	assert_int_equal(PARSE(false, "-n", "99999999999999999999"), -EINVAL);
	assert_int_equal(PARSE(false, "-n", ""), -EINVAL);
	assert_int_equal(PARSE(false, "-n", "1 "), -EINVAL);
}

static void names_the_nearest(void **state)
{
	(void)state;
	assert_int_equal(PARSE(false, "--ouptut", "x"), -EINVAL);
	assert_message("unknown option --ouptut", "did you mean --output?");
	assert_int_equal(PARSE(false, "--xyzzy=1"), -EINVAL);
	assert_message("unknown option --xyzzy", "leastcap test --help lists the options");
	assert_int_equal(PARSE(false, "--colour", "gren"), -EINVAL);
	assert_message("--colour \"gren\": not one of red, green, blue", "did you mean green?");
}

static void explains_misuse(void **state)
{
	(void)state;
	assert_int_equal(PARSE(false, "-x"), -EINVAL);
	assert_message("unknown option -x", "leastcap test --help lists the options");
	assert_int_equal(PARSE(false, "-ax"), -EINVAL);
	assert_message("unknown option -x", "leastcap test --help lists the options");
	assert_int_equal(PARSE(false, "-o"), -EINVAL);
	assert_message("option --output needs a value: FILE", NULL);
	assert_int_equal(PARSE(false, "--output"), -EINVAL);
	assert_message("option --output needs a value: FILE", NULL);
	assert_int_equal(PARSE(false, "--all=yes"), -EINVAL);
	assert_message("option --all takes no value", NULL);
	assert_int_equal(PARSE(false, "--siz", "1"), -EINVAL);
	assert_message("option --siz is ambiguous: --size, --sizzle", NULL);
}

static void escapes_what_it_repeats(void **state)
{
	(void)state;
	assert_int_equal(PARSE(false, "--\033[31m"), -EINVAL);
	assert_null(strchr(fail_message(), '\033'));
	assert_int_equal(PARSE(false, "--colour", "a\nb"), -EINVAL);
	assert_null(strchr(fail_message(), '\n'));
}

/* What f() prints to the descriptor, into text. */
static void capture(int fd, void (*f)(void), char *text, size_t room)
{
	FILE *file = tmpfile();
	int saved = dup(fd);
	size_t n;

	assert_non_null(file);
	fflush(NULL);
	dup2(fileno(file), fd);
	f();
	fflush(NULL);
	dup2(saved, fd);
	close(saved);
	rewind(file);
	n = fread(text, 1, room - 1, file);
	text[n] = '\0';
	fclose(file);
}

static void ask_for_help(void)
{
	assert_int_equal(PARSE(false, "-a", "--help", "--nonsense"), -1);
}

static void say_something(void)
{
	say("%s and\n%d", "\033[31m", 1);
}

static void says_nothing_when_quiet(void **state)
{
	char text[256];

	(void)state;
	for (verbosity.level = -1; verbosity.level <= 1; verbosity.level++) {
		capture(STDERR_FILENO, say_something, text, sizeof(text));
		assert_string_equal(text, verbosity.level < 0 ? "" : "leastcap: \\x1b[31m and\\x0a1\n");
	}
}

static void prints_aligned_help(void **state)
{
	char text[4096], *line, *save;
	bool in_rows = false;

	(void)state;
	capture(STDOUT_FILENO, ask_for_help, text, sizeof(text));
	assert_non_null(strstr(text, "Usage: leastcap test [--one] [--two ARGUMENT] [--three ARGUMENT]\n"
				   "                     [--four ARGUMENT] FILE\n"
				   "       leastcap test --list\n\nTests.\n"));
	assert_non_null(strstr(text, "  -o, --output FILE       write to FILE\n"));
	assert_non_null(strstr(text, "      --size BYTES        so large\n"));
	assert_non_null(strstr(text, "  -h, --help              show this help\n"));
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (in_rows && strcmp(line, "      --a-name-longer-than-its-column")) {
			assert_true(strlen(line) > HELP_COLUMN && strlen(line) <= HELP_WIDTH);
			assert_true(line[HELP_COLUMN] != ' ' && line[HELP_COLUMN - 1] == ' ');
		}
		in_rows |= !strcmp(line, "Options:");
	}
	assert_true(in_rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_each_type),	 cmocka_unit_test(mixes_words_and_options),
		cmocka_unit_test(stops_at_word_or_dashes), cmocka_unit_test(counts_loudness),
		cmocka_unit_test(knows_durations),	 cmocka_unit_test(knows_sizes),
		cmocka_unit_test(refuses_bad_numbers),	 cmocka_unit_test(names_the_nearest),
		cmocka_unit_test(explains_misuse),	 cmocka_unit_test(escapes_what_it_repeats),
		cmocka_unit_test(prints_aligned_help),	 cmocka_unit_test(says_nothing_when_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
