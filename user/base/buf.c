// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to grow text without losing track of a failed allocation. */
#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256

/* Makes room for n bytes and a NUL. */
static bool reserve(struct buf *b, size_t n)
{
	size_t need, room = b->room ? b->room : FIRST_ROOM;
	char *text;

	if (b->failed)
		return false;
	if (__builtin_add_overflow(b->size, n, &need) || __builtin_add_overflow(need, 1, &need))
		goto failed;
	if (need <= b->room)
		return true;
	while (room < need) {
		if (__builtin_mul_overflow(room, 2, &room))
			goto failed;
	}
	text = realloc(b->text, room);
	if (!text)
		goto failed;
	b->text = text;
	b->room = room;
	return true;
failed:
	b->failed = true;
	return false;
}

void buf_add_bytes(struct buf *b, const void *bytes, size_t n)
{
	if (!reserve(b, n))
		return;
	if (n)
		memcpy(b->text + b->size, bytes, n);
	b->size += n;
	b->text[b->size] = '\0';
}

void buf_add(struct buf *b, const char *text)
{
	buf_add_bytes(b, text, strlen(text));
}

void buf_add_digits(struct buf *b, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	buf_add_bytes(b, digits + at, sizeof(digits) - at);
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0) {
		b->failed = true;
		return;
	}
	if (!reserve(b, n))
		return;
	va_start(args, format);
	vsnprintf(b->text + b->size, (size_t)n + 1, format, args);
	va_end(args);
	b->size += n;
}

int buf_error(const struct buf *b)
{
	return b->failed ? -ENOMEM : 0;
}

const char *buf_text(const struct buf *b)
{
	return b->text ? b->text : "";
}

char *buf_take(struct buf *b)
{
	char *text = NULL;

	if (reserve(b, 0)) {
		text = b->text;
		text[b->size] = '\0';
		b->text = NULL;
	}
	buf_free(b);
	return text;
}

void buf_free(struct buf *b)
{
	free(b->text);
	*b = (struct buf)BUF_INIT;
}
