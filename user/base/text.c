// SPDX-License-Identifier: BSD-2-Clause
/* Knows which bytes may be shown, and how to write the others. */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/guard.h"

struct range {
	uint32_t first, last;
};

/*
 * Characters that act instead of showing (Unicode categories Cc, Zl, Zp and
 * the Cf that hide or reorder text), and code points that are no characters.
 */
static const struct range hidden[] = {
	{ 0x00, 0x1f },	      { 0x7f, 0x9f },	   { 0xad, 0xad },     { 0x61c, 0x61c },
	{ 0x180e, 0x180e },   { 0x200b, 0x200f },  { 0x2028, 0x202e }, { 0x2060, 0x206f },
	{ 0xfdd0, 0xfdef },   { 0xfeff, 0xfeff },  { 0xfff9, 0xfffb }, { 0x1d173, 0x1d17a },
	{ 0xe0000, 0xe007f },
};

static bool is_shown(uint32_t c)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden); i++) {
		if (c >= hidden[i].first && c <= hidden[i].last)
			return false;
	}
	return (c & 0xfffe) != 0xfffe; /* the last two of each plane */
}

/* Bytes that a sequence starting so must have; 0: no sequence starts so. */
static size_t sequence_size(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* Size of the UTF-8 sequence at s and its character; 0 if it is broken. */
static size_t decode(const uint8_t *s, size_t n, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = sequence_size(s[0]);
	uint32_t c = size == 1 ? s[0] : s[0] & (0x7fu >> size);

	if (!size || size > n)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[size] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return size;
}

size_t text_sequence(const char *bytes, size_t n)
{
	uint32_t c;

	return n ? decode((const uint8_t *)bytes, n, &c) : 0;
}

/* Size of the character at s; *shown says whether it may stay as it is. */
static size_t step(const uint8_t *s, size_t n, bool *shown)
{
	uint32_t c;
	size_t size = decode(s, n, &c);

	*shown = size && is_shown(c);
	return size ? size : 1;
}

static void add_hex(struct buf *b, const uint8_t *s, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		char escape[] = { '\\', 'x', digits[s[i] >> 4], digits[s[i] & 15] };

		buf_add_bytes(b, escape, sizeof(escape));
	}
}

/* How much of it is plain ASCII, which stays as it is whoever asks. */
static size_t plain_size(const uint8_t *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= 0x20 && s[i] < 0x7f && s[i] != '\\')
		i++;
	return i;
}

static void escape(struct buf *b, const uint8_t *s, size_t n, bool backslashes)
{
	size_t size;

	for (; n; s += size, n -= size) {
		bool shown;

		size = plain_size(s, n);
		if (size) {
			buf_add_bytes(b, s, size);
			continue;
		}
		size = step(s, n, &shown);
		if (!shown) {
			add_hex(b, s, size);
			continue;
		}
		if (*s == '\\' && backslashes)
			buf_add(b, "\\");
		buf_add_bytes(b, s, size);
	}
}

void text_escape(struct buf *b, const void *bytes, size_t n)
{
	escape(b, bytes, n, true);
}

bool text_is_plain(const char *text)
{
	while (*text >= 0x20 && *text < 0x7f && *text != '"' && *text != '\\')
		text++;
	return !*text;
}

void text_print(struct buf *b, const char *text)
{
	escape(b, (const uint8_t *)text, strlen(text), false);
}

bool text_is_clean(const char *text)
{
	const uint8_t *s = (const uint8_t *)text;
	size_t n = strlen(text), size = plain_size(s, n);

	for (; s += size, n -= size, n;) {
		bool shown;

		size = step(s, n, &shown);
		if (!shown)
			return false;
	}
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t text_unescape(const char *text, void *out, size_t room)
{
	uint8_t *to = out;
	size_t n = 0;

	while (*text && n < room) {
		if (text[0] == '\\' && text[1] == '\\') {
			to[n++] = '\\';
			text += 2;
		} else if (text[0] == '\\' && text[1] == 'x' && hex_digit(text[2]) >= 0 &&
			   hex_digit(text[3]) >= 0) {
			to[n++] = hex_digit(text[2]) << 4 | hex_digit(text[3]);
			text += 4;
		} else {
			to[n++] = *text++;
		}
	}
	return n;
}

/* Whether no shell does anything with it, at any place of a command. */
static bool is_plain_word(const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789_@%+:,./-=";

	if (!*text || text[strspn(text, plain)])
		return false;
	/* NAME=VALUE would assign, =NAME is a path to zsh. */
	return !strchr(text, '=') || *text == '-' || *text == '/';
}

void text_shell_word(struct buf *b, const char *text)
{
	_buf_ struct buf clean = BUF_INIT;
	const char *s, *quote;

	if (is_plain_word(text)) {
		buf_add(b, text);
		return;
	}
	text_print(&clean, text);
	if (buf_error(&clean)) {
		b->failed = true;
		return;
	}
	buf_add(b, "'");
	for (s = buf_text(&clean); (quote = strchr(s, '\'')); s = quote + 1) {
		buf_add_bytes(b, s, quote - s);
		buf_add(b, "'\\''");
	}
	buf_add(b, s);
	buf_add(b, "'");
}
