/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of words on lines that are not too long, each of which begins with the same.
 */
#ifndef LC_EMIT_WRAP_H
#define LC_EMIT_WRAP_H

#include <stddef.h>

#include "base/buf.h"

#define WRAP_WIDTH 100

struct wrap {
	struct buf *out;
	const char *start; /* "SystemCallFilter=" */
	size_t column;
};
#define WRAP_INIT(to, begin) { .out = (to), .start = (begin) }

void wrap_add(struct wrap *w, const char *word);
void wrap_end(struct wrap *w); /* nothing if there was no word */

#endif
