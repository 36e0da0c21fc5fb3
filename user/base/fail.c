// SPDX-License-Identifier: BSD-2-Clause
/* Knows the one failure that main will report, and what to do about it. */
#include "base/fail.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define MESSAGE_ROOM 2048
/* Escaping may quadruple what was written. */
#define RAW_ROOM (MESSAGE_ROOM / 4)

struct message {
	bool set;
	char text[MESSAGE_ROOM];
};

static struct message message, hint;

/* Must work when memory is what failed: then plain ASCII has to do. */
static void copy_plain(char *to, const char *from)
{
	for (; *from; from++)
		*to++ = *from >= ' ' && *from <= '~' ? *from : '?';
	*to = '\0';
}

static void store(struct message *m, const char *format, va_list args)
{
	char raw[RAW_ROOM];
	_buf_ struct buf b = BUF_INIT;

	if (m->set)
		return;
	if (vsnprintf(raw, sizeof(raw), format, args) < 0)
		strcpy(raw, "unknown failure");
	text_print(&b, raw);
	if (buf_error(&b) || b.size >= sizeof(m->text))
		copy_plain(m->text, raw);
	else
		strcpy(m->text, buf_text(&b));
	m->set = true;
}

int fail(int r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	store(&message, format, args);
	va_end(args);
	return r;
}

void fail_hint(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	store(&hint, format, args);
	va_end(args);
}

const char *fail_message(void)
{
	return message.set ? message.text : NULL;
}

const char *fail_hint_text(void)
{
	return hint.set ? hint.text : NULL;
}

void fail_clear(void)
{
	message.set = false;
	hint.set = false;
}
