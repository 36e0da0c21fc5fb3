/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text report of a recording, and what it must tell in which order.
 */
#ifndef LC_TESTS_UNIT_REPORT_TEXT_H
#define LC_TESTS_UNIT_REPORT_TEXT_H

#include "tests/unit/report_input.h"

#include "base/buf.h"
#include "emit/emit.h"

/* free() it. */
static inline char *web_report(const struct web *w, unsigned int width, bool colour, bool utf8)
{
	struct emit_style style = { .width = width, .colour = colour, .utf8 = utf8 };
	struct plan *plan = input_plan(&w->in, PORTABLE_LIBC, true);
	struct buf out = BUF_INIT;

	assert_int_equal(emit_text(plan, &style, &out), 0);
	plan_free(&plan);
	return buf_take(&out);
}

/* Everything in words, in this order; a line end may be that of the words before. */
static inline void assert_tells(const char *text, const char *const *words)
{
	const char *at = text;

	for (size_t i = 0; words[i]; i++) {
		const char *found = strstr(at, words[i]);

		if (!found)
			print_error("missing, or too early: %s\n%s", words[i], text);
		assert_non_null(found);
		at = found + strlen(words[i]) - 1;
	}
}

#endif
