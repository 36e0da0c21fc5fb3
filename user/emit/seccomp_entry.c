// SPDX-License-Identifier: BSD-2-Clause
/* Knows which names stand together in linux.seccomp, and its words for answers, architectures and conditions. */
#include "emit/seccomp_entry.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"

struct row {
	const struct rule *rule;
	unsigned int place;
};

static int compare_args(const struct rule *a, const struct rule *b)
{
	int order = order_u64(a->nargs, b->nargs);

	for (size_t i = 0; !order && i < a->nargs; i++) {
		const struct arg_rule *x = &a->args[i], *y = &b->args[i];

		order = order_u64(x->index, y->index) ?: order_u64(x->mask, y->mask) ?: order_u64(x->value, y->value);
	}
	return order;
}

/* 0: of one entry. */
static int compare_keys(const struct row *a, const struct row *b)
{
	int order = order_u64(a->place, b->place) ?: order_u64(a->rule->answer.kind, b->rule->answer.kind);

	if (!order && a->rule->answer.kind == ANSWER_ERRNO)
		order = order_u64(a->rule->answer.error, b->rule->answer.error);
	return order ?: compare_args(a->rule, b->rule);
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return compare_keys(x, y) ?: strcmp(x->rule->name, y->rule->name);
}

static unsigned int usual_place(const struct rule *rule)
{
	return answer_passes(rule->answer) ? rule->nargs != 0 : 2;
}

static void fill_rows(const struct ruleset *rules, unsigned int (*place)(const struct rule *), struct row *rows)
{
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->rules[i];

		rows[i] = (struct row){ rule, place ? place(rule) : usual_place(rule) };
	}
	if (rules->n)
		qsort(rows, rules->n, sizeof(*rows), compare_rows);
}

int seccomp_entries_make(const struct ruleset *rules, unsigned int (*place)(const struct rule *rule),
			 struct seccomp_entries *out)
{
	_free_ struct row *rows = calloc(rules->n + 1, sizeof(*rows));
	_seccomp_entries_ struct seccomp_entries made = {
		.at = calloc(rules->n + 1, sizeof(*made.at)), .names = calloc(rules->n + 1, sizeof(*made.names)),
	};

	if (!rows || !made.at || !made.names)
		return -ENOMEM;
	fill_rows(rules, place, rows);
	for (size_t i = 0; i < rules->n; i++) {
		made.names[i] = rows[i].rule->name;
		if (!i || compare_keys(&rows[i - 1], &rows[i]))
			made.at[made.n++] = (struct seccomp_entry){ rows[i].rule, rows[i].place, &made.names[i], 0 };
		made.at[made.n - 1].n++;
	}
	*out = made;
	made = (struct seccomp_entries)SECCOMP_ENTRIES_INIT;
	return 0;
}

void seccomp_entries_free(struct seccomp_entries *entries)
{
	free(TAKE(entries->at));
	free(TAKE(entries->names));
	entries->n = 0;
}

const char *seccomp_action(struct sys_answer answer)
{
	static const char *const names[] = {
		[ANSWER_ALLOW] = "SCMP_ACT_ALLOW", [ANSWER_ERRNO] = "SCMP_ACT_ERRNO",
		[ANSWER_KILL] = "SCMP_ACT_KILL_PROCESS", [ANSWER_LOG] = "SCMP_ACT_LOG",
	};

	static_assert(ARRAY_SIZE(names) == ANSWERS, "a name for each");
	return names[answer.kind];
}

const char *seccomp_arch(enum sysno_arch arch)
{
	static const char *const names[] = {
		[SYSNO_X86_64] = "SCMP_ARCH_X86_64", [SYSNO_I386] = "SCMP_ARCH_X86", [SYSNO_X32] = "SCMP_ARCH_X32",
		[SYSNO_ARM] = "SCMP_ARCH_ARM", [SYSNO_AARCH64] = "SCMP_ARCH_AARCH64",
		[SYSNO_RISCV64] = "SCMP_ARCH_RISCV64", [SYSNO_LOONGARCH64] = "SCMP_ARCH_LOONGARCH64",
	};

	static_assert(ARRAY_SIZE(names) == SYSNO_ARCHES, "a name for each");
	return (unsigned int)arch < SYSNO_ARCHES ? names[arch] : NULL;
}

unsigned int seccomp_arches_listed(unsigned int arches)
{
	return arches & ~(1u << SYSNO_RISCV64 | 1u << SYSNO_LOONGARCH64);
}

struct seccomp_condition seccomp_condition(const struct arg_rule *arg)
{
	if (arg->mask == UINT64_MAX && arg->value <= INT64_MAX)
		return (struct seccomp_condition){ "SCMP_CMP_EQ", arg->value, 0, false };
	return (struct seccomp_condition){
		"SCMP_CMP_MASKED_EQ", arg->mask & INT64_MAX, arg->value & INT64_MAX, true,
	};
}
