/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages on stderr while a verb works, none with -q.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/guard.h"
#include "base/text.h"
#include "cmd/cmd.h"

struct verbosity verbosity;

void say(const char *format, ...)
{
	_buf_ struct buf line = BUF_INIT;
	_free_ char *raw = NULL;
	va_list args;
	int n;

	if (verbosity.level < 0)
		return;
	va_start(args, format);
	n = vasprintf(&raw, format, args);
	va_end(args);
	if (n < 0) {
		raw = NULL;
		return;
	}
	text_print(&line, raw);
	fprintf(stderr, "leastcap: %s\n", buf_text(&line));
}
