// SPDX-License-Identifier: BSD-2-Clause
/* Hostile bytes: shown harmlessly, given back exactly, and one word to a shell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"

static char *escape(const void *bytes, size_t n)
{
	struct buf b = BUF_INIT;
	char *text;

	text_escape(&b, bytes, n);
	text = buf_take(&b);
	assert_non_null(text);
	return text;
}

static void test_escapes(void **state)
{
	static const struct {
		const char *bytes, *text;
	} rows[] = {
		{ "", "" },
		{ "plain /usr/bin/ping", "plain /usr/bin/ping" },
		{ "\\", "\\\\" },
		{ "a\\x41", "a\\\\x41" },
		{ "\t\n\r", "\\x09\\x0a\\x0d" },
		{ "\x1b[31m", "\\x1b[31m" },
		{ "\x7f", "\\x7f" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
		{ "\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f\xc2\xa0" }, /* C1 */
		{ "\xc2\xad", "\\xc2\\xad" },				     /* soft hyphen */
		{ "\xe2\x80\xa8\xe2\x80\xa9", "\\xe2\\x80\\xa8\\xe2\\x80\\xa9" }, /* line, paragraph */
		{ "\xe2\x80\xae\xe2\x81\xa6", "\\xe2\\x80\\xae\\xe2\\x81\\xa6" }, /* bidi override, isolate */
		{ "\xd8\x9c", "\\xd8\\x9c" },				     /* Arabic letter mark */
		{ "\xe2\x80\x8b\xef\xbb\xbf", "\\xe2\\x80\\x8b\\xef\\xbb\\xbf" }, /* zero width */
		{ "\xe2\x80\x90\xe2\x80\xaf", "\xe2\x80\x90\xe2\x80\xaf" },   /* their neighbours */
		{ "\xf3\xa0\x80\xa0", "\\xf3\\xa0\\x80\\xa0" },		     /* tag */
		{ "\xef\xbf\xbd", "\xef\xbf\xbd" },			     /* U+FFFD is a character */
		{ "\xef\xbf\xbe", "\\xef\\xbf\\xbe" },			     /* these are none */
		{ "\xf0\x9f\xbf\xbf", "\\xf0\\x9f\\xbf\\xbf" },
		{ "\xc0\x80\xc1\xbf", "\\xc0\\x80\\xc1\\xbf" },		     /* overlong */
		{ "\xe0\x9f\xbf\xf0\x8f\xbf\xbf", "\\xe0\\x9f\\xbf\\xf0\\x8f\\xbf\\xbf" },
		{ "\xed\x9f\xbf\xed\xa0\x80\xed\xbf\xbf", "\xed\x9f\xbf\\xed\\xa0\\x80\\xed\\xbf\\xbf" },
		{ "\xf4\x8f\xbf\xbd\xf4\x90\x80\x80", "\xf4\x8f\xbf\xbd\\xf4\\x90\\x80\\x80" },
		{ "\xf5\x80\x80\x80\xff\xfe", "\\xf5\\x80\\x80\\x80\\xff\\xfe" },
		{ "\x80\xbf", "\\x80\\xbf" },
		{ "\xe2\x82", "\\xe2\\x82" },				     /* cut */
		{ "\xe2\x82""A\xc3", "\\xe2\\x82""A\\xc3" },
		{ "\xe2\xe2\x82\xac", "\\xe2\xe2\x82\xac" },		     /* whole after broken */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_free_ char *text = escape(rows[i].bytes, strlen(rows[i].bytes));

		if (strcmp(text, rows[i].text))
			fail_msg("row %zu: %s", i, text);
	}
}

static void check_round_trip(const uint8_t *bytes, size_t n)
{
	_free_ char *text = escape(bytes, n);
	uint8_t back[64];

	assert_true(n <= sizeof(back));
	assert_true(text_is_clean(text));
	assert_null(strchr(text, '\n'));
	assert_int_equal(text_unescape(text, back, sizeof(back)), n);
	assert_memory_equal(back, bytes, n);
}

static void test_round_trip_of_all_pairs(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 0x10000; i++)
		check_round_trip((uint8_t[]){ i >> 8, i }, 2);
}

static void test_round_trip_of_noise(void **state)
{
	/* Bytes that begin, go on and end sequences and escapes, mixed. */
	static const uint8_t alphabet[] = "\\x41a\x80\xbf\xc2\xe2\xed\xf0\xf4\x9f\xa0\x8e\0\n\x7f\xff";
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint8_t bytes[12];

		for (size_t j = 0; j < sizeof(bytes); j++) {
			seed = seed * 1664525 + 1013904223;
			bytes[j] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
		}
		check_round_trip(bytes, sizeof(bytes));
	}
}

/* Every code point, against what the escaped form must look like. */
static void test_all_code_points(void **state)
{
	size_t kept = 0;

	(void)state;
	for (uint32_t c = 0x80; c < 0x110000; c++) {
		uint8_t s[4];
		size_t n;
		_free_ char *text = NULL;

		if (c < 0x800) {
			n = 2;
			s[0] = 0xc0 | c >> 6;
		} else if (c < 0x10000) {
			n = 3;
			s[0] = 0xe0 | c >> 12;
		} else {
			n = 4;
			s[0] = 0xf0 | c >> 18;
		}
		for (size_t i = 1; i < n; i++)
			s[i] = 0x80 | ((c >> 6 * (n - 1 - i)) & 0x3f);
		text = escape(s, n);
		kept += strlen(text) == n;
		assert_true(strlen(text) == n || strlen(text) == 4 * n);
		assert_true(strlen(text) == 4 * n || !memcmp(text, s, n));
	}
	/*
	 * All but: C1 32, 2,048 surrogates, 66 noncharacters, 128 tags; U+00AD, 061C, 180E, FEFF;
	 * 200B-200F, 2028-202E, 2060-206F; FFF9-FFFB; 1D173-1D17A.
	 */
	assert_int_equal(kept, 0x110000 - 0x80 - 32 - 2048 - 66 - 128 - 4 - 5 - 7 - 16 - 3 - 8);
}

static void test_unescape(void **state)
{
	static const struct {
		const char *text, *bytes;
	} rows[] = {
		{ "a\\x1bb", "a\x1b""b" },
		{ "\\X1b", "\\X1b" }, /* not ours */
		{ "\\xFf", "\xff" },
		{ "\\x1", "\\x1" },
		{ "\\x", "\\x" },
		{ "\\xg0", "\\xg0" },
		{ "\\", "\\" },
		{ "\\\\x41", "\\x41" },
	};
	char out[16], small[2] = { 'A', 'Z' };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = text_unescape(rows[i].text, out, sizeof(out));

		assert_int_equal(n, strlen(rows[i].bytes));
		assert_memory_equal(out, rows[i].bytes, n);
	}
	assert_int_equal(text_unescape("\\x42\\x43", small, 1), 1);
	assert_memory_equal(small, "BZ", 2);
	assert_int_equal(text_unescape("abc", small, 0), 0);
}

static void test_print_leaves_escapes_alone(void **state)
{
	_buf_ struct buf b = BUF_INIT;

	(void)state;
	text_print(&b, "\\x1b \\\\ \x1b\xff\xc3\xa9");
	assert_string_equal(buf_text(&b), "\\x1b \\\\ \\x1b\\xff\xc3\xa9");
	assert_true(text_is_clean(buf_text(&b)));
	assert_false(text_is_clean("\x1b"));
	assert_false(text_is_clean("ok\xe2\x80\xae"));
	assert_false(text_is_clean("\xc3"));
	assert_true(text_is_clean("\\x1b \xc3\xa9"));
}

static void test_plain(void **state)
{
	(void)state;
	assert_true(text_is_plain(""));
	for (unsigned int c = 1; c < 256; c++) {
		char text[] = { 'a', (char)c, 'z', '\0' };

		assert_int_equal(text_is_plain(text), c >= ' ' && c <= '~' && c != '"' && c != '\\');
	}
}

static void test_plain_words_stay_plain(void **state)
{
	static const char *const words[] = {
		"ping", "/usr/bin/ping", "--cap-add=NET_RAW", "-c1", "a:b,c@d%e+f", "cap_net_raw+ep", "/a=b",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		_buf_ struct buf b = BUF_INIT;

		text_shell_word(&b, words[i]);
		assert_string_equal(buf_text(&b), words[i]);
	}
}

/* What the shell makes of the word, as the first argument of printf. */
static void ask_shell(const char *shell, const char *word, char *out, size_t room)
{
	_buf_ struct buf command = BUF_INIT;
	FILE *f;
	size_t n;

	buf_addf(&command, "%s -c \"$LEASTCAP_TEST\"", shell);
	{
		_buf_ struct buf script = BUF_INIT;

		buf_add(&script, "set -f; set -- ");
		text_shell_word(&script, word);
		buf_add(&script, "; printf '%s:%s' $# \"$1\"");
		assert_int_equal(setenv("LEASTCAP_TEST", buf_text(&script), 1), 0);
	}
	f = popen(buf_text(&command), "r");
	assert_non_null(f);
	n = fread(out, 1, room - 1, f);
	out[n] = '\0';
	assert_int_equal(pclose(f), 0);
}

static void test_shell_gets_the_word(void **state)
{
	static const char *const shells[] = { "sh", "bash" };
	static const char *const words[] = {
		"", " ", "'", "''", "it's", "'; touch /tmp/x; '", "$(id)", "`id`", "$HOME", "\\", "\\'",
		"a b", "*", "~", "~root", "#x", "!x", "\"", "a\"b", "A=B", "=ls", "{a,b}", "x;y", "x&y",
		"x|y", "<x", ">x", "(x)", "\xc3\xa9", "-n", "--", "a'b'c", "\\x1b[31m", "?", "[a]", "^x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words) * ARRAY_SIZE(shells); i++) {
		const char *word = words[i / ARRAY_SIZE(shells)];
		char expected[64], got[64];

		snprintf(expected, sizeof(expected), "1:%s", word);
		ask_shell(shells[i % ARRAY_SIZE(shells)], word, got, sizeof(got));
		assert_string_equal(got, expected);
	}
}

static void test_shell_words_are_one_clean_line(void **state)
{
	_buf_ struct buf b = BUF_INIT;

	(void)state;
	text_shell_word(&b, "a\n'\x1b\xff");
	assert_string_equal(buf_text(&b), "'a\\x0a'\\''\\x1b\\xff'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_round_trip_of_all_pairs),
		cmocka_unit_test(test_round_trip_of_noise),
		cmocka_unit_test(test_all_code_points),
		cmocka_unit_test(test_unescape),
		cmocka_unit_test(test_print_leaves_escapes_alone),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_plain_words_stay_plain),
		cmocka_unit_test(test_shell_gets_the_word),
		cmocka_unit_test(test_shell_words_are_one_clean_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
