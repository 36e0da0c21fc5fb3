// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows the target lxc-seccomp: a seccomp policy of LXC, version 2 (lxc.container.conf(5); src/lxc/seccomp.c of 4.0.6,
 * 5.0 and 6.0). A rule with the default action, or two for one call that contradict each other, and no container
 * starts. Whatever its section, a line is for the machine's architecture and all that it has beside.
 */
#include <errno.h>
#include <string.h>

#include "core/ruleset.h"
#include "emit/comment.h"
#include "emit/targets.h"

#define COMMENT "# "
#define IGNORED WHY_RUNTIME /* what runc and crun need; LXC needs less */

/*
 * Measured with LXC 5.0.2: what lxc-start calls between the filter and the execve, in the foreground and not, with
 * lxc.init.uid and lxc.init.cwd. Without the first ones no container starts; it does without the others, if it lives.
 */
static const char *const starter_calls[] = { "close", "execve", "newfstatat", "openat", "read", "write" };
static const char *const tried_calls[] = {
	"capget", "chdir", "dup2", "fchmod", "fchown", "geteuid", "getuid", "setgroups", "setresgid", "setresuid",
	"setsid",
};
static const char *const joiner_calls[] = { "close", "execve", "setresgid", "setresuid" }; /* lxc-attach */

/* The same of lxc-execute, whose own init starts the program and waits for it. */
static const char *const init_calls[] = {
	"clone", "close_range", "dup3", "exit_group", "kill", "readlink", "rt_sigaction", "rt_sigprocmask",
	"rt_sigreturn", "wait4",
};

static void add_action(struct sys_answer answer, struct buf *out)
{
	if (answer.kind == ANSWER_ERRNO)
		buf_addf(out, "errno %u", answer.error);
	else
		buf_add(out, answer.kind == ANSWER_KILL ? "kill" : "allow");
}

/* The action stands before the conditions even where it is the usual one: LXC reads the second word as such. */
static void add_rule(const struct rule *rule, struct buf *out)
{
	buf_add(out, rule->name);
	if (rule->nargs || !answer_passes(rule->answer)) {
		buf_add(out, " ");
		add_action(rule->answer, out);
	}
	for (size_t i = 0; i < rule->nargs; i++) {
		const struct arg_rule *arg = &rule->args[i];

		if (arg->mask == UINT64_MAX)
			buf_addf(out, "%s[%u,%llu,SCMP_CMP_EQ]", i ? "," : " ", arg->index,
				 (unsigned long long)arg->value);
		else
			buf_addf(out, "%s[%u,%llu,SCMP_CMP_MASKED_EQ,%llu]", i ? "," : " ", arg->index,
				 (unsigned long long)arg->value, (unsigned long long)arg->mask);
	}
	buf_add(out, "\n");
}

struct own {
	const char *at[ARRAY_SIZE(starter_calls) + ARRAY_SIZE(joiner_calls) + ARRAY_SIZE(tried_calls)];
	size_t n;
};

static bool own_has(const struct own *own, const char *name)
{
	for (size_t i = 0; i < own->n; i++) {
		if (strcmp(own->at[i], name) == 0)
			return true;
	}
	return false;
}

static bool has_rule(const struct ruleset *rules, const char *name)
{
	for (size_t i = 0; i < rules->n; i++) {
		if (strcmp(rules->rules[i].name, name) == 0)
			return true;
	}
	return false;
}

/* The calls of one list that are not there yet; but none that is refused with an error of its own. */
static void add_own(const struct ruleset *rules, const char *const *calls, size_t n, struct own *out)
{
	for (size_t i = 0; i < n; i++) {
		if (!has_rule(rules, calls[i]) && !own_has(out, calls[i]))
			out->at[out->n++] = calls[i];
	}
}

/* LXC's own calls, so that it starts the container at all. */
static void add_lxc(const struct plan *plan, const struct ruleset *rules, struct buf *out)
{
	struct own own = { .n = 0 };

	add_own(rules, starter_calls, ARRAY_SIZE(starter_calls), &own);
	if (plan->options.exec)
		add_own(rules, joiner_calls, ARRAY_SIZE(joiner_calls), &own);
	if (rules->deny.kind == ANSWER_KILL)
		add_own(rules, tried_calls, ARRAY_SIZE(tried_calls), &own);
	if (own.n)
		comment_add(out, COMMENT, "LXC itself, between this filter and the program:");
	for (size_t i = 0; i < own.n; i++)
		buf_addf(out, "%s\n", own.at[i]);
}

static void comment_init(const struct ruleset *rules, struct buf *out)
{
	_buf_ struct buf missing = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(init_calls); i++) {
		if (!ruleset_has(rules, init_calls[i]))
			buf_addf(&missing, " %s", init_calls[i]);
	}
	if (missing.size)
		comment_add(out, COMMENT, "For lxc-start. The init of lxc-execute calls these, which are refused:%s",
			    buf_text(&missing));
	out->failed |= missing.failed;
}

static void comments(const struct plan *plan, const struct ruleset *rules, struct buf *out)
{
	comment_head(plan, COMMENT, "LXC seccomp policy", out);
	comment_add(out, COMMENT,
		    "On x86 LXC lets 32-bit and x32 programs make the same calls; no policy can refuse them.");
	if (rules->deny.kind == ANSWER_KILL)
		comment_add(out, COMMENT, "kill ends the thread, not the process.");
	comment_new_calls(plan, COMMENT, out);
	comment_init(rules, out);
}

/* LXC cannot log; and a list of what is let through by default anyway would be an error. */
static void complain(const struct plan *plan, struct buf *out)
{
	buf_add(out, "2\ndenylist\n");
	comment_head(plan, COMMENT, "LXC seccomp policy", out);
	comment_add(out, COMMENT, "Nothing is refused and nothing is told: LXC's policies cannot log.");
}

static int emit(const struct plan *plan, struct buf *out)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	int r = ruleset_make(plan, IGNORED, &rules);

	if (r < 0)
		return r;
	if (plan->deny.kind == ANSWER_LOG) {
		complain(plan, out);
		return buf_error(out);
	}
	ruleset_shape(&rules, RULESET_ONE_LIST);
	buf_add(out, "2\nallowlist ");
	add_action(rules.deny, out);
	buf_add(out, "\n");
	comments(plan, &rules, out);
	buf_add(out, "[all]\n");
	for (size_t i = 0; i < rules.n; i++) /* none has the default answer */
		add_rule(&rules.rules[i], out);
	if (plan->options.runtime != RUNTIME_NONE)
		add_lxc(plan, &rules, out);
	return buf_error(out);
}

const struct emitter emit_lxc_seccomp = {
	.name = "lxc-seccomp",
	.summary = "seccomp policy for LXC",
	.emit = emit,
	.filter = FILTER_RULES,
	.ignored = IGNORED,
	.shape = RULESET_ONE_LIST,
};
