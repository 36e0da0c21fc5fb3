// SPDX-License-Identifier: BSD-2-Clause
/* Knows which rules a plan is, by name. */
#include "core/ruleset.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/errnos.h"
#include "core/ruleset_list.h"

#define NATIVE_ABI LC_ABI_X86_64

/* CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET} */
static const struct arg_rule no_namespaces = { .index = 0, .mask = 0x7e020000, .value = 0 };

static unsigned int abi_bit(enum lc_abi abi)
{
	return 1u << sysno_arch_of(abi);
}

/* --- of the plan ------------------------------------------------------------ */

/* One rule for each of the conditions, or one without. */
static void add_each(struct ruleset_list *l, const struct rule *like, const char *name, const struct arg_rule *args,
		     size_t nargs)
{
	for (size_t i = 0; i < nargs || !i; i++) {
		struct rule *rule = ruleset_list_add(l, name);

		if (!rule)
			return;
		*rule = (struct rule){ rule->name, like->answer, { { 0 } }, nargs != 0, like->arches, like->why,
				       like->refused };
		if (nargs)
			rule->args[0] = args[i];
	}
}

static void add_call(struct ruleset_list *l, const struct sys_plan *call)
{
	const struct rule like = { .arches = abi_bit(call->abi), .why = call->why };

	add_each(l, &like, call->name, call->args, call->nargs);
}

static void add_refused(struct ruleset_list *l, const struct plan *plan, const struct sys_refused *call)
{
	const struct rule like = {
		.answer = { ANSWER_ERRNO, call->error }, .arches = abi_bit(call->abi), .refused = call->why,
	};

	if (plan->deny.kind != ANSWER_LOG && !answer_same(like.answer, plan->deny))
		add_each(l, &like, call->name, NULL, 0);
}

/* This machine's call of that name, of its own ABI if it has it; NULL: none. */
static const struct sys_plan *own_call(const struct plan *plan, const char *name)
{
	const struct sys_plan *found = NULL;

	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (!strcmp(plan->syscalls[i].name, name) && (!found || plan->syscalls[i].abi == NATIVE_ABI))
			found = &plan->syscalls[i];
	return found;
}

/* It is there for the same reasons as what it stands for; clone() in the place of fork() makes no namespaces. */
static void add_foreign(struct ruleset_list *l, const struct plan *plan, const struct foreign_call *call,
			unsigned int ignored)
{
	const char *name = call->info->name;
	const struct sys_plan *own = own_call(plan, name), *from = own;
	struct rule like = { .arches = 1u << call->arch, .why = WHY_ARCH };

	if (call->for_name)
		from = own_call(plan, call->for_name);
	else if (own)
		like.why = own->why;
	if (from && !(from->why & ~ignored))
		return;
	if (own)
		add_each(l, &like, name, own->args, own->nargs);
	else
		add_each(l, &like, name, &no_namespaces, !strcmp(name, "clone"));
}

static unsigned int plan_arches(const struct plan *plan)
{
	/* The native one always: the workload is executed there. */
	unsigned int arches = abi_bit(NATIVE_ABI);

	for (int abi = 0; abi < LC_ABIS; abi++)
		if (plan->abi_used[abi])
			arches |= abi_bit(abi);
	for (size_t i = 0; i < plan->nforeign; i++)
		arches |= 1u << plan->foreign[i].arch;
	return arches;
}

int ruleset_make(const struct plan *plan, unsigned int ignored, struct ruleset *out)
{
	_ruleset_list_ struct ruleset_list l = { .set = { .deny = plan->deny, .arches = plan_arches(plan) } };

	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].why & ~ignored)
			add_call(&l, &plan->syscalls[i]);
	for (size_t i = 0; i < plan->nrefused; i++)
		add_refused(&l, plan, &plan->refused[i]);
	for (size_t i = 0; i < plan->nforeign; i++)
		add_foreign(&l, plan, &plan->foreign[i], ignored);
	return ruleset_list_end(&l, out);
}

/* --- answers ----------------------------------------------------------------- */

static bool all_hold(const struct rule *rule, const uint64_t *args)
{
	for (size_t i = 0; i < rule->nargs; i++)
		if ((args[rule->args[i].index] & rule->args[i].mask) != rule->args[i].value)
			return false;
	return true;
}

/* The first rule of that name; rules->n: none. */
static size_t first_of(const struct ruleset *rules, const char *name)
{
	size_t low = 0, high = rules->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(rules->rules[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < rules->n && !strcmp(rules->rules[low].name, name) ? low : rules->n;
}

struct sys_answer ruleset_answer(const struct ruleset *rules, enum sysno_arch arch, uint32_t nr, const uint64_t *args)
{
	bool has = (unsigned int)arch < SYSNO_ARCHES && (rules->arches >> arch & 1);
	const struct sysno_info *call = has ? ruleset_call(arch, nr) : NULL;

	for (size_t i = call ? first_of(rules, call->name) : rules->n; i < rules->n; i++) {
		const struct rule *rule = &rules->rules[i];

		if (strcmp(rule->name, call->name) != 0)
			break;
		if ((rule->arches >> arch & 1) && all_hold(rule, args))
			return rule->answer;
	}
	return rules->deny;
}

bool ruleset_has(const struct ruleset *rules, const char *name)
{
	for (size_t i = first_of(rules, name); i < rules->n && !strcmp(rules->rules[i].name, name); i++)
		if (answer_passes(rules->rules[i].answer))
			return true;
	return false;
}

void ruleset_free(struct ruleset *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		free(rules->rules[i].name);
	free(TAKE(rules->rules));
	rules->n = 0;
}

const struct sysno_info *ruleset_call(enum sysno_arch arch, uint32_t nr)
{
	const struct sysno_info *info = sysno_at(0), *end = info + sysno_count();

	for (int abi = 0; abi < LC_ABIS; abi++)
		if (sysno_arch_of(abi) == arch)
			return sysno_by_number(abi, nr);
	for (; (unsigned int)arch < SYSNO_ARCHES && nr <= INT32_MAX && info < end; info++)
		if (info->number[arch] == (int)nr)
			return info;
	return NULL;
}

unsigned int ruleset_arches_of(const char *name)
{
	const struct sysno_info *info = sysno_by_name(name);
	unsigned int arches = 0;

	for (int arch = 0; info && arch < SYSNO_ARCHES; arch++)
		if (info->number[arch] >= 0)
			arches |= 1u << arch;
	return arches;
}

const char *ruleset_arch_name(enum sysno_arch arch)
{
	static const char *const names[] = {
		[SYSNO_X86_64] = "x86_64", [SYSNO_I386] = "i386", [SYSNO_X32] = "x32", [SYSNO_ARM] = "arm",
		[SYSNO_AARCH64] = "aarch64", [SYSNO_RISCV64] = "riscv64", [SYSNO_LOONGARCH64] = "loongarch64",
	};

	static_assert(ARRAY_SIZE(names) == SYSNO_ARCHES, "a name for each");
	return (unsigned int)arch < SYSNO_ARCHES ? names[arch] : "unknown";
}

const char *answer_text(struct sys_answer answer, char room[32])
{
	static const char *const names[] = {
		[ANSWER_ALLOW] = "allow", [ANSWER_ERRNO] = "errno:", [ANSWER_KILL] = "kill", [ANSWER_LOG] = "log",
	};
	char number[16];

	static_assert(ARRAY_SIZE(names) == ANSWERS, "a name for each");
	if ((unsigned int)answer.kind >= ANSWERS)
		return "unknown";
	if (answer.kind != ANSWER_ERRNO)
		return names[answer.kind];
	snprintf(room, 32, "%s%s", names[answer.kind], errno_word(answer.error, number));
	return room;
}

bool answer_same(struct sys_answer a, struct sys_answer b)
{
	return a.kind == b.kind && (a.kind != ANSWER_ERRNO || a.error == b.error);
}

bool answer_passes(struct sys_answer answer)
{
	return answer.kind == ANSWER_ALLOW || answer.kind == ANSWER_LOG;
}
