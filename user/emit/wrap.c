// SPDX-License-Identifier: BSD-2-Clause
/* Knows where a list of words goes on in the next line. */
#include "emit/wrap.h"

#include <string.h>

void wrap_add(struct wrap *w, const char *word)
{
	if (w->column && w->column + 1 + strlen(word) > WRAP_WIDTH)
		wrap_end(w);
	buf_addf(w->out, "%s%s", w->column ? " " : w->start, word);
	w->column += (w->column ? 1 : strlen(w->start)) + strlen(word);
}

void wrap_end(struct wrap *w)
{
	if (w->column)
		buf_add(w->out, "\n");
	w->column = 0;
}
