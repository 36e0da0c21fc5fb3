/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages on stderr while a verb works, as loud as -q and -v ask for.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/guard.h"
#include "base/text.h"
#include "cmd/cmd.h"

struct verbosity verbosity;

static void say_line(const char *format, va_list args)
{
	_buf_ struct buf line = BUF_INIT;
	_free_ char *raw = NULL;

	if (vasprintf(&raw, format, args) < 0) {
		raw = NULL;
		return;
	}
	text_print(&line, raw);
	fprintf(stderr, "leastcap: %s\n", buf_text(&line));
}

void say(const char *format, ...)
{
	va_list args;

	if (verbosity.level < 0)
		return;
	va_start(args, format);
	say_line(format, args);
	va_end(args);
}

void say_verbose(const char *format, ...)
{
	va_list args;

	if (verbosity.level < 1)
		return;
	va_start(args, format);
	say_line(format, args);
	va_end(args);
}
