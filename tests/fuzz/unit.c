// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the text of units. What is read is bounded, without blanks around, and reads as the same when it is written
 * out again; words end. What is made of it to run is bounded, too.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "core/unit_exec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void check_words(const char *value)
{
	const char *at = value, *end = value + strlen(value);
	char *word;
	int error;

	do {
		const char *was = at;

		word = unit_next_word(&at, &error);
		demand(at >= was && at <= end, "the next word is further on");
		demand(!word || at > was, "a word takes room");
		demand(!word || !error, "a word or an error");
		free(word);
	} while (word);
	demand(!error || error == -EINVAL, "it is known why not");
}

static void write_out(const struct unit *unit, struct buf *out)
{
	for (size_t i = 0; i < unit->n; i++)
		buf_addf(out, "[%s]\n%s=%s\n", unit->settings[i].section, unit->settings[i].key,
			 unit->settings[i].value);
}

static bool ends_in_slash(const char *value)
{
	return *value && value[strlen(value) - 1] == '\\';
}

static void check_again(const struct unit *unit)
{
	_unit_ struct unit *again = NULL;
	_buf_ struct buf text = BUF_INIT;

	for (size_t i = 0; i < unit->n; i++)
		if (ends_in_slash(unit->settings[i].value))
			return; /* would go on there */
	write_out(unit, &text);
	if (text.size > UNIT_SIZE_MAX)
		return;
	demand(!unit_parse(buf_text(&text), text.size, unit->name, &again), "what was written is read");
	demand(again->n == unit->n, "as many settings");
	for (size_t i = 0; i < unit->n; i++)
		demand(!strcmp(again->settings[i].value, unit->settings[i].value), "the same values");
}

static void check_exec(const struct unit *unit)
{
	static const struct unit_host host = { .hostname = "a.b", .path = "/x" };
	_unit_exec_ struct unit_exec *exec = NULL;
	_unit_list_ struct unit_list argv = { 0 };
	int r = unit_exec_make(unit, &host, &exec);

	demand(!r || r == -EINVAL, "a service, or none");
	demand(!!r == !!fail_message(), "and said why none");
	if (r)
		return;
	demand(exec->command.n >= 2 && *exec->command.at[0], "there is a program");
	demand(exec->nlimits <= UNIT_LIMITS_MAX && exec->umask <= 0777, "limits in limits");
	r = unit_exec_arguments(exec, &exec->environment, &argv);
	demand(r == -EINVAL || (!r && argv.n), "arguments, or too many");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_unit_ struct unit *unit = NULL;
	int r = unit_parse((const char *)data, size, "fuzz-a@b.service", &unit);

	demand(!r || r == -EINVAL, "it is read, or refused");
	demand(!!r == !!fail_message(), "and said why");
	fail_clear();
	if (r)
		return 0;
	demand(unit->n <= UNIT_SETTINGS_MAX, "bounded");
	for (size_t i = 0; i < unit->n; i++) {
		const struct unit_setting *s = &unit->settings[i];

		demand(*s->key && !strchr(s->key, '=') && s->line, "a key");
		check_words(s->value);
		demand(!unit_last(unit, s->section, s->key) || unit_get(unit, s->section, s->key, 0),
		       "the last is one of the list");
	}
	check_again(unit);
	check_exec(unit);
	fail_clear();
	return 0;
}
