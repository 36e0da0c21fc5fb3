// SPDX-License-Identifier: BSD-2-Clause
/* Knows how sh(1) splits commands into words: quotes, backslashes, comments, ends of commands. */
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "core/run_line.h"

struct splitter {
	const char *text, *name;
	size_t n, at;
	unsigned int line;
	struct run_lines *out;
};

static char peek(const struct splitter *s, size_t ahead)
{
	return s->at + ahead < s->n ? s->text[s->at + ahead] : '\0';
}

static char take(struct splitter *s)
{
	char c = peek(s, 0);

	s->line += c == '\n';
	s->at++;
	return c;
}

static int refuse(const struct splitter *s, unsigned int line, const char *why)
{
	return fail(-EINVAL, "%s: line %u: %s", s->name, line, why);
}

/* A backslash and the end of a line, with or without carriage return. 0: none here. */
static size_t continuation(const struct splitter *s)
{
	if (peek(s, 0) != '\\')
		return 0;
	if (peek(s, 1) == '\n')
		return 2;
	return peek(s, 1) == '\r' && peek(s, 2) == '\n' ? 3 : 0;
}

static void skip(struct splitter *s, size_t n)
{
	while (n--)
		take(s);
}

/* Blanks, continuations and comments between words. */
static void skip_blanks(struct splitter *s)
{
	while (s->at < s->n) {
		char c = peek(s, 0);

		if (continuation(s))
			skip(s, continuation(s));
		else if (c == ' ' || c == '\t' || c == '\r')
			take(s);
		else if (c == '#')
			while (s->at < s->n && peek(s, 0) != '\n')
				take(s);
		else
			return;
	}
}

static int single_quoted(struct splitter *s, struct buf *out)
{
	unsigned int line = s->line;

	for (take(s); s->at < s->n;) {
		char c = take(s);

		if (c == '\'')
			return 0;
		buf_add_bytes(out, &c, 1);
	}
	return refuse(s, line, "a quote (') that is not closed");
}

static int double_quoted(struct splitter *s, struct buf *out)
{
	unsigned int line = s->line;

	for (take(s); s->at < s->n;) {
		char c;

		if (continuation(s)) {
			skip(s, continuation(s));
			continue;
		}
		c = take(s);
		if (c == '"')
			return 0;
		if (c == '\\' && peek(s, 0) && strchr("\"\\$`", peek(s, 0)))
			c = take(s);
		buf_add_bytes(out, &c, 1);
	}
	return refuse(s, line, "a quote (\") that is not closed");
}

/* `...`: left as it is, whatever blanks are in it. */
static int backquoted(struct splitter *s, struct buf *out)
{
	unsigned int line = s->line;
	char c = take(s);

	do {
		buf_add_bytes(out, &c, 1);
		if (s->at >= s->n)
			return refuse(s, line, "a substitution (`) that is not closed");
		c = take(s);
	} while (c != '`');
	buf_add_bytes(out, &c, 1);
	return 0;
}

/* $(...) and ${...}: the same, up to the bracket that belongs to it. */
static int substitution(struct splitter *s, struct buf *out)
{
	char open = peek(s, 1), close = open == '(' ? ')' : '}', c;
	unsigned int line = s->line;
	int depth = 0;

	do {
		if (s->at >= s->n)
			return refuse(s, line, "a substitution ($) that is not closed");
		c = take(s);
		buf_add_bytes(out, &c, 1);
		depth += c == open;
		depth -= c == close;
	} while (depth || c != close);
	return 0;
}

static bool ends_word(char c)
{
	return !c || strchr(" \t\r\n;&|<>()", c);
}

static int word_part(struct splitter *s, struct buf *out)
{
	char c = peek(s, 0);

	if (c == '\'')
		return single_quoted(s, out);
	if (c == '"')
		return double_quoted(s, out);
	if (c == '`')
		return backquoted(s, out);
	if (c == '$' && (peek(s, 1) == '(' || peek(s, 1) == '{'))
		return substitution(s, out);
	if (continuation(s)) {
		skip(s, continuation(s));
		return 0;
	}
	take(s);
	if (c == '\\' && s->at < s->n)
		c = take(s);
	buf_add_bytes(out, &c, 1);
	return 0;
}

static struct run_word *word_new(struct splitter *s)
{
	struct run_lines *out = s->out;
	struct run_word *words = out->words;

	if (!(out->nwords & (out->nwords - 1))) {
		words = reallocarray(words, out->nwords ? out->nwords * 2 : 1, sizeof(*words));
		if (!words)
			return NULL;
		out->words = words;
	}
	return memset(&out->words[out->nwords], 0, sizeof(*words));
}

/* 0 if there is a word at s->at. */
static int read_word(struct splitter *s)
{
	_buf_ struct buf text = BUF_INIT;
	struct run_word *word;
	int r = 0;

	if (s->out->nwords >= RUN_MAX_WORDS)
		return refuse(s, s->line, "too many words");
	word = word_new(s);
	if (!word)
		return -ENOMEM;
	word->start = s->at;
	word->line = s->line;
	buf_add(&text, "");
	while (!r && !ends_word(peek(s, 0)))
		r = word_part(s, &text);
	if (r)
		return r;
	word->end = s->at;
	word->text = buf_take(&text);
	s->out->nwords += word->text != NULL;
	return word->text ? 0 : -ENOMEM;
}

/* What stands between two commands; also a redirection, whose file is taken for a command of no interest. */
static void end_command(struct splitter *s)
{
	if (s->out->nwords)
		s->out->words[s->out->nwords - 1].last = true;
	take(s);
}

int run_words_split(const char *text, size_t n, const char *name, struct run_lines *out)
{
	struct splitter s = { .text = text, .name = name, .n = n, .line = 1, .out = out };
	int r = 0;

	if (n > RUN_MAX_BYTES)
		return fail(-EINVAL, "%s: larger than %u KiB", name, RUN_MAX_BYTES >> 10);
	for (;;) {
		skip_blanks(&s);
		if (s.at >= n)
			break;
		if (ends_word(peek(&s, 0)))
			end_command(&s);
		else
			r = read_word(&s);
		if (r)
			return r;
	}
	if (out->nwords)
		out->words[out->nwords - 1].last = true;
	return 0;
}
