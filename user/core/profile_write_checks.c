// SPDX-License-Identifier: BSD-2-Clause
/* Knows how the checks of a profile file are written, and how the calls ended they were made in. */
#include "core/cap.h"
#include "core/errnos.h"
#include "core/profile_words.h"
#include "core/profile_writer.h"
#include "core/sysno.h"

static void add_key(struct buf *out, const char *key)
{
	buf_add(out, ", \"");
	buf_add(out, key);
	buf_add(out, "\": ");
}

static void add_word(struct buf *out, const char *key, const char *word)
{
	add_key(out, key);
	writer_text(out, word);
}

static void add_number(struct buf *out, const char *key, uint64_t value)
{
	add_key(out, key);
	writer_digits(out, value);
}

static void add_bool(struct buf *out, const char *key, bool value)
{
	add_key(out, key);
	buf_add(out, value ? "true" : "false");
}

/* What no hook could tell is null, not false. */
static void add_option(struct buf *out, const struct check *c, const char *key, bool value)
{
	if (c->flags & LC_CHECK_OPTS_KNOWN) {
		add_bool(out, key, value);
		return;
	}
	add_key(out, key);
	buf_add(out, "null");
}

static void add_callers(struct buf *out, const struct check *c)
{
	add_key(out, "callers");
	buf_add(out, "[");
	for (size_t i = 0; i < PROFILE_CALLERS && c->callers[i]; i++) {
		buf_add(out, i ? ", " : "");
		writer_text(out, c->callers[i]);
	}
	buf_add(out, "]");
}

static void add_syscall(struct buf *out, const struct check *c)
{
	add_key(out, "syscall");
	if (c->nr == LC_NO_SYSCALL)
		buf_add(out, "null");
	else
		writer_syscall_text(out, c->abi, c->nr);
}

static void add_results(struct buf *out, const struct check *c)
{
	add_key(out, "results");
	buf_add(out, "{");
	for (size_t i = 0; i < c->nresults; i++) {
		char room[16];

		buf_add(out, i ? ", " : "");
		writer_text(out, errno_word(c->results[i].error, room));
		buf_add(out, ": ");
		writer_digits(out, c->results[i].count);
	}
	buf_add(out, "}");
}

static void add_flags(struct buf *out, uint32_t flags)
{
	for (const struct flag_word *w = check_words; w->bit; w++) {
		if (flags & w->bit)
			add_bool(out, w->word, true);
	}
}

/* Where there is something to say only. */
static void add_course(struct buf *out, const struct check *c)
{
	if (c->last_ns)
		add_number(out, "last_ns", c->last_ns);
	if (c->phases)
		add_word(out, "phase", phase_name(c->phases >> PHASE_INIT & 1 ? PHASE_INIT : PHASE_SERVING));
	if (c->nresults)
		add_results(out, c);
}

static void add_check(struct buf *out, const struct check *c)
{
	char room[32];

	buf_add(out, "{\"program\": ");
	writer_digits(out, c->program);
	add_word(out, "capability", cap_name(c->cap, room));
	add_word(out, "verdict", c->flags & LC_CHECK_DENIED ? "deny" : "allow");
	add_word(out, "site", c->site);
	add_callers(out, c);
	add_syscall(out, c);
	add_word(out, "abi", sysno_abi_name(c->abi));
	add_number(out, "count", c->count);
	add_number(out, "first_ns", c->first_ns);
	add_word(out, "user_ns", user_ns_word(c->flags));
	add_bool(out, "effective", c->flags & LC_CHECK_EFFECTIVE);
	add_option(out, c, "audit", !(c->flags & LC_CHECK_NOAUDIT));
	add_option(out, c, "insetid", c->flags & LC_CHECK_INSETID);
	add_flags(out, c->flags);
	add_course(out, c);
	buf_add(out, "}");
}

void writer_checks(struct buf *out, const struct profile *p)
{
	buf_add(out, "  \"checks\": [");
	for (size_t i = 0; i < p->nchecks; i++) {
		writer_next(out, "    ", i == 0);
		add_check(out, &p->checks[i]);
	}
	writer_close_list(out, "  ", p->nchecks == 0);
}
