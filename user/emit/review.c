// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to tell what a review left out of a plan, and where a filter is blind or wide. */
#include "emit/review.h"

#include <inttypes.h>
#include <string.h>

#include "core/errnos.h"
#include "core/sysno.h"
#include "emit/comment.h"

bool review_is_first(const struct plan *plan, size_t i)
{
	const struct sys_refused *row = &plan->refused[i];

	while (i--) {
		if (plan->refused[i].why == row->why && !strcmp(plan->refused[i].name, row->name))
			return false;
	}
	return true;
}

void review_names(const struct plan *plan, enum refuse_why why, const struct risk *risk, struct review_names *names)
{
	for (size_t i = 0; i < plan->nrefused; i++) {
		const struct sys_refused *row = &plan->refused[i];

		if (row->why != why || (risk && row->risk != risk))
			continue;
		if (__builtin_add_overflow(names->count, row->count, &names->count))
			names->count = UINT64_MAX;
		if (!review_is_first(plan, i))
			continue;
		buf_addf(&names->text, "%s%s", names->n ? ", " : "", row->name);
		names->n++;
	}
}

void review_names_free(struct review_names *names)
{
	buf_free(&names->text);
}

bool review_allows(const struct plan *plan, const char *const *calls)
{
	for (; *calls; calls++) {
		for (size_t i = 0; i < plan->nsyscalls; i++) {
			if (!strcmp(plan->syscalls[i].name, *calls))
				return true;
		}
	}
	return false;
}

bool review_opcode(const struct plan *plan, uint64_t opcode)
{
	for (size_t i = 0; i < plan->profile->nvalues; i++) {
		const struct value_set *set = &plan->profile->values[i];

		if (set->index != LC_ARGUMENT_OPCODE || !roles_count(&plan->roles, set->program))
			continue;
		for (size_t k = 0; k < set->n; k++) {
			if (set->values[k] == opcode)
				return true;
		}
	}
	return false;
}

static void add_calls(const struct uring_op *op, struct buf *out)
{
	for (size_t i = 0; op->calls[i]; i++)
		buf_addf(out, "%s%s", i ? ", " : " (", op->calls[i]);
	if (op->calls[0])
		buf_add(out, ")");
}

bool review_uring(const struct plan *plan, struct buf *out)
{
	size_t n = 0;

	for (uint64_t opcode = 0; opcode < REVIEW_OPCODES; opcode++) {
		const struct uring_op *op = uring_op(opcode);

		if (!review_opcode(plan, opcode))
			continue;
		buf_add(out, n++ ? ", " : "");
		if (op) {
			buf_add(out, op->name);
			add_calls(op, out);
		} else {
			buf_addf(out, "operation %" PRIu64, opcode);
		}
	}
	return n;
}

/* --- the warnings ------------------------------------------------------------------- */

static void add_times(uint64_t count, struct buf *out)
{
	if (count)
		buf_addf(out, ", called %" PRIu64 " %s", count, count == 1 ? "time" : "times");
}

static void warn_risk(const struct plan *plan, const struct risk *risk, const char *prefix, struct buf *out)
{
	_review_names_ struct review_names names = REVIEW_NAMES_INIT;
	_buf_ struct buf times = BUF_INIT;

	review_names(plan, REFUSE_RISK, risk, &names);
	if (!names.n)
		return;
	add_times(names.count, &times);
	comment_add(out, prefix, "LEFT OUT: %s (%s)%s: %s%s%s --accept %s keeps %s.", buf_text(&names.text), risk->id,
		    buf_text(&times), risk->danger, risk->instead[0] ? " Instead: " : "", risk->instead, risk->id,
		    names.n == 1 ? "it" : "them");
	out->failed |= names.text.failed || times.failed;
}

static void warn_failed(const struct plan *plan, const char *prefix, struct buf *out)
{
	for (size_t i = 0; i < plan->nrefused; i++) {
		const struct sys_refused *row = &plan->refused[i];
		_buf_ struct buf times = BUF_INIT;
		char room[16];

		if (row->why != REFUSE_FAILED || !review_is_first(plan, i))
			continue;
		add_times(row->count, &times);
		comment_add(out, prefix,
			    "NEVER WORKED: %s%s: each time it failed with %s, which it gets again. --accept %s keeps "
			    "it.",
			    row->name, buf_text(&times), errno_word(row->error, room), row->name);
		out->failed |= times.failed;
	}
}

static void warn_uring(const struct plan *plan, const char *prefix, struct buf *out)
{
	const struct risk *rings = risk_find("io_uring");
	_buf_ struct buf ops = BUF_INIT;

	if (!review_uring(plan, &ops))
		return;
	comment_add(out, prefix, "IO_URING: no filter sees what goes through a ring%s: %s.",
		    rings && review_allows(plan, rings->calls) ? "" : ", nor is one allowed; while recording that was",
		    buf_text(&ops));
	out->failed |= ops.failed;
}

static bool is_first_widened(const struct plan *plan, size_t i)
{
	const char *name = plan->syscalls[i].name;

	while (i--) {
		if (plan->syscalls[i].widened && !strcmp(plan->syscalls[i].name, name))
			return false;
	}
	return true;
}

static void warn_widened(const struct plan *plan, const char *prefix, struct buf *out)
{
	for (size_t i = 0; i < plan->nsyscalls; i++) {
		if (plan->syscalls[i].widened && is_first_widened(plan, i))
			comment_add(out, prefix,
				    "WIDENED: %s: not all that it may be given is known (more than %d values, or "
				    "called by what was not recorded): allowed whatever its arguments.",
				    plan->syscalls[i].name, LC_VALUES_KEPT);
	}
}

/* Of clone the flags are left out, not the call. */
static void warn_barred(const struct plan *plan, const char *prefix, struct buf *out)
{
	const char *learned = profile_setting(plan->profile, SETTING_ARGS);

	for (size_t i = 0; i < plan->nsyscalls; i++) {
		if (!plan->syscalls[i].barred)
			continue;
		comment_add(out, prefix,
			    "LEFT OUT: what makes namespaces of %s, which %s. --accept namespaces keeps it.",
			    plan->syscalls[i].name,
			    learned ? "was seen" : "may have been used (record --args looks)");
		return;
	}
}

void emit_review_warnings(const struct plan *plan, const char *prefix, struct buf *out)
{
	for (size_t i = 0; i < risk_count(); i++)
		warn_risk(plan, risk_at(i), prefix, out);
	warn_barred(plan, prefix, out);
	warn_failed(plan, prefix, out);
	warn_uring(plan, prefix, out);
	warn_widened(plan, prefix, out);
}
