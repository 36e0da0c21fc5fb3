// SPDX-License-Identifier: BSD-2-Clause
/* Knows which arguments of which calls a filter may be narrowed by, and what was seen of them. */
#include "core/argument.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>

#include "core/argument_libc.h"
#include "core/review.h"
#include "core/runtime_base.h"

/* The arguments that record --args learns (bpf/values.bpf.c), but for clone(), which has a rule of its own kind. */
static const struct watched {
	const char *call;
	uint32_t index;
} watched[] = {
	{ "bpf", 0 },	   { "ioctl", 1 },  { "keyctl", 0 }, { "personality", 0 }, { "prctl", 0 },
	{ "ptrace", 0 },   { "setns", 1 },  { "socket", 0 }, { "socketpair", 0 },  { "unshare", 0 },
};

/* Reasons for a call whose arguments nobody saw: the stand-ins. */
#define WHY_UNSEEN (WHY_LIBC | WHY_IO_URING | WHY_RELEASE | WHY_ARCH)

struct values {
	uint64_t at[ARGUMENT_VALUES_MAX];
	size_t n;
	bool unknown; /* there are others */
};

/* The rules of all rows in their order; each row's are those behind the ones of the rows before. */
struct rules {
	struct arg_rule *at;
	size_t n, room;
	bool failed;
};

static void values_add(struct values *v, uint64_t value)
{
	size_t at = 0;

	while (at < v->n && v->at[at] < value)
		at++;
	if (at < v->n && v->at[at] == value)
		return;
	if (v->n == ARGUMENT_VALUES_MAX) {
		v->unknown = true;
		return;
	}
	memmove(&v->at[at + 1], &v->at[at], (v->n - at) * sizeof(*v->at));
	v->at[at] = value;
	v->n++;
}

static const struct value_set *find_set(const struct profile *p, uint32_t program, enum lc_abi abi, uint32_t nr,
					uint32_t index)
{
	for (size_t i = 0; i < p->nvalues; i++) {
		const struct value_set *s = &p->values[i];

		if (s->program == program && s->abi == (uint32_t)abi && s->nr == nr && s->index == index)
			return s;
	}
	return NULL;
}

/* Of one program that made the call. What ran before the recording began may have given it other values then. */
static void add_of_program(struct values *v, const struct profile *p, const struct program *program, enum lc_abi abi,
			   uint32_t nr, uint32_t index)
{
	const struct value_set *set;

	if (!sysset_has(&program->syscalls[abi], nr))
		return;
	set = find_set(p, program->id, abi, nr, index);
	v->unknown |= !set || set->more || program->flags & LC_PROGRAM_ADOPTED;
	for (size_t i = 0; set && i < set->n; i++)
		values_add(v, set->values[i]);
}

/* Of the workload, and of the runtime behind its filter if the call is there for it, too. */
static void add_seen(struct values *v, const struct plan *plan, const struct sys_plan *row, uint32_t nr, uint32_t index)
{
	for (size_t i = 0; i < plan->roles.n; i++) {
		const struct program_role *role = &plan->roles.at[i];
		bool runtime = role->role == PROGRAM_FILTERED && row->why & WHY_RUNTIME &&
			       runtime_serves(plan->options.runtime, role->runtime);

		if (role->role == PROGRAM_WORKLOAD || runtime)
			add_of_program(v, plan->profile, role->program, row->abi, nr, index);
	}
}

static void collect(struct values *v, const struct plan *plan, const struct sys_plan *row, uint32_t index)
{
	/* Of a runtime that was not recorded only its calls are known. */
	v->unknown |= (row->why & WHY_UNSEEN) || (row->runtimes & ~row->measured);
	add_seen(v, plan, row, row->nr, index);
	if (plan->options.portable == PORTABLE_NONE)
		return;
	for (size_t i = 0, n = v->n; i < n; i++) {
		const uint64_t *others = argument_libc(row->name, v->at[i]);

		for (; others && *others; others++)
			values_add(v, *others);
	}
}

static void rules_free(struct rules *r)
{
	free(r->at);
}

static void rules_add(struct rules *r, struct sys_plan *row, const struct arg_rule *rule)
{
	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 32;
		struct arg_rule *at = reallocarray(r->at, room, sizeof(*at));

		if (!at) {
			r->failed = true;
			return;
		}
		r->at = at;
		r->room = room;
	}
	r->at[r->n++] = *rule;
	row->nargs++;
}

static void rule_values(struct rules *r, struct sys_plan *row, uint32_t index, const struct values *v)
{
	row->widened = v->unknown;
	for (size_t i = 0; !v->unknown && i < v->n; i++)
		rules_add(r, row, &(struct arg_rule){ .index = index, .mask = UINT64_MAX, .value = v->at[i] });
}

/* Nobody saw the flags: the workload must show no other sign of making namespaces. */
static bool makes_namespaces(const struct plan *plan)
{
	return plan->keep >> CAP_SYS_ADMIN & 1 || plan_observed(plan, "unshare") || plan_observed(plan, "setns");
}

/* The flags that were seen. Those of clone3() count: a library that is refused it gives them to clone(). */
static void collect_flags(struct values *v, const struct plan *plan, const struct sys_plan *row)
{
	const struct sysno_info *newer = sysno_by_name("clone3");

	add_seen(v, plan, row, row->nr, 0);
	add_seen(v, plan, row, (uint32_t)newer->number[sysno_arch_of(row->abi)], 0);
}

/* A review leaves namespaces to who was accepted to make them, by whatever call; clone itself cannot be left out. */
static bool is_barred(const struct plan_options *options)
{
	return options->review && !review_accepts(options, "clone") && !review_accepts(options, "clone3") &&
	       !review_accepts(options, "unshare");
}

/* The flags that are refused, unless nobody knows. What fork() brought in makes no namespaces, as fork() does. */
static void rule_clone(struct rules *r, struct sys_plan *row, const struct plan *plan, bool learned)
{
	struct values v = { .unknown = !learned };
	struct arg_rule rule = { .index = 0, .mask = ARGUMENT_NAMESPACES, .value = 0 };

	if (learned)
		collect_flags(&v, plan, row);
	if (is_barred(&plan->options)) {
		for (size_t i = 0; i < v.n; i++)
			row->barred |= v.at[i] & ARGUMENT_NAMESPACES;
		row->barred |= v.unknown && makes_namespaces(plan);
		rules_add(r, row, &rule);
		return;
	}
	for (size_t i = 0; i < v.n; i++)
		rule.mask &= ~v.at[i];
	if (v.unknown && makes_namespaces(plan) && (!row->for_name || !strcmp(row->for_name, "clone3")))
		row->widened = learned;
	else if (rule.mask)
		rules_add(r, row, &rule);
}

static void rule_row(struct rules *r, struct sys_plan *row, const struct plan *plan, bool learned)
{
	if (!strcmp(row->name, "clone"))
		rule_clone(r, row, plan, learned);
	for (size_t i = 0; learned && i < ARRAY_SIZE(watched); i++) {
		struct values v = { 0 };

		if (strcmp(row->name, watched[i].call) != 0)
			continue;
		collect(&v, plan, row, watched[i].index);
		rule_values(r, row, watched[i].index, &v);
	}
}

static bool is_learned(const struct plan *plan)
{
	const char *args = profile_setting(plan->profile, SETTING_ARGS);

	return args && !strcmp(args, "learned") && !plan->options.any_args;
}

int argument_rules(struct plan *plan)
{
	_cleanup_(rules_free) struct rules r = { 0 };
	bool learned = is_learned(plan);
	const struct arg_rule *next;

	for (size_t i = 0; i < plan->nsyscalls; i++)
		rule_row(&r, &plan->syscalls[i], plan, learned);
	if (r.failed)
		return -ENOMEM;
	plan->arg_rules = TAKE(r.at);
	next = plan->arg_rules;
	for (size_t i = 0; i < plan->nsyscalls; i++) {
		struct sys_plan *row = &plan->syscalls[i];

		row->args = row->nargs ? next : NULL;
		next += row->nargs;
	}
	return 0;
}
