/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles written down in a test: a few programs, checks and calls by name.
 * They live in static storage; nothing is freed.
 */
#ifndef LC_TESTS_UNIT_PLAN_INPUT_H
#define LC_TESTS_UNIT_PLAN_INPUT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/capability.h>

#include "base/guard.h"
#include "core/plan.h"
#include "core/sysno.h"

#define INPUT_PROGRAMS 4
#define INPUT_CHECKS 64
#define INPUT_CALLS 512
#define INPUT_VALUES 16

struct input {
	struct profile profile;
	struct program programs[INPUT_PROGRAMS];
	struct check checks[INPUT_CHECKS];
	struct sysuse calls[INPUT_PROGRAMS][LC_ABIS][INPUT_CALLS];
	struct value_set values[INPUT_VALUES];
	struct setting learned;
};

/* Program 1 is the root; 2 and 3 are its children. */
static inline void input_start(struct input *in, const char *exe)
{
	static const char *const children[] = { "/bin/sh", "/usr/bin/id", "/usr/bin/env" };

	memset(in, 0, sizeof(*in));
	in->profile = (struct profile){
		.programs = in->programs,
		.checks = in->checks,
		.nprograms = INPUT_PROGRAMS,
		.cap_last = CAP_LAST_CAP,
		.scope = LC_SCOPE_COMMAND,
		.ended = true,
	};
	for (uint32_t i = 0; i < INPUT_PROGRAMS; i++) {
		struct program *p = &in->programs[i];

		p->id = i + 1;
		p->parent = i ? 1 : 0;
		p->flags = i ? 0 : LC_PROGRAM_ROOT;
		p->exe = (char *)(i ? children[i - 1] : exe);
		p->comm = (char *)"comm";
		p->instances = 1;
		for (int abi = 0; abi < LC_ABIS; abi++)
			p->syscalls[abi].use = in->calls[i][abi];
	}
}

static inline uint32_t input_number(enum lc_abi abi, const char *name)
{
	const struct sysno_info *info = sysno_by_name(name);

	assert_non_null(info);
	assert_true(info->number[sysno_arch_of(abi)] >= 0);
	return (uint32_t)info->number[sysno_arch_of(abi)];
}

/* A call of program id; kept sorted as profiles are. */
static inline void input_call_nr(struct input *in, uint32_t id, enum lc_abi abi, uint32_t nr, uint64_t count)
{
	struct sysset *s = &in->programs[id - 1].syscalls[abi];
	size_t at = s->n;

	assert_true(s->n < INPUT_CALLS);
	while (at > 0 && s->use[at - 1].nr > nr) {
		s->use[at] = s->use[at - 1];
		at--;
	}
	s->use[at] = (struct sysuse){ .nr = nr, .count = count };
	s->n++;
}

static inline void input_call(struct input *in, enum lc_abi abi, const char *name)
{
	input_call_nr(in, 1, abi, input_number(abi, name), 1);
}

/* ... that never worked. */
static inline void input_failed(struct input *in, uint32_t id, const char *name, uint32_t error)
{
	struct sysset *s = &in->programs[id - 1].syscalls[LC_ABI_X86_64];

	input_call_nr(in, id, LC_ABI_X86_64, input_number(LC_ABI_X86_64, name), 1);
	for (size_t i = 0; i < s->n; i++)
		if (s->use[i].nr == input_number(LC_ABI_X86_64, name))
			s->use[i].failed = error;
}

/* What program id gave its calls of that name; values outlive it. */
static inline struct value_set *input_values(struct input *in, uint32_t id, enum lc_abi abi, const char *name,
					     uint32_t index, const uint64_t *values, size_t n)
{
	struct value_set *set = &in->values[in->profile.nvalues++];

	assert_true(in->profile.nvalues <= INPUT_VALUES);
	*set = (struct value_set){ .program = id, .nr = input_number(abi, name), .abi = abi, .index = index,
				   .values = (uint64_t *)values, .n = n };
	in->profile.values = in->values;
	return set;
}

/* It was recorded with --args. */
static inline void input_learned(struct input *in)
{
	in->learned = (struct setting){ (char *)SETTING_ARGS, (char *)"learned" };
	in->profile.settings = &in->learned;
	in->profile.nsettings = 1;
}

static inline struct check *input_check(struct input *in, unsigned int cap, const char *site, uint32_t flags,
					const char *call)
{
	struct check *c = &in->checks[in->profile.nchecks++];

	assert_true(in->profile.nchecks <= INPUT_CHECKS);
	*c = (struct check){
		.program = 1,
		.cap = cap,
		.flags = flags,
		.nr = call ? input_number(LC_ABI_X86_64, call) : LC_NO_SYSCALL,
		.abi = LC_ABI_X86_64,
		.site = (char *)site,
		.count = 1,
	};
	return c;
}

static inline struct plan *input_plan_of(const struct input *in, const struct plan_options *options)
{
	struct plan *plan = NULL;

	assert_int_equal(plan_make(&in->profile, options, &plan), 0);
	assert_non_null(plan);
	return plan;
}

static inline struct plan *input_plan(const struct input *in, enum portable portable, bool runtime)
{
	struct plan_options options = { .portable = portable, .exec = true,
					.runtime = runtime ? RUNTIME_ANY : RUNTIME_NONE };

	return input_plan_of(in, &options);
}

static inline const struct sys_plan *input_row(const struct plan *plan, enum lc_abi abi, const char *name)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi && !strcmp(plan->syscalls[i].name, name))
			return &plan->syscalls[i];
	return NULL;
}

static inline const struct sys_refused *input_refused(const struct plan *plan, enum lc_abi abi, const char *name)
{
	for (size_t i = 0; i < plan->nrefused; i++)
		if (plan->refused[i].abi == abi && !strcmp(plan->refused[i].name, name))
			return &plan->refused[i];
	return NULL;
}

#endif
