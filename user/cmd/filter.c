// SPDX-License-Identifier: BSD-2-Clause
/* Knows how rules by name become a filter for the kernel, and that nobody gets one that answers otherwise. */
#include "cmd/filter.h"

#include <assert.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "kern/jail.h"

static_assert((int)FILTER_X86_64 == (int)SYSNO_X86_64 && (int)FILTER_I386 == (int)SYSNO_I386 &&
	      (int)FILTER_X32 == (int)SYSNO_X32 && (int)FILTER_ARM == (int)SYSNO_ARM &&
	      (int)FILTER_AARCH64 == (int)SYSNO_AARCH64 && (int)FILTER_RISCV64 == (int)SYSNO_RISCV64 &&
	      (int)FILTER_LOONGARCH64 == (int)SYSNO_LOONGARCH64 && (int)FILTER_ARCHES == (int)SYSNO_ARCHES,
	      "architectures in one order");

/* Rules by number, and the conditions that they point to. */
struct numbered {
	struct filter_rule *rules;
	size_t n;
	struct filter_arg *args;
	size_t nargs;
};

static void numbered_free(struct numbered *numbered)
{
	free(numbered->rules);
	free(numbered->args);
}
#define _numbered_ _cleanup_(numbered_free)

static uint32_t ret_of(struct sys_answer answer)
{
	switch (answer.kind) {
	case ANSWER_ALLOW: return SECCOMP_RET_ALLOW;
	case ANSWER_ERRNO: return SECCOMP_RET_ERRNO | (answer.error & SECCOMP_RET_DATA);
	case ANSWER_LOG: return SECCOMP_RET_LOG;
	default: return SECCOMP_RET_KILL_PROCESS;
	}
}

static void number_rule(struct numbered *out, const struct rule *rule, enum sysno_arch arch)
{
	const struct sysno_info *info = sysno_by_name(rule->name);
	struct filter_arg *args = out->args + out->nargs;

	if (!info || info->number[arch] < 0)
		return;
	for (size_t i = 0; i < rule->nargs; i++)
		args[i] = (struct filter_arg){ rule->args[i].index, rule->args[i].mask, rule->args[i].value };
	out->nargs += rule->nargs;
	out->rules[out->n++] = (struct filter_rule){
		.arch = (enum filter_arch)arch, .nr = (uint32_t)info->number[arch], .name = info->name,
		.ret = ret_of(rule->answer), .args = args, .nargs = rule->nargs,
	};
}

static int number_rules(const struct ruleset *rules, struct numbered *out)
{
	size_t room = rules->n * SYSNO_ARCHES + 1;

	out->rules = calloc(room, sizeof(*out->rules));
	out->args = calloc(room, RULE_ARGS * sizeof(*out->args));
	if (!out->rules || !out->args)
		return fail(-ENOMEM, "out of memory");
	for (size_t i = 0; i < rules->n; i++)
		for (int arch = 0; arch < SYSNO_ARCHES; arch++)
			if ((rules->rules[i].arches & rules->arches) >> arch & 1)
				number_rule(out, &rules->rules[i], (enum sysno_arch)arch);
	return 0;
}

int filter_from_rules(const struct ruleset *rules, struct filter_program *out)
{
	_numbered_ struct numbered numbered = { 0 };
	int r = number_rules(rules, &numbered);

	return r ? r : filter_compile(numbered.rules, numbered.n, ret_of(rules->deny), out);
}

int filter_pfc_from_rules(const struct ruleset *rules, char **text)
{
	_numbered_ struct numbered numbered = { 0 };
	int r = number_rules(rules, &numbered);

	return r ? r : filter_pfc(numbered.rules, numbered.n, ret_of(rules->deny), text);
}

int filter_from_plan(const struct plan *plan, struct filter_program *out)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	_numbered_ struct numbered numbered = { 0 };
	int r = ruleset_make(plan, WHY_RUNTIME, &rules);

	if (r)
		return fail(r, "out of memory");
	r = number_rules(&rules, &numbered);
	if (!r)
		r = jail_check_rules(numbered.rules, numbered.n);
	return r ? r : filter_compile(numbered.rules, numbered.n, ret_of(rules.deny), out);
}

/* --- checked --------------------------------------------------------------------- */

static int report_difference(const struct plan *plan, const struct ruleset_checked *checked)
{
	_buf_ struct buf b = BUF_INIT;

	ruleset_difference_text(&checked->first, &b);
	fail_hint("this is a fault of leastcap: please report it, with the profile");
	return fail(-EPROTO, "the filter for %s differs from its plan in %zu of %zu calls: %s",
		    plan->name ? plan->name : "this workload", checked->differing, checked->calls, buf_text(&b));
}

static int check(const struct plan *plan, const struct ruleset_promise *promise, const struct filter_program *program,
		 struct ruleset_checked *checked)
{
	_free_ struct cbpf_insn *insns = calloc(program->n + 1, sizeof(*insns));
	int r;

	if (!insns)
		return fail(-ENOMEM, "out of memory");
	for (size_t i = 0; i < program->n; i++)
		insns[i] = (struct cbpf_insn){ program->insns[i].code, program->insns[i].jt, program->insns[i].jf,
					       program->insns[i].k };
	r = ruleset_check(plan, promise, insns, program->n, checked);
	if (r == -ENOMEM)
		return fail(r, "out of memory");
	return !r && checked->differing ? report_difference(plan, checked) : r;
}

/* Names that libseccomp does not know, each once. */
static int list_unknown(const struct ruleset *rules, struct filter_report *report)
{
	report->unknown = calloc(rules->n + 1, sizeof(*report->unknown));
	if (!report->unknown)
		return fail(-ENOMEM, "out of memory");
	for (size_t i = 0; i < rules->n; i++) {
		const struct sysno_info *info = sysno_by_name(rules->rules[i].name);
		const char *last = report->nunknown ? report->unknown[report->nunknown - 1] : "";

		if (info && strcmp(info->name, last) != 0 && !filter_knows(info->name))
			report->unknown[report->nunknown++] = info->name;
	}
	return 0;
}

static int make_report(const struct ruleset *rules, const struct filter_program *program,
		       const struct ruleset_checked *checked, struct filter_report *report)
{
	*report = (struct filter_report){
		.insns = program->n, .depth = checked->depth, .bytes = program->n * sizeof(*program->insns),
		.calls = checked->calls, .wider = checked->wider, .first_wider = checked->first_wider,
	};
	return list_unknown(rules, report);
}

int filter_checked(const struct plan *plan, const struct ruleset *rules, const struct ruleset_promise *promise,
		   struct filter_program *out, struct filter_report *report)
{
	_filter_program_ struct filter_program program = { 0 };
	_ruleset_ struct ruleset made = RULESET_INIT;
	struct ruleset_checked checked = { 0 };
	int r = 0;

	if (!rules) {
		r = ruleset_make(plan, promise->ignored, &made);
		if (r)
			return fail(r, "out of memory");
		ruleset_shape(&made, promise->shape);
		rules = &made;
	}
	r = filter_from_rules(rules, &program);
	if (!r)
		r = check(plan, promise, &program, &checked);
	if (!r && report)
		r = make_report(rules, &program, &checked, report);
	if (r)
		return r;
	*out = program;
	program.insns = NULL;
	return 0;
}

void filter_report_text(const struct filter_report *report, struct buf *b)
{
	buf_addf(b, "%zu instructions (%zu bytes), %zu at most for one call; %zu calls tried against the plan",
		 report->insns, report->bytes, report->depth, report->calls);
	if (!report->wider)
		return;
	buf_addf(b, "; %zu of them answered otherwise, as this format cannot say more: ", report->wider);
	ruleset_difference_text(&report->first_wider, b);
}

void filter_report_free(struct filter_report *report)
{
	free(TAKE(report->unknown));
	report->nunknown = 0;
}
