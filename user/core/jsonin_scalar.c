// SPDX-License-Identifier: BSD-2-Clause
/* Knows how JSON spells texts, numbers, true, false and null. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/jsonin_cursor.h"

#define FIRST_ROOM 256

int jsonin_grow(struct jsonin *in)
{
	uint32_t room = in->room ? in->room * 2 : FIRST_ROOM;
	struct jsonin_value *grown = room > in->room ? reallocarray(in->values, room, sizeof(*grown)) : NULL;

	if (!grown)
		return -ENOMEM;
	in->values = grown;
	in->room = room;
	return 0;
}

/* Room for need bytes of texts. */
static int grow_texts(struct jsonin *in, size_t need)
{
	size_t room = in->texts_room ? in->texts_room : FIRST_ROOM;
	char *grown;

	while (room < need)
		room *= 2;
	grown = realloc(in->texts, room);
	if (!grown)
		return -ENOMEM;
	in->texts = grown;
	in->texts_room = room;
	return 0;
}

static int put(struct jsonin *in, const char *bytes, size_t n)
{
	size_t need = in->ntexts + n + 1; /* with a NUL */
	int r = need > in->texts_room ? grow_texts(in, need) : 0;

	if (r)
		return r;
	memcpy(in->texts + in->ntexts, bytes, n);
	in->ntexts += n;
	return 0;
}

/* --- texts ----------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of a \u. */
static int parse_unit(struct cursor *c, uint32_t *out)
{
	*out = 0;
	if (c->end - c->at < 4)
		return -EINVAL;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(*c->at++);

		if (digit < 0)
			return -EINVAL;
		*out = *out << 4 | (uint32_t)digit;
	}
	return 0;
}

static int put_character(struct jsonin *in, uint32_t c)
{
	char bytes[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const uint8_t first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n; i-- > 1; c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(first[n] | c);
	return put(in, bytes, n);
}

/* Half of a pair stands for nothing, and a NUL would end the text. */
static int parse_unicode(struct cursor *c)
{
	uint32_t unit, low;
	int r = parse_unit(c, &unit);

	if (r || !unit || (unit >= 0xdc00 && unit < 0xe000))
		return -EINVAL;
	if (unit < 0xd800 || unit >= 0xe000)
		return put_character(c->in, unit);
	if (c->end - c->at < 2 || *c->at++ != '\\' || *c->at++ != 'u' || parse_unit(c, &low))
		return -EINVAL;
	if (low < 0xdc00 || low >= 0xe000)
		return -EINVAL;
	return put_character(c->in, 0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff)));
}

static int parse_escape(struct cursor *c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *known;

	if (++c->at == c->end)
		return -EINVAL;
	if (*c->at == 'u') {
		c->at++;
		return parse_unicode(c);
	}
	known = memchr(from, *c->at++, sizeof(from) - 1);
	return known ? put(c->in, &to[known - from], 1) : -EINVAL;
}

/* A character of several bytes. */
static int parse_sequence(struct cursor *c)
{
	size_t n = (uint8_t)*c->at < 0x20 ? 0 : text_sequence(c->at, c->end - c->at);

	if (!n)
		return -EINVAL;
	c->at += n;
	return put(c->in, c->at - n, n);
}

/* Bytes that stand for themselves, and end no text. */
static const bool plain[UINT8_MAX + 1] = {
	[' '] = true, ['!'] = true, ['#' ... '['] = true, [']' ... '~'] = true,
};

static const char *plain_end(const struct cursor *c)
{
	const char *at = c->at;

	while (at < c->end && plain[(uint8_t)*at])
		at++;
	return at;
}

/* What is not plain, and what follows up to the closing quote. */
static int parse_rest(struct cursor *c)
{
	int r = 0;

	while (!r) {
		const char *from = c->at;

		c->at = plain_end(c);
		r = put(c->in, from, c->at - from);
		if (r || c->at == c->end)
			return r ? r : -EINVAL;
		if (*c->at == '"')
			return 0;
		r = *c->at == '\\' ? parse_escape(c) : parse_sequence(c);
	}
	return r;
}

#define SHORT 32

/* Nearly all are: without a call, and copied before it is known how much of it. */
static bool take_short(struct cursor *c)
{
	struct jsonin *in = c->in;
	size_t n = 0;

	if (c->end - c->at < SHORT || in->texts_room - in->ntexts < SHORT)
		return false;
	memcpy(in->texts + in->ntexts, c->at, SHORT);
	while (n < SHORT - 1 && plain[(uint8_t)c->at[n]])
		n++;
	if (c->at[n] != '"')
		return false;
	c->at += n;
	in->ntexts += n;
	return true;
}

int jsonin_parse_text(struct cursor *c)
{
	struct jsonin *in = c->in;
	size_t start = in->ntexts;
	const char *end;
	uint32_t value;
	bool is_plain;
	int r = 0;

	c->at++;
	is_plain = take_short(c);
	if (!is_plain) {
		end = plain_end(c);
		is_plain = end < c->end && *end == '"';
		r = put(in, c->at, end - c->at);
		c->at = end;
	}
	if (!r && !is_plain)
		r = parse_rest(c);
	if (!r)
		r = jsonin_add_value(in, JSONIN_TEXT, &value);
	if (r)
		return r;
	c->at++;
	in->values[value].at = (uint32_t)start;
	in->values[value].n = (uint32_t)(in->ntexts - start);
	in->values[value].is_plain = is_plain;
	in->texts[in->ntexts++] = '\0';
	return 0;
}

/* --- numbers and words -------------------------------------------------------------------- */

static bool is_digit(const struct cursor *c)
{
	return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

#define SAFE_DIGITS 18 /* that 63 bits hold, whatever they are */

/* Those of more than 63 bits are refused. */
static int parse_many_digits(struct cursor *c, bool negative, int64_t *out)
{
	bool over = false;

	for (; is_digit(c); c->at++) {
		int digit = *c->at - '0';

		over |= __builtin_mul_overflow(*out, 10, out) ||
			__builtin_add_overflow(*out, negative ? -digit : digit, out);
	}
	return over ? -ERANGE : 0;
}

static int parse_digits(struct cursor *c, bool negative, int64_t *out)
{
	const char *start = c->at;

	*out = 0;
	for (; is_digit(c) && c->at - start < SAFE_DIGITS; c->at++)
		*out = *out * 10 + (*c->at - '0');
	if (c->at == start)
		return -EINVAL;
	if (*start == '0') { /* stands alone, and what follows is for others to refuse */
		c->at = start + 1;
		return 0;
	}
	if (negative)
		*out = -*out;
	return parse_many_digits(c, negative, out);
}

static int skip_digits(struct cursor *c)
{
	if (!is_digit(c))
		return -EINVAL;
	while (is_digit(c))
		c->at++;
	return 0;
}

/* What follows the whole part of a number that is no integer. */
static int parse_fraction(struct cursor *c, bool *real)
{
	int r = 0;

	if (c->at < c->end && *c->at == '.') {
		*real = true;
		c->at++;
		r = skip_digits(c);
	}
	if (r || c->at == c->end || (*c->at != 'e' && *c->at != 'E'))
		return r;
	*real = true;
	c->at++;
	if (c->at < c->end && (*c->at == '+' || *c->at == '-'))
		c->at++;
	return skip_digits(c);
}

/* Nobody asks for the value of what is no integer, but what is too large for it is refused. */
static int check_real(struct jsonin *in, const char *text, size_t n)
{
	size_t start = in->ntexts;
	int r = put(in, text, n);

	if (r)
		return r;
	in->texts[in->ntexts] = '\0';
	in->ntexts = start;
	return isinf(strtod(in->texts + start, NULL)) ? -EINVAL : 0;
}

int jsonin_parse_number(struct cursor *c)
{
	const char *from = c->at;
	bool negative = *from == '-', real = false;
	int64_t integer;
	uint32_t value;
	int r, range;

	c->at += negative;
	range = parse_digits(c, negative, &integer);
	if (range == -EINVAL || parse_fraction(c, &real) || (range && !real))
		return -EINVAL;
	r = real ? check_real(c->in, from, c->at - from) : 0;
	if (!r)
		r = jsonin_add_value(c->in, real ? JSONIN_REAL : JSONIN_INTEGER, &value);
	if (!r)
		c->in->values[value].integer = real ? 0 : integer;
	return r;
}

int jsonin_parse_word(struct cursor *c)
{
	static const struct {
		const char *word;
		size_t n;
		enum jsonin_type type;
	} words[] = { { "true", 4, JSONIN_TRUE }, { "false", 5, JSONIN_FALSE }, { "null", 4, JSONIN_NULL } };
	uint32_t value;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if ((size_t)(c->end - c->at) < words[i].n || memcmp(c->at, words[i].word, words[i].n))
			continue;
		c->at += words[i].n;
		return jsonin_add_value(c->in, words[i].type, &value);
	}
	return -EINVAL;
}
