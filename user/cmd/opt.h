/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options as rows: one table per verb gives parsing (getopt_long), --help and
 * the "did you mean" of an unknown word.
 */
#ifndef LC_CMD_OPT_H
#define LC_CMD_OPT_H

#include <stdbool.h>
#include <stddef.h>

enum option_type {
	OPTION_FLAG,	 /* bool *: set true */
	OPTION_TEXT,	 /* const char **: points into argv */
	OPTION_LIST,	 /* struct option_list *: each time one more, which points into argv */
	OPTION_NUMBER,	 /* unsigned long *: decimal */
	OPTION_DURATION, /* double *: seconds; "10", "1.5s", "500ms", "2m", "1h" */
	OPTION_SIZE,	 /* unsigned long *: bytes; "262144", "256K", "1M" */
	OPTION_CHOICE,	 /* unsigned int *: index of the word in .choices */
};

#define OPTION_LIST_MAX 64
struct option_list {
	const char *item[OPTION_LIST_MAX];
	size_t n;
};

struct option_row {
	const char *name;    /* "output"; NULL ends the table */
	char letter;	     /* 'o', or 0 */
	enum option_type type;
	void *value;
	const char *argument; /* "FILE" in --help; NULL for a flag */
	const char *help;
	const char *const *choices; /* OPTION_CHOICE: NULL-terminated */
};

struct verb_usage {
	const char *name;  /* "record" */
	const char *synopsis; /* "[-o FILE] [-p PID | --all] [-- CMD [ARG...]]"; each line a way to call it */
	const char *about; /* paragraph(s) under the synopsis */
};

/*
 * Parses argv[1..]. Knows -h/--help, -q/--quiet, -v/--verbose by itself. Stops at "--" or the first
 * word that is no option when stop_at_word, else words and options may be mixed.
 * Returns the index of the first operand in argv (permuted when mixed);
 * -1: --help was printed to stdout, exit 0; -EINVAL: bad usage, fail() said what.
 */
int options_parse(int argc, char **argv, const struct verb_usage *usage, const struct option_row *rows,
		  bool stop_at_word);

#endif
