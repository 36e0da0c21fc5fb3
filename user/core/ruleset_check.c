// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows which calls to try a filter with. A run that looks at no argument answers alike whatever they are, so most
 * numbers take one; where the plan or the program has conditions, it is each bit of them, and each constant.
 */
#include "core/ruleset_check.h"

#include <assert.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

#ifndef AUDIT_ARCH_LOONGARCH64
#define AUDIT_ARCH_LOONGARCH64 (258 | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE)
#endif

#define NUMBERS 1024 /* the last one that is tried on each architecture */
#define FIRST_ARG (offsetof(struct cbpf_data, args) / sizeof(uint32_t)) /* in words */
#define ERRNO_LAST 4095u

/* Beyond all tables; the last that is not x32's, and what negative ones look like. */
static const uint32_t strange[] = {
	1025, 4095, 65535, 0x3fffffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
};

/* AUDIT_ARCH_* that no rule is for: MIPS, s390x, what nothing is. */
static const uint32_t strange_arches[] = { 0x40000008, 0x80000016, 0, 0xffffffff };

struct trial {
	struct plan plan; /* without the calls that are ignored */
	const struct ruleset_promise *promise;
	struct ruleset exact, shaped;
	const struct cbpf_insn *program;
	size_t n;
	uint32_t loaded; /* set of the words of the data that the answers to this call hung on */
	struct ruleset_checked out;
};

/* A number on an architecture; arch SYSNO_ARCHES: on one that nobody knows. */
struct tried {
	enum sysno_arch arch;
	uint32_t audit_arch, raw, nr; /* raw: as the filter sees it; nr: without the bit of x32 */
};

static void trial_free(struct trial *t)
{
	free(t->plan.syscalls);
	ruleset_free(&t->exact);
	ruleset_free(&t->shaped);
}

uint32_t ruleset_audit_arch(enum sysno_arch arch)
{
	static const uint32_t words[] = {
		[SYSNO_X86_64] = AUDIT_ARCH_X86_64, [SYSNO_I386] = AUDIT_ARCH_I386, [SYSNO_X32] = AUDIT_ARCH_X86_64,
		[SYSNO_ARM] = AUDIT_ARCH_ARM, [SYSNO_AARCH64] = AUDIT_ARCH_AARCH64,
		[SYSNO_RISCV64] = AUDIT_ARCH_RISCV64, [SYSNO_LOONGARCH64] = AUDIT_ARCH_LOONGARCH64,
	};

	static_assert(ARRAY_SIZE(words) == SYSNO_ARCHES, "a word for each");
	return (unsigned int)arch < SYSNO_ARCHES ? words[arch] : 0;
}

static bool is_32_bit(enum sysno_arch arch)
{
	return arch == SYSNO_I386 || arch == SYSNO_ARM;
}

/* Of this machine: LC_ABIS if it is of another. */
static enum lc_abi abi_of(enum sysno_arch arch)
{
	for (int abi = 0; abi < LC_ABIS; abi++)
		if (sysno_arch_of(abi) == arch)
			return abi;
	return LC_ABIS;
}

/* --- one call -------------------------------------------------------------- */

/* Actions that no ruleset has are equal to none. */
static struct sys_answer answer_of(uint32_t ret)
{
	uint32_t data = ret & SECCOMP_RET_DATA;

	switch (ret & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_ALLOW: return (struct sys_answer){ ANSWER_ALLOW, 0 };
	case SECCOMP_RET_ERRNO: return (struct sys_answer){ ANSWER_ERRNO, data < ERRNO_LAST ? data : ERRNO_LAST };
	case SECCOMP_RET_KILL_PROCESS: return (struct sys_answer){ ANSWER_KILL, 0 };
	case SECCOMP_RET_LOG: return (struct sys_answer){ ANSWER_LOG, 0 };
	default: return (struct sys_answer){ ANSWERS, 0 };
	}
}

static struct sys_answer wanted(const struct trial *t, const struct tried *call, const uint64_t *args)
{
	enum lc_abi abi = abi_of(call->arch);

	if (abi != LC_ABIS)
		return plan_answer(&t->plan, abi, call->nr, args);
	return ruleset_answer(&t->exact, call->arch, call->nr, args);
}

static void tell_apart(struct trial *t, const struct tried *call, const uint64_t *args, struct sys_answer want,
		       struct sys_answer got)
{
	struct ruleset_difference d = { .arch = call->arch, .nr = call->nr, .wanted = want, .got = got };
	bool excused = t->promise->shape && answer_same(got, ruleset_answer(&t->shaped, call->arch, call->nr, args));
	size_t *count = excused ? &t->out.wider : &t->out.differing;

	memcpy(d.args, args, sizeof(d.args));
	if (!(*count)++)
		*(excused ? &t->out.first_wider : &t->out.first) = d;
}

static void try_args(struct trial *t, const struct tried *call, const uint64_t args[RULE_ARGS])
{
	struct cbpf_data data = { .nr = (int32_t)call->raw, .arch = call->audit_arch };
	struct cbpf_end end = { .ret = UINT32_MAX };
	struct sys_answer want = wanted(t, call, args);

	memcpy(data.args, args, sizeof(data.args));
	if (cbpf_run(t->program, t->n, &data, &end))
		return; /* cbpf_check() has seen to it */
	t->out.calls++;
	t->loaded |= end.loaded;
	if (end.steps > t->out.depth)
		t->out.depth = end.steps;
	if (!answer_same(want, answer_of(end.ret)))
		tell_apart(t, call, args, want, answer_of(end.ret));
}

/* --- arguments ---------------------------------------------------------------- */

/* Two arguments, which may be one; the others have no bit set, then all. */
static void try_two(struct trial *t, const struct tried *call, uint32_t index, uint64_t value, uint32_t other,
		    uint64_t other_value)
{
	uint64_t width = is_32_bit(call->arch) ? UINT32_MAX : UINT64_MAX;
	const uint64_t grounds[] = { 0, width };

	for (size_t g = 0; g < ARRAY_SIZE(grounds); g++) {
		uint64_t args[RULE_ARGS];

		for (size_t i = 0; i < RULE_ARGS; i++)
			args[i] = grounds[g];
		args[other] = other_value & width;
		args[index] = value & width;
		try_args(t, call, args);
	}
}

static void try_value(struct trial *t, const struct tried *call, uint32_t index, uint64_t value)
{
	try_two(t, call, index, value, index, value);
}

static bool looks_at(const struct trial *t, uint32_t index)
{
	return t->loaded >> (FIRST_ARG + 2 * index) & 3;
}

/* With a value that a condition asks for: each bit of whatever else the program looks at. */
static void try_others(struct trial *t, const struct tried *call, const struct arg_rule *condition)
{
	for (uint32_t other = 0; other < RULE_ARGS; other++) {
		for (int bit = 0; other != condition->index && looks_at(t, other) && bit < 64; bit++) {
			try_two(t, call, condition->index, condition->value, other, UINT64_C(1) << bit);
			try_two(t, call, condition->index, condition->value, other, ~(UINT64_C(1) << bit));
		}
	}
}

/* The bits that a condition leaves free, all clear or all set: then each single bit changed, and the neighbours. */
static void try_condition(struct trial *t, const struct tried *call, const struct arg_rule *condition)
{
	const uint64_t values[] = { condition->value, condition->value | ~condition->mask };

	if (condition->index >= RULE_ARGS)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		try_value(t, call, condition->index, values[i]);
		try_value(t, call, condition->index, values[i] + 1);
		try_value(t, call, condition->index, values[i] - 1);
		try_value(t, call, condition->index, ~values[i]);
		for (int bit = 0; bit < 64; bit++)
			try_value(t, call, condition->index, values[i] ^ UINT64_C(1) << bit);
	}
	try_others(t, call, condition);
}

/* What the program compares with, as a lower half, an upper half, and with its neighbour as the other half. */
static void try_constant(struct trial *t, const struct tried *call, uint32_t index, uint64_t before, uint64_t constant)
{
	try_value(t, call, index, constant);
	try_value(t, call, index, constant << 32);
	try_value(t, call, index, before << 32 | constant);
	try_value(t, call, index, constant << 32 | before);
}

static void try_constants(struct trial *t, const struct tried *call)
{
	bool of_argument = false;
	uint64_t before = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct cbpf_insn *insn = &t->program[i];

		if (insn->code == (BPF_LD | BPF_W | BPF_ABS))
			of_argument = insn->k / sizeof(uint32_t) >= FIRST_ARG;
		if (!of_argument || BPF_CLASS(insn->code) != BPF_JMP || insn->code == (BPF_JMP | BPF_JA))
			continue;
		for (uint32_t index = 0; index < RULE_ARGS; index++)
			if (looks_at(t, index))
				try_constant(t, call, index, before, insn->k);
		before = insn->k;
	}
}

static void try_conditions_of_plan(struct trial *t, const struct tried *call)
{
	enum lc_abi abi = abi_of(call->arch);

	for (size_t i = 0; i < t->plan.nsyscalls; i++) {
		const struct sys_plan *row = &t->plan.syscalls[i];

		if (row->abi != abi || row->nr != call->nr)
			continue;
		for (size_t k = 0; k < row->nargs; k++)
			try_condition(t, call, &row->args[k]);
	}
}

static void try_conditions_of_rules(struct trial *t, const struct tried *call)
{
	bool has = call->arch != SYSNO_ARCHES && (t->exact.arches >> call->arch & 1);
	const struct sysno_info *info = has ? ruleset_call(call->arch, call->nr) : NULL;

	for (size_t i = 0; info && i < t->exact.n; i++) {
		const struct rule *rule = &t->exact.rules[i];

		if (!(rule->arches >> call->arch & 1) || strcmp(rule->name, info->name) != 0)
			continue;
		for (size_t k = 0; k < rule->nargs; k++)
			try_condition(t, call, &rule->args[k]);
	}
}

/* --- numbers --------------------------------------------------------------------- */

static bool is_tolerated(const struct trial *t, const struct tried *call)
{
	const struct sysno_info *info = t->promise->tolerated ? ruleset_call(call->arch, call->nr) : NULL;

	for (const char *const *name = t->promise->tolerated; info && *name; name++)
		if (!strcmp(*name, info->name))
			return true;
	return false;
}

static void try_call(struct trial *t, const struct tried *call)
{
	static const uint64_t none[RULE_ARGS];
	uint32_t known = 0;

	if (is_tolerated(t, call))
		return;
	t->loaded = 0;
	try_args(t, call, none);
	/* Each value may be the way to a condition on another argument. */
	while (t->loaded >> FIRST_ARG & ~known) {
		known = t->loaded >> FIRST_ARG;
		try_constants(t, call);
	}
	if (abi_of(call->arch) != LC_ABIS)
		try_conditions_of_plan(t, call);
	else
		try_conditions_of_rules(t, call);
}

static void try_number(struct trial *t, enum sysno_arch arch, uint32_t nr)
{
	struct tried call = { .arch = arch, .audit_arch = ruleset_audit_arch(arch), .raw = nr, .nr = nr };

	if (arch == SYSNO_X32)
		call.raw |= RULESET_X32_BIT;
	try_call(t, &call);
	/* The bit means nothing there. */
	call.nr = call.raw = nr | RULESET_X32_BIT;
	if (is_32_bit(arch) && !(nr & RULESET_X32_BIT))
		try_call(t, &call);
}

static void try_arch(struct trial *t, enum sysno_arch arch)
{
	for (uint32_t nr = 0; nr <= NUMBERS; nr++)
		try_number(t, arch, nr);
	/* 32-bit ARM has some of its own far above. */
	for (size_t i = 0; i < sysno_count(); i++)
		if (sysno_at(i)->number[arch] > NUMBERS)
			try_number(t, arch, (uint32_t)sysno_at(i)->number[arch]);
	for (size_t i = 0; i < ARRAY_SIZE(strange); i++)
		/* With the bit added, or taken for it, a large number would be another one. */
		if (arch != SYSNO_X32 || strange[i] < RULESET_X32_BIT)
			try_number(t, arch, strange[i]);
}

static void try_strange_arches(struct trial *t)
{
	for (size_t i = 0; i < ARRAY_SIZE(strange_arches); i++)
		for (uint32_t nr = 0; nr <= NUMBERS; nr++)
			try_call(t, &(struct tried){ SYSNO_ARCHES, strange_arches[i], nr, nr });
}

/* --- all of them ------------------------------------------------------------------- */

/* The oracle does not know what is ignored either. */
static int drop_ignored(struct trial *t, const struct plan *plan)
{
	t->plan = *plan;
	t->plan.nsyscalls = 0;
	t->plan.syscalls = calloc(plan->nsyscalls + 1, sizeof(*plan->syscalls));
	if (!t->plan.syscalls)
		return -ENOMEM;
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].why & ~t->promise->ignored)
			t->plan.syscalls[t->plan.nsyscalls++] = plan->syscalls[i];
	return 0;
}

static int begin(struct trial *t, const struct plan *plan)
{
	int r = drop_ignored(t, plan);

	if (!r)
		r = ruleset_make(plan, t->promise->ignored, &t->exact);
	if (!r && t->promise->shape) {
		r = ruleset_make(plan, t->promise->ignored, &t->shaped);
		ruleset_shape(&t->shaped, t->promise->shape);
	}
	return r;
}

int ruleset_check(const struct plan *plan, const struct ruleset_promise *promise, const struct cbpf_insn *program,
		  size_t n, struct ruleset_checked *out)
{
	_cleanup_(trial_free) struct trial t = { .promise = promise, .program = program, .n = n };
	size_t at = 0;
	int r;

	if (cbpf_check(program, n, &at))
		return fail(-EINVAL, "not a program that seccomp takes: instruction %zu of %zu", at, n);
	r = begin(&t, plan);
	if (r)
		return r;
	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		if (abi_of(arch) != LC_ABIS || !(promise->shape & RULESET_ONE_MACHINE))
			try_arch(&t, (enum sysno_arch)arch);
	try_strange_arches(&t);
	t.out.insns = n;
	*out = t.out;
	return 0;
}

static void add_args(const uint64_t args[RULE_ARGS], struct buf *b)
{
	size_t last = RULE_ARGS;

	while (last && !args[last - 1])
		last--;
	for (size_t i = 0; i < last; i++)
		buf_addf(b, "%s%#llx", i ? ", " : "", (unsigned long long)args[i]);
}

void ruleset_difference_text(const struct ruleset_difference *d, struct buf *b)
{
	const struct sysno_info *info = ruleset_call(d->arch, d->nr);
	char room[32];

	if (info)
		buf_addf(b, "%s(", info->name);
	else
		buf_addf(b, "call %#x(", d->nr);
	add_args(d->args, b);
	buf_addf(b, ") on %s gets %s", d->arch == SYSNO_ARCHES ? "an unknown architecture" :
		 ruleset_arch_name(d->arch), answer_text(d->got, room));
	buf_addf(b, ", the plan says %s", answer_text(d->wanted, room));
}
