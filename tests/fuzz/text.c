// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes escaping: the result is clean, on one line, and gives back the bytes.
 * A shell word is taken apart again by rules of our own reading of sh(1).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/guard.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void check_escape(const uint8_t *data, size_t size)
{
	_buf_ struct buf text = BUF_INIT, printed = BUF_INIT;
	_free_ uint8_t *back = malloc(size + 1);
	size_t n;

	text_escape(&text, data, size);
	demand(text_is_clean(buf_text(&text)), "escaped text is clean");
	n = text_unescape(buf_text(&text), back, size + 1);
	demand(n == size && !memcmp(back, data, size), "the bytes come back");
	text_print(&printed, buf_text(&text));
	demand(!strcmp(buf_text(&text), buf_text(&printed)), "clean text is printed as it is");
}

/* Cut short, text_unescape() writes no byte too many. */
static void check_rooms(const char *text)
{
	size_t full = strlen(text);

	for (size_t room = 0; room <= full && room < 32; room++) {
		_free_ uint8_t *out = malloc(room + !room);

		demand(text_unescape(text, out, room) <= room, "no byte too many");
	}
}

/* What a POSIX shell takes the word for; NULL if it is not exactly one word. */
static char *unquote(const char *word)
{
	struct buf b = BUF_INIT;

	buf_add(&b, "");
	for (; *word; word++) {
		if (*word == '\'') {
			const char *end = strchr(word + 1, '\'');

			if (!end)
				goto not_one;
			buf_add_bytes(&b, word + 1, end - word - 1);
			word = end;
		} else if (*word == '\\' && word[1]) {
			buf_add_bytes(&b, ++word, 1);
		} else if (strchr(" \t\n|&;<>()$`\\\"*?[]#~!{}^", *word)) {
			goto not_one;
		} else {
			buf_add_bytes(&b, word, 1);
		}
	}
	return buf_take(&b);
not_one:
	buf_free(&b);
	return NULL;
}

static void check_shell_word(const char *text)
{
	_buf_ struct buf word = BUF_INIT, clean = BUF_INIT;
	_free_ char *taken = NULL;

	text_shell_word(&word, text);
	text_print(&clean, text);
	demand(*buf_text(&word), "an empty word is quoted");
	demand(text_is_clean(buf_text(&word)), "a word is clean");
	taken = unquote(buf_text(&word));
	demand(taken && !strcmp(taken, buf_text(&clean)), "a shell takes it for one word, the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_free_ char *text = malloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	check_escape(data, size);
	check_rooms(text);
	check_shell_word(text);
	return 0;
}
