// SPDX-License-Identifier: BSD-2-Clause
/* Knows how the checks of a profile file are written, and how the calls ended they were made in. */
#include "core/errnos.h"
#include "core/profile_words.h"
#include "core/profile_writer.h"
#include "core/sysno.h"

/* What no hook could tell is null, not false. */
static json_t *option(const struct check *c, bool value)
{
	return c->flags & LC_CHECK_OPTS_KNOWN ? json_boolean(value) : json_null();
}

static json_t *results(const struct check *c)
{
	json_t *object = json_object();

	for (size_t i = 0; object && i < c->nresults; i++) {
		char room[16];

		object = writer_set(object, errno_word(c->results[i].error, room),
				    writer_number(c->results[i].count));
	}
	return object;
}

static json_t *add_flags(json_t *object, uint32_t flags)
{
	for (const struct flag_word *w = check_words; object && w->bit; w++) {
		if (flags & w->bit)
			object = writer_set(object, w->word, json_true());
	}
	return object;
}

/* Where there is something to say only. */
static json_t *add_course(json_t *object, const struct check *c)
{
	if (object && c->last_ns)
		object = writer_set(object, "last_ns", writer_number(c->last_ns));
	if (object && c->phases)
		object = writer_set(object, "phase",
				    json_string(phase_name(c->phases >> PHASE_INIT & 1 ? PHASE_INIT : PHASE_SERVING)));
	if (object && c->nresults)
		object = writer_set(object, "results", results(c));
	return object;
}

static json_t *check(const struct check *c)
{
	json_t *syscall = c->nr == LC_NO_SYSCALL ? json_null() : writer_syscall(c->abi, c->nr);
	json_t *object = json_pack("{s:o,s:o,s:s,s:s,s:o,s:o,s:s,s:o,s:o,s:s,s:b,s:o,s:o}", "program",
				   writer_number(c->program), "capability", writer_capability(c->cap), "verdict",
				   c->flags & LC_CHECK_DENIED ? "deny" : "allow", "site", c->site, "callers",
				   writer_words(c->callers, PROFILE_CALLERS), "syscall", syscall, "abi",
				   sysno_abi_name(c->abi), "count", writer_number(c->count), "first_ns",
				   writer_number(c->first_ns), "user_ns", user_ns_word(c->flags), "effective",
				   !!(c->flags & LC_CHECK_EFFECTIVE), "audit",
				   option(c, !(c->flags & LC_CHECK_NOAUDIT)), "insetid",
				   option(c, c->flags & LC_CHECK_INSETID));

	return add_course(add_flags(object, c->flags), c);
}

void writer_checks(struct buf *out, const struct profile *p)
{
	buf_add(out, "  \"checks\": [");
	for (size_t i = 0; i < p->nchecks; i++)
		writer_line(out, "    ", i == 0, check(&p->checks[i]));
	writer_close_list(out, "  ", p->nchecks == 0);
}
