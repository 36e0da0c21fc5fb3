// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows the target firejail: a profile of firejail(1). Tried with 0.9.72: it drops names that it does not know without
 * a word; 32-bit calls pass unless all are blocked, since what seccomp.32.keep lists it takes for the 64-bit list.
 */
#include <string.h>

#include "core/errnos.h"
#include "core/ruleset.h"
#include "emit/bound.h"
#include "emit/call.h"
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/targets.h"

#define COMMENT "# "
#define SHAPE (RULESET_NO_ARGS | RULESET_NO_ERRORS)

/* Families that the line protocol has words for; all AF_*. */
#define PROTOCOLS (1ull << 1 | 1ull << 2 | 1ull << 10 | 1ull << 16 | 1ull << 17 | 1ull << 31)

static bool is_listed(const struct rule *rule)
{
	return rule->arches >> SYSNO_X86_64 & 1 && answer_passes(rule->answer);
}

/* Its tables end with Linux 5.10. */
static bool is_known(const struct sysno_info *call)
{
	return !call_is_newer(call, 5, 10);
}

static void add_calls(const struct ruleset *rules, struct buf *out)
{
	const char *gap = " ";

	for (size_t i = 0; i < rules->n; i++) {
		const struct sysno_info *call = sysno_by_name(rules->rules[i].name);

		if (!is_listed(&rules->rules[i]) || !call)
			continue;
		if (is_known(call))
			buf_addf(out, "%s%s", gap, call->name);
		else
			buf_addf(out, "%s$%d", gap, call->number[SYSNO_X86_64]);
		gap = ",";
	}
	/* An empty list is an error; firejail allows execve in any case. */
	buf_add(out, *gap == ' ' ? " execve\n" : "\n");
}

static void comment_numbers(const struct ruleset *rules, struct buf *out)
{
	_buf_ struct buf names = BUF_INIT;

	for (size_t i = 0; i < rules->n; i++) {
		const struct sysno_info *call = sysno_by_name(rules->rules[i].name);

		if (is_listed(&rules->rules[i]) && call && !is_known(call))
			buf_addf(&names, " $%d=%s", call->number[SYSNO_X86_64], call->name);
	}
	if (names.size)
		comment_add(out, COMMENT, "By number, since firejail 0.9.72 drops names that it does not know:%s",
			    buf_text(&names));
	out->failed |= names.failed;
}

static void bounds(const struct ruleset *exact, struct buf *out)
{
	uint64_t open = bound_namespaces(exact), families = 0;
	bool settled = bound_families(exact, &families) && !(families & ~PROTOCOLS);
	_buf_ struct buf others = BUF_INIT;

	if (!open) {
		buf_add(out, "restrict-namespaces\n");
	} else if (open != BOUND_NAMESPACES) {
		buf_add(out, "restrict-namespaces ");
		bound_namespace_names(BOUND_NAMESPACES & ~open, ",", out);
		buf_add(out, "\n");
	}
	if (settled) {
		buf_add(out, "protocol ");
		bound_family_names(families, true, ",", out);
		buf_add(out, "\n");
	}
	bound_others(exact, settled, &others);
	if (others.size)
		comment_add(out, COMMENT, "Wider than it need be, firejail has no conditions on arguments for:%s",
			    buf_text(&others));
	out->failed |= others.failed;
}

static void filter(const struct ruleset *exact, const struct ruleset *rules, struct buf *out)
{
	char room[16];

	comment_numbers(rules, out);
	comment_add(out, COMMENT, "firejail lets prctl, execve and execveat through in any case.");
	buf_add(out, "seccomp.keep");
	add_calls(rules, out);
	if (rules->arches >> SYSNO_I386 & 1)
		comment_add(out, COMMENT,
			    "OPEN: 32-bit programs may make any call; firejail 0.9.72 takes seccomp.32.keep for the "
			    "64-bit list.");
	else if (rules->deny.kind != ANSWER_LOG)
		buf_add(out, "seccomp.block-secondary\n");
	if (rules->deny.kind == ANSWER_ERRNO)
		buf_addf(out, "seccomp-error-action %s\n", errno_word(rules->deny.error, room));
	else
		buf_addf(out, "seccomp-error-action %s\n", rules->deny.kind == ANSWER_KILL ? "kill" : "log");
	if (rules->deny.kind != ANSWER_LOG)
		bounds(exact, out);
}

static void capabilities(const struct plan *plan, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);

	buf_add(out, kept ? "caps.keep " : "caps.drop all\n");
	caplist_join(out, kept, caplist_bare_name, "", ",");
	buf_add(out, kept ? "\n" : "");
}

static void comments(const struct plan *plan, const struct ruleset *rules, struct buf *out)
{
	const unsigned int own = 1u << SYSNO_X86_64 | 1u << SYSNO_I386;

	comment_head(plan, COMMENT, "firejail profile", out);
	comment_add(out, COMMENT, "Save as %s.profile; then: firejail --profile=%s.profile COMMAND", plan->name,
		    plan->name);
	comment_caps(plan, COMMENT, caplist_bare_name, out);
	if (caplist_kept(plan))
		comment_add(out, COMMENT, "Run it as root: other users have no capabilities that could be kept.");
	comment_no_new_privs(plan, COMMENT, out);
	if (rules->arches & ~own)
		comment_add(out, COMMENT,
			    "For x86 only, and x32 programs are refused: a profile has one architecture.");
}

static int emit(const struct plan *plan, struct buf *out)
{
	_ruleset_ struct ruleset exact = RULESET_INIT, rules = RULESET_INIT;
	int r = ruleset_make(plan, WHY_RUNTIME, &exact);

	if (r == 0)
		r = ruleset_make(plan, WHY_RUNTIME, &rules);
	if (r < 0)
		return r;
	ruleset_shape(&rules, SHAPE);
	comments(plan, &rules, out);
	capabilities(plan, out);
	buf_add(out, plan->no_new_privs ? "nonewprivs\n" : "");
	filter(&exact, &rules, out);
	return buf_error(out);
}

const struct emitter emit_firejail = {
	.name = "firejail",
	.summary = "profile for firejail",
	.emit = emit,
	.filter = FILTER_RULES,
	.ignored = WHY_RUNTIME, /* it loads the filter just before it executes the program */
	.shape = SHAPE,
};
