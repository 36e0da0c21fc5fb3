// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the profile reader: whatever it accepts is clean, in order, and reads
 * back as it was written; whatever it refuses has a message.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "core/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s (%s)\n", what, fail_message() ?: "no message");
	abort();
}

static char *write_text(const struct profile *p)
{
	struct buf b = BUF_INIT;

	demand(profile_write(p, &b) == 0, "a profile can be written");
	return buf_take(&b);
}

static void check_programs(const struct profile *p)
{
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct program *program = &p->programs[i];
		const struct program *parent = profile_program(p, program->parent);

		demand(text_is_clean(program->exe) && text_is_clean(program->comm), "names are clean");
		demand(profile_program(p, program->id) == program, "ids are unique");
		demand(!program->parent || (parent && parent < program), "parents come first");
		for (size_t abi = 0; abi < LC_ABIS; abi++) {
			const struct sysset *s = &program->syscalls[abi];

			for (size_t j = 1; j < s->n; j++)
				demand(s->use[j - 1].nr < s->use[j].nr, "syscalls ascend");
		}
	}
}

static void check_checks(const struct profile *p)
{
	for (size_t i = 0; i < p->nchecks; i++) {
		const struct check *c = &p->checks[i];

		demand(profile_program(p, c->program), "a check has its program");
		demand(c->cap < 64 && c->abi < LC_ABIS, "a check is in range");
		demand(text_is_clean(c->site), "sites are clean");
	}
}

static void check_reasons(const struct profile *p)
{
	unsigned int reasons = profile_incomplete(p);

	for (unsigned int i = 0; i < INCOMPLETE_REASONS; i++) {
		_buf_ struct buf b = BUF_INIT;

		if (!(reasons >> i & 1))
			continue;
		profile_reason_text(p, 1u << i, &b);
		demand(*buf_text(&b), "each reason has a sentence");
		demand(text_is_clean(buf_text(&b)), "each sentence is clean");
	}
}

/* The only bytes of a file that do anything are the ends of its lines. */
static void check_lines(const char *text)
{
	_free_ char *lines = strdup(text);

	for (char *c = lines; *c; c++) {
		if (*c == '\n')
			*c = ' ';
	}
	demand(text_is_clean(lines), "a file is clean");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_profile_ struct profile *first = NULL, *second = NULL;
	_free_ char *one = NULL, *two = NULL;
	int r;

	fail_clear();
	r = profile_parse(data, size, &first);
	if (r) {
		demand(!first, "a failure leaves nothing");
		demand(r == -EINVAL || r == -ENOTSUP || r == -EFBIG, "a failure is one of these");
		demand(fail_message() && text_is_clean(fail_message()), "a failure says why");
		return 0;
	}
	check_programs(first);
	check_checks(first);
	check_reasons(first);
	one = write_text(first);
	check_lines(one);
	demand(profile_parse(one, strlen(one), &second) == 0, "what was written can be read");
	two = write_text(second);
	demand(!strcmp(one, two), "it is the same when it is written again");
	return 0;
}
