// SPDX-License-Identifier: BSD-2-Clause
/* Words of a unit's value: quotes and C escapes. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "core/unit.h"

#define BLANKS " \t\n\r"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* Exactly n digits of the base. */
static bool number(const char *at, int n, int base, uint32_t *out)
{
	uint32_t value = 0;

	for (int i = 0; i < n; i++) {
		if (digit(at[i]) >= base) /* the NUL at the end of the text is none */
			return false;
		value = value * (uint32_t)base + (uint32_t)digit(at[i]);
	}
	*out = value;
	return true;
}

static void add_unicode(struct buf *out, uint32_t c)
{
	unsigned char bytes[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		bytes[i] = 0x80 | (c & 0x3f);
	bytes[0] = n == 1 ? c : (unsigned char)(0xf00u >> n | c);
	buf_add_bytes(out, bytes, n);
}

static size_t unescape_unicode(const char *at, int digits, struct buf *out)
{
	uint32_t c;

	if (!number(at + 1, digits, 16, &c) || !c || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	add_unicode(out, c);
	return (size_t)digits + 1;
}

static size_t unescape_byte(const char *at, int digits, int base, struct buf *out)
{
	uint32_t c;

	if (!number(at, digits, base, &c) || !c || c > 0xff)
		return 0;
	buf_add_bytes(out, (unsigned char[]){ c }, 1);
	return (size_t)digits;
}

/* at: behind the backslash. How much of it was taken; 0 if it is no escape. */
static size_t unescape(const char *at, struct buf *out)
{
	static const char from[] = "abfnrtv\\\"'s", to[] = "\a\b\f\n\r\t\v\\\"' ";
	const char *simple = *at ? strchr(from, *at) : NULL;

	if (simple) {
		buf_add_bytes(out, &to[simple - from], 1);
		return 1;
	}
	if (*at == 'x') {
		size_t n = unescape_byte(at + 1, 2, 16, out);

		return n ? n + 1 : 0;
	}
	if (*at == 'u' || *at == 'U')
		return unescape_unicode(at, *at == 'u' ? 4 : 8, out);
	return unescape_byte(at, 3, 8, out);
}

static const char *take_escape(const char *at, struct buf *out)
{
	size_t n = unescape(at + 1, out);

	if (n)
		return at + 1 + n;
	buf_add_bytes(out, at, at[1] ? 2 : 1);
	return at + (at[1] ? 2 : 1);
}

static const char *take_backslash(const char *at, bool loose, struct buf *out)
{
	if (!loose)
		return take_escape(at, out);
	buf_add_bytes(out, at + 1, at[1] ? 1 : 0);
	return at + (at[1] ? 2 : 1);
}

static char *next(const char **at, bool loose, int *error)
{
	_buf_ struct buf word = BUF_INIT;
	const char *p = *at + strspn(*at, BLANKS);
	char quote = '\0';

	*error = 0;
	*at = p;
	if (!*p)
		return NULL;
	while (*p && (quote || !strchr(BLANKS, *p))) {
		if (*p == '\\') {
			p = take_backslash(p, loose, &word);
		} else if (quote ? *p == quote : *p == '"' || *p == '\'') {
			quote = quote ? '\0' : *p;
			p++;
		} else {
			buf_add_bytes(&word, p++, 1);
		}
	}
	if (quote && !loose) {
		*error = -EINVAL;
		return NULL;
	}
	*at = p + strspn(p, BLANKS);
	*error = buf_error(&word);
	return *error ? NULL : buf_take(&word);
}

char *unit_next_word(const char **at, int *error)
{
	return next(at, false, error);
}

char *unit_next_loose_word(const char **at, int *error)
{
	return next(at, true, error);
}

char *unit_word(const char *value, size_t n, int *error)
{
	for (;; n--) {
		_free_ char *word = unit_next_word(&value, error);

		if (!word || !n)
			return TAKE(word);
	}
}
