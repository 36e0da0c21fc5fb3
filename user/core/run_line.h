/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command lines `docker run`, `podman run` (create, too) of a text or script: words as sh(1) splits them, and
 * the options that follow. What a shell would put in place of variables and commands is not known here.
 */
#ifndef LC_CORE_RUN_LINE_H
#define LC_CORE_RUN_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/guard.h"

#define RUN_MAX_BYTES (1u << 20)
#define RUN_MAX_WORDS 20000u

struct run_word {
	char *text; /* unquoted; not escaped */
	size_t start, end; /* bytes of the text, quotes included */
	unsigned int line;
	bool last; /* the command ends with it */
};

struct run_line {
	const struct run_word *words; /* the command's */
	size_t n;
	size_t run; /* which one is "run" or "create" */
	size_t image; /* n: there is none */
	bool podman;
};

struct run_lines {
	struct run_word *words;
	size_t nwords;
	struct run_line *lines;
	size_t n;
};

/* The words alone (run_words.c), for run_lines_parse(). */
int run_words_split(const char *text, size_t n, const char *name, struct run_lines *out);

/* -EINVAL with fail() naming the line: a quote that is not closed, too large; -ENOMEM. No line at all is no failure. */
int run_lines_parse(const char *text, size_t n, const char *name, struct run_lines **out);
void run_lines_free(struct run_lines **run);
#define _run_lines_ _cleanup_(run_lines_free)

/* One option. */
struct run_option {
	const char *name; /* as of the long form, without dashes; "?" for one of no table */
	const char *given; /* as it stands: "--cap-add=NET_RAW", "-v" */
	const char *value; /* "" for a switch without one */
	size_t first, last; /* words that it takes */
	size_t value_at; /* where the value begins in the last word's text */
	bool on; /* of a switch */
};

/* The option at word *at, which is moved behind it; false at the image or the end. *at begins at .run + 1. */
bool run_option_next(const struct run_line *line, size_t *at, struct run_option *out);

#endif
