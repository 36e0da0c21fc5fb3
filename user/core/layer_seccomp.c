// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a seccomp filter did to a call, from what is left to see of it. */
#include <errno.h>
#include <string.h>

#include <linux/seccomp.h>

#include "core/action.h"
#include "core/layer_rule.h"

#define STRICT 1 /* SECCOMP_MODE_STRICT */

/* From the hook on its audit function or its line in the log; __seccomp_filter() answers yes or no alone. */
static bool told_action(const struct inquiry *q, uint32_t *action)
{
	for (uint32_t i = 0; i < q->d->nsteps; i++) {
		const struct lc_step *s = &q->d->step[i];

		if (s->kind != LC_STEP_SECCOMP || (!s->mask && strcmp(s->hook, "audit_seccomp")))
			continue;
		*action = s->mask & SECCOMP_RET_ACTION_FULL;
		return true;
	}
	if (!q->c->audit || q->c->audit->source != AUDIT_FROM_SECCOMP)
		return false;
	*action = q->c->audit->code & SECCOMP_RET_ACTION_FULL;
	return true;
}

static const char *action_word(uint32_t action)
{
	static const char prefix[] = "SECCOMP_RET_";

	for (size_t i = 0; action_at(i); i++)
		if (action_at(i)->value == action && strcmp(action_at(i)->name, "SCMP_ACT_KILL"))
			return action_at(i)->kernel + sizeof(prefix) - 1;
	return NULL;
}

/*
 * Without being told: what the call looked like. ENOSYS is also the answer for a tracer or a supervisor that is gone;
 * a supervisor may answer any errno, or a success.
 */
static const char *guessed_action(const struct inquiry *q)
{
	uint32_t flags = q->d->flags;

	if (flags & LC_DENIAL_LOGGED)
		return "LOG";
	if (flags & LC_DENIAL_TRAPPED)
		return "TRAP";
	if ((flags & LC_DENIAL_KILLED) || q->d->error == LC_ERROR_KILLED)
		return "KILL";
	if (flags & LC_DENIAL_LISTENED)
		return "USER_NOTIF";
	return "ERRNO";
}

static bool in_strict_mode(const struct inquiry *q)
{
	return q->d->seccomp_mode == STRICT;
}

static const struct {
	const char *action, *detail;
} details[] = {
	{ "ERRNO", "the seccomp filter answered {error} in place of the kernel" },
	{ "KILL_PROCESS", "the seccomp filter killed the process" },
	{ "KILL_THREAD", "the seccomp filter killed the thread" },
	{ "KILL", "the seccomp filter killed it" },
	{ "TRAP", "the seccomp filter sent SIGSYS in place of the call" },
	{ "TRACE", "the seccomp filter left it to a tracer, who refused it or is not there" },
	{ "LOG", "the seccomp filter let it through and logged it" },
	{ "USER_NOTIF", "the supervisor of the seccomp filter, or the filter itself, answered {error}" },
};

static const char *detail_of(const char *action)
{
	for (size_t i = 0; i < ARRAY_SIZE(details); i++)
		if (!strcmp(details[i].action, action))
			return details[i].detail;
	return "a seccomp filter refused it";
}

static bool is_seccomp(const struct inquiry *q)
{
	const uint32_t flags = LC_DENIAL_SECCOMP | LC_DENIAL_KILLED | LC_DENIAL_TRAPPED | LC_DENIAL_EMULATED |
			       LC_DENIAL_LOGGED;

	return (q->d->flags & flags) || q->d->by == LC_REFUSER_SECCOMP || q->d->error == LC_ERROR_KILLED;
}

bool layer_by_seccomp(struct inquiry *q)
{
	uint32_t action = 0;
	const char *word = NULL;

	if (!is_seccomp(q))
		return false;
	if (told_action(q, &action))
		word = action_word(action);
	q->f.layer = LAYER_SECCOMP;
	/* A tracer can turn a call away, too. */
	q->f.confidence = (q->d->flags & LC_DENIAL_TRACED) && !word ? CONFIDENCE_INFERRED : CONFIDENCE_SEEN;
	q->f.action = word ? word : guessed_action(q);
	q->f.detail = detail_of(q->f.action);
	q->f.fix = "allow {call} in the seccomp profile: a SCMP_ACT_ALLOW rule for docker run --security-opt "
		"seccomp=FILE, SystemCallFilter={call} in its unit";
	if (q->d->flags & LC_DENIAL_EMULATED)
		q->f.detail = "the seccomp filter, or its supervisor, told a success in place of the kernel";
	if (in_strict_mode(q) && (q->d->flags & LC_DENIAL_KILLED)) {
		q->f.detail = "in strict mode seccomp kills for all but read, write, exit and sigreturn";
		q->f.fix = "use a filter (SECCOMP_SET_MODE_FILTER) that allows {call} in place of strict mode";
	}
	return true;
}
