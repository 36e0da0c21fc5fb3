/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Option tables: parsing by getopt_long, --help, and what a wrong word was
 * probably meant to be.
 */
#include "cmd/opt.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "base/nearest.h"
#include "cmd/cmd.h"

#define HELP_COLUMN 26 /* where the words about an option start */
#define HELP_WIDTH 80
#define ROWS_MAX 48
#define ROW_BASE 256 /* getopt value of row i is ROW_BASE + i: no letter is that large */

enum { BUILTIN_HELP, BUILTIN_QUIET, BUILTIN_VERBOSE };

static const struct option_row builtin[] = {
	[BUILTIN_HELP] = { "help", 'h', OPTION_FLAG, NULL, NULL, "show this help" },
	[BUILTIN_QUIET] = { "quiet", 'q', OPTION_FLAG, NULL, NULL, "say nothing but errors" },
	[BUILTIN_VERBOSE] = { "verbose", 'v', OPTION_FLAG, NULL, NULL, "say more" },
};

/* The rows of a verb with the built-in ones behind them, as getopt_long wants them. */
struct parser {
	const struct verb_usage *usage;
	const struct option_row *row[ROWS_MAX];
	size_t n;
	struct option longs[ROWS_MAX + 1];
	char shorts[2 * ROWS_MAX + 3];
};

static void parser_add(struct parser *p, const struct option_row *row)
{
	char letters[3] = { row->letter, row->type == OPTION_FLAG ? '\0' : ':', '\0' };

	if (p->n == ROWS_MAX)
		abort(); /* a table in our own source outgrew the limit */
	p->longs[p->n] = (struct option){
		.name = row->name,
		.has_arg = row->type == OPTION_FLAG ? no_argument : required_argument,
		.val = ROW_BASE + (int)p->n,
	};
	if (row->letter)
		strcat(p->shorts, letters);
	p->row[p->n++] = row;
}

static void parser_init(struct parser *p, const struct verb_usage *usage, const struct option_row *rows,
			bool stop_at_word)
{
	const struct option_row *row;
	size_t i;

	memset(p, 0, sizeof(*p));
	p->usage = usage;
	strcpy(p->shorts, stop_at_word ? "+:" : ":");
	for (row = rows; row->name; row++)
		parser_add(p, row);
	for (i = 0; i < ARRAY_SIZE(builtin); i++)
		parser_add(p, &builtin[i]);
}

/* The row of what getopt_long returned: a letter or ROW_BASE + index. NULL if none. */
static const struct option_row *row_of(const struct parser *p, int value)
{
	size_t i;

	if (value >= ROW_BASE)
		return p->row[value - ROW_BASE];
	for (i = 0; i < p->n; i++)
		if (p->row[i]->letter && p->row[i]->letter == value)
			return p->row[i];
	return NULL;
}

/* --- help ------------------------------------------------------------------ */

/* Bytes up to a blank outside of brackets. */
static size_t word_size(const char *text)
{
	size_t n;
	int depth = 0;

	for (n = 0; text[n] && (text[n] != ' ' || depth > 0); n++)
		depth += (text[n] == '[') - (text[n] == ']');
	return n;
}

/* Goes on at column; further lines start at indent. */
static void print_words(const char *text, size_t column, size_t indent)
{
	size_t start = column;

	while (*text) {
		size_t n = word_size(text);

		if (column > start && column + 1 + n > HELP_WIDTH) {
			printf("\n%*s", (int)indent, "");
			column = start = indent;
		} else if (column > start) {
			putchar(' ');
			column++;
		}
		printf("%.*s", (int)n, text);
		column += n;
		text += n;
		text += strspn(text, " ");
	}
	putchar('\n');
}

static void print_row(const struct option_row *row)
{
	_buf_ struct buf left = BUF_INIT;

	if (row->letter)
		buf_addf(&left, "  -%c, --%s", row->letter, row->name);
	else
		buf_addf(&left, "      --%s", row->name);
	if (row->argument)
		buf_addf(&left, " %s", row->argument);
	if (left.size + 2 > HELP_COLUMN)
		printf("%s\n%*s", buf_text(&left), HELP_COLUMN, "");
	else
		printf("%-*s", HELP_COLUMN, buf_text(&left));
	print_words(row->help, HELP_COLUMN, HELP_COLUMN);
}

/* Each line of the synopsis is a way to call the verb; whether it repeats the verb is left to the table. */
static void print_synopsis(const struct verb_usage *usage)
{
	_free_ char *forms = strdup(usage->synopsis);
	char *next = forms, *form;
	const char *lead = "Usage:";

	while ((form = strsep(&next, "\n"))) {
		size_t name = strlen(usage->name);
		int column = printf("%s leastcap %s ", lead, usage->name);

		form += strspn(form, " ");
		if (!strncmp(form, usage->name, name) && form[name] == ' ')
			form += name + 1;
		print_words(form, (size_t)column, (size_t)column);
		lead = "      ";
	}
}

static void print_help(const struct parser *p)
{
	size_t i;

	print_synopsis(p->usage);
	if (p->usage->about)
		printf("\n%s\n", p->usage->about);
	printf("\nOptions:\n");
	for (i = 0; i < p->n; i++)
		print_row(p->row[i]);
}

/* --- values ---------------------------------------------------------------- */

static int bad_value(const struct option_row *row, const char *text, const char *want)
{
	return fail(-EINVAL, "--%s \"%s\": not %s", row->name, text, want);
}

/* Digits at the start of text; *end behind them. -ERANGE when too large, -EINVAL without any. */
static int parse_digits(const char *text, unsigned long *value, const char **end)
{
	char *stop;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	*value = strtoul(text, &stop, 10);
	*end = stop;
	return errno ? -ERANGE : 0;
}

static int set_number(const struct option_row *row, const char *text)
{
	unsigned long value;
	const char *end;

	if (parse_digits(text, &value, &end) < 0 || *end)
		return bad_value(row, text, "a whole number");
	*(unsigned long *)row->value = value;
	return 0;
}

static int set_size(const struct option_row *row, const char *text)
{
	static const char units[] = "KMGT";
	unsigned long value, factor = 1;
	const char *end, *unit;

	if (parse_digits(text, &value, &end) < 0)
		return bad_value(row, text, "a size like 262144, 256K or 1M");
	if (*end) {
		unit = strchr(units, toupper((unsigned char)*end));
		if (!unit || end[1])
			return bad_value(row, text, "a size like 262144, 256K or 1M");
		factor = 1ul << (10 * (unit - units + 1));
	}
	if (value > ULONG_MAX / factor)
		return bad_value(row, text, "a size that fits");
	*(unsigned long *)row->value = value * factor;
	return 0;
}

static double duration_unit(const char *unit)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "ms", 1e-3 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(unit, units[i].name))
			return units[i].seconds;
	return 0;
}

/* Own digits instead of strtod: no sign, no hexadecimal, no "inf", no locale. */
static int set_duration(const struct option_row *row, const char *text)
{
	static const char want[] = "a duration like 10, 1.5s, 500ms, 2m or 1h";
	double value = 0, step = 1;
	const char *p = text;

	if (!isdigit((unsigned char)*p))
		return bad_value(row, text, want);
	for (; isdigit((unsigned char)*p); p++)
		value = value * 10 + (*p - '0');
	if (*p == '.' && isdigit((unsigned char)p[1]))
		for (p++; isdigit((unsigned char)*p); p++)
			value += (*p - '0') * (step /= 10);
	value *= duration_unit(p);
	if (value <= 0)
		return bad_value(row, text, want);
	if (value > 10 * 365 * 86400.0)
		return bad_value(row, text, "a duration under ten years");
	*(double *)row->value = value;
	return 0;
}

static int set_choice(const struct option_row *row, const char *text)
{
	struct nearest near = NEAREST_INIT(text);
	_buf_ struct buf words = BUF_INIT;
	unsigned int i;

	for (i = 0; row->choices[i]; i++) {
		if (!strcmp(text, row->choices[i])) {
			*(unsigned int *)row->value = i;
			return 0;
		}
		nearest_offer(&near, row->choices[i]);
		buf_addf(&words, "%s%s", i ? ", " : "", row->choices[i]);
	}
	if (near.best)
		fail_hint("did you mean %s?", near.best);
	return fail(-EINVAL, "--%s \"%s\": not one of %s", row->name, text, buf_text(&words));
}

static int add_item(const struct option_row *row, const char *text)
{
	struct option_list *list = row->value;

	if (list->n == OPTION_LIST_MAX)
		return fail(-E2BIG, "--%s is given more than %d times", row->name, OPTION_LIST_MAX);
	list->item[list->n++] = text;
	return 0;
}

static int set_value(const struct option_row *row, const char *text)
{
	switch (row->type) {
	case OPTION_FLAG:
		*(bool *)row->value = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)row->value = text;
		return 0;
	case OPTION_LIST:
		return add_item(row, text);
	case OPTION_NUMBER:
		return set_number(row, text);
	case OPTION_DURATION:
		return set_duration(row, text);
	case OPTION_SIZE:
		return set_size(row, text);
	case OPTION_CHOICE:
		return set_choice(row, text);
	}
	return fail(-EINVAL, "--%s: unknown type of option", row->name);
}

/* --- errors ---------------------------------------------------------------- */

static void hint_nearest(const struct parser *p, const char *word)
{
	struct nearest near = NEAREST_INIT(word);
	size_t i;

	for (i = 0; i < p->n; i++)
		nearest_offer(&near, p->row[i]->name);
	if (near.best)
		fail_hint("did you mean --%s?", near.best);
	else
		fail_hint("leastcap %s --help lists the options", p->usage->name);
}

/* A long option that begins more than one name, or none. word is behind the dashes. */
static int bad_long(const struct parser *p, const char *word)
{
	_free_ char *name = strndup(word, strcspn(word, "="));
	_buf_ struct buf among = BUF_INIT;
	size_t i, matches = 0;

	if (!name)
		return fail(-EINVAL, "out of memory");
	for (i = 0; i < p->n; i++)
		if (!strncmp(p->row[i]->name, name, strlen(name)))
			buf_addf(&among, "%s--%s", matches++ ? ", " : "", p->row[i]->name);
	if (matches > 1)
		return fail(-EINVAL, "option --%s is ambiguous: %s", name, buf_text(&among));
	hint_nearest(p, name);
	return fail(-EINVAL, "unknown option --%s", name);
}

static int bad_option(const struct parser *p, char **argv)
{
	const struct option_row *row = optopt ? row_of(p, optopt) : NULL;

	if (row)
		return fail(-EINVAL, "option --%s takes no value", row->name);
	if (!optopt)
		return bad_long(p, argv[optind - 1] + 2);
	fail_hint("leastcap %s --help lists the options", p->usage->name);
	return fail(-EINVAL, "unknown option -%c", optopt);
}

static int missing_value(const struct parser *p)
{
	const struct option_row *row = row_of(p, optopt);

	return fail(-EINVAL, "option --%s needs a value: %s", row->name, row->argument);
}

/* 1 when --help was printed. */
static int take(const struct parser *p, const struct option_row *row)
{
	if (row == &builtin[BUILTIN_HELP]) {
		print_help(p);
		return 1;
	}
	if (row == &builtin[BUILTIN_QUIET])
		verbosity.level = -1;
	else if (row == &builtin[BUILTIN_VERBOSE])
		verbosity.level = verbosity.level < 0 ? 1 : verbosity.level + 1;
	else
		return set_value(row, optarg);
	return 0;
}

int options_parse(int argc, char **argv, const struct verb_usage *usage, const struct option_row *rows,
		  bool stop_at_word)
{
	struct parser p;
	int value, r;

	parser_init(&p, usage, rows, stop_at_word);
	opterr = 0;
	optind = 0; /* glibc: start anew, also after an earlier table */
	while ((value = getopt_long(argc, argv, p.shorts, p.longs, NULL)) != -1) {
		if (value == '?')
			return bad_option(&p, argv);
		if (value == ':')
			return missing_value(&p);
		r = take(&p, row_of(&p, value));
		if (r)
			return r < 0 ? r : -1;
	}
	return optind;
}
