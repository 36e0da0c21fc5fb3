// SPDX-License-Identifier: BSD-2-Clause
/* Knows the words that go with every target: head, warnings, reasons. */
#include "emit/comment.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "emit/call.h"
#include "emit/emit.h"
#include "emit/proof.h"
#include "emit/text.h"

void comment_add(struct buf *out, const char *prefix, const char *format, ...)
{
	_free_ char *text = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = n < 0 ? NULL : malloc(n + 1);
	if (!text) {
		out->failed = true;
		return;
	}
	va_start(args, format);
	vsnprintf(text, n + 1, format, args);
	va_end(args);
	buf_add(out, prefix);
	text_print(out, text);
	buf_add(out, "\n");
}

static void comment_proof(const struct plan *plan, const char *prefix, struct buf *out)
{
	_buf_ struct buf proof = BUF_INIT;

	if (plan->proof == PROOF_NONE) {
		comment_add(out, prefix, "Not proven: leastcap verify FILE -- CMD replays it.");
		return;
	}
	proof_plan_text(plan, &proof);
	comment_add(out, prefix, "Proven %s.", buf_text(&proof));
	out->failed |= proof.failed;
}

static void head(const struct plan *plan, const char *prefix, const char *what, struct buf *out)
{
	const struct profile *p = plan->profile;
	_buf_ struct buf command = BUF_INIT;

	for (char **word = p->command; word && *word; word++)
		buf_addf(&command, "%s%s", word == p->command ? "" : " ", *word);
	if (command.size)
		comment_add(out, prefix, "%s for %s, recorded of: %s", what, plan->name, buf_text(&command));
	else
		comment_add(out, prefix, "%s for %s", what, plan->name);
	out->failed |= command.failed;
	comment_proof(plan, prefix, out);
}

void comment_head(const struct plan *plan, const char *prefix, const char *what, struct buf *out)
{
	head(plan, prefix, what, out);
	emit_warnings(plan, prefix, out);
}

void comment_head_caps(const struct plan *plan, const char *prefix, const char *what, struct buf *out)
{
	head(plan, prefix, what, out);
	emit_warnings_caps(plan, prefix, out);
}

void comment_caps(const struct plan *plan, const char *prefix, caplist_speller *spell, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);
	char room[32];

	if (!kept)
		comment_add(out, prefix, "No capability is needed.");
	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		const struct cap_plan *c = caplist_has(kept, cap) ? plan_cap(plan, cap) : NULL;
		_buf_ struct buf reason = BUF_INIT;

		if (!c)
			continue;
		plan_reason_text(plan, c, &reason);
		comment_add(out, prefix, "%s: %s", spell(cap, room), buf_text(&reason));
		out->failed |= reason.failed;
	}
}

void comment_no_new_privs(const struct plan *plan, const char *prefix, struct buf *out)
{
	if (plan->no_new_privs)
		comment_add(out, prefix,
			    "no_new_privs: set-user-ID programs and file capabilities (su, sudo) give nothing then.");
}

void comment_traps(const struct plan *plan, enum trap_target target, const char *prefix, struct buf *out)
{
	const struct trap *trap;

	for (size_t i = 0; (trap = trap_for(plan, target, i)); i++) {
		_buf_ struct buf text = BUF_INIT;

		trap_text(trap, plan, target, &text);
		comment_add(out, prefix, "TRAP %s: %s", trap->id, buf_text(&text));
		out->failed |= text.failed;
	}
}

void comment_phases(const struct plan *plan, enum phases_tool tool, const char *prefix, struct buf *out)
{
	_buf_ struct buf advice = BUF_INIT;

	phases_advice(plan, tool, &advice);
	if (advice.size)
		comment_add(out, prefix, "PHASES: %s", buf_text(&advice));
	out->failed |= advice.failed;
}

void comment_new_calls(const struct plan *plan, const char *prefix, struct buf *out)
{
	_calls_ struct calls calls = CALLS_INIT;
	_buf_ struct buf names = BUF_INIT;

	if (calls_collect(plan, LC_ABIS, 0, &calls) < 0) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < calls.n; i++) {
		if (call_is_new(calls.at[i].name))
			buf_addf(&names, " %s", calls.at[i].name);
	}
	if (names.size)
		comment_add(out, prefix, "Refused by libseccomp before 2.6, which does not know them:%s",
			    buf_text(&names));
	out->failed |= names.failed;
}
