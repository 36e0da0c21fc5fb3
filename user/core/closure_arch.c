// SPDX-License-Identifier: BSD-2-Clause
/* Knows which calls of other architectures and ABIs do what was seen here. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/closure.h"
#include "core/closure_parts.h"

#define BITS_64 (1u << SYSNO_AARCH64 | 1u << SYSNO_RISCV64 | 1u << SYSNO_LOONGARCH64)
#define BITS_32 (1u << SYSNO_I386 | 1u << SYSNO_ARM)
#define OTHERS (BITS_64 | 1u << SYSNO_ARM)

/* What the libcs of newer architectures call where the older one has a call of its own, in another group. */
static const struct {
	const char *here, *there;
} others[] = {
	{ "pause", "ppoll" },
};

static unsigned int arches_of(const struct plan *plan)
{
	bool all = plan->options.portable == PORTABLE_ARCH || plan->options.portable == PORTABLE_ALL;

	return plan->options.arches ? plan->options.arches & OTHERS : all ? BITS_64 : 0;
}

/*
 * fork() is clone() where there is none. Docker lets clone() make no namespaces, and so do we: it comes in with that
 * condition and no other way (core/argument.c).
 */
static bool is_forking(const struct sysno_info *seen, const struct sysno_info *other)
{
	return (!strcmp(seen->name, "fork") || !strcmp(seen->name, "vfork")) && !strcmp(other->name, "clone");
}

static bool is_other(const struct sysno_info *seen, const struct sysno_info *other)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (!strcmp(seen->name, others[i].here) && !strcmp(other->name, others[i].there))
			return true;
	return false;
}

/* A wide or time64 variant is the same call: with the same gate it crosses no boundary. */
static bool is_variant(const struct sysno_info *seen, const struct sysno_info *other, enum sysno_arch arch)
{
	return closure_is_like(seen, other) && strchr("WT", other->role) &&
	       (closure_may_follow(seen, other, arch) || !strcmp(seen->docker, other->docker));
}

/*
 * Whether a program that calls seen here calls other there. A libc of 32 bits prefers the variants of its own and the
 * multiplexer even where it has a call of the same name.
 */
static bool is_there(const struct sysno_info *seen, const struct sysno_info *other, enum sysno_arch arch)
{
	if (seen == other || other->number[arch] < 0)
		return false;
	if (is_variant(seen, other, arch))
		return true;
	if (closure_multiplexes(other, seen))
		return closure_may_follow(seen, other, arch);
	if (seen->number[arch] >= 0)
		return false;
	return is_forking(seen, other) ||
	       ((is_other(seen, other) || closure_is_like(seen, other)) && closure_may_follow(seen, other, arch));
}

/* Whether nothing but the call itself can be there: it exists, and no libc of 32 bits prefers another. */
static bool is_same(const struct sysno_info *seen, enum sysno_arch arch)
{
	return seen->number[arch] >= 0 && !(BITS_32 >> arch & 1);
}

/* What it starts with there is added whatever .portable says: it was started here by other calls. */
void closure_add_abi(struct closure_list *l, enum lc_abi abi, const struct closure_list *seen)
{
	enum sysno_arch arch = sysno_arch_of(abi);
	bool started = false;

	for (size_t i = 0; i < seen->n; i++) {
		const struct sysno_info *info = sysno_by_number(seen->rows[i].abi, seen->rows[i].nr);

		started |= closure_started(seen, seen->n, seen->rows[i].abi);
		closure_list_stand_in(l, abi, info, WHY_ARCH, NULL);
		for (size_t k = 0; !is_same(info, arch) && k < sysno_count(); k++)
			if (is_there(info, sysno_at(k), arch))
				closure_list_stand_in(l, abi, sysno_at(k), WHY_ARCH, info->name);
	}
	if (started)
		closure_add_floor(l, abi, WHY_ARCH);
}

/* --- other architectures ---------------------------------------------------- */

/* Of what is there, this machine has some, too: formats with one list let it through here in any case. */
static void add_row(struct closure_list *l, const struct sysno_info *seen, enum sysno_arch arch)
{
	for (size_t k = 0; !is_same(seen, arch) && k < sysno_count(); k++) {
		const struct sysno_info *other = sysno_at(k);

		if (is_there(seen, other, arch))
			closure_list_stand_in(l, CLOSURE_NATIVE, other, WHY_ARCH, seen->name);
	}
}

static void add_start(void *to, const struct sysno_info *info)
{
	closure_list_stand_in(to, CLOSURE_NATIVE, info, WHY_ARCH, NULL);
}

static void add_arch(struct closure_list *l, enum sysno_arch arch, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_row(l, sysno_by_number(l->rows[i].abi, l->rows[i].nr), arch);
	if (closure_started(l, n, CLOSURE_NATIVE))
		closure_each_floor(arch, add_start, l);
}

void closure_add_arches(struct closure_list *l, const struct plan *plan)
{
	unsigned int arches = arches_of(plan);
	size_t n = l->n;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		if (arches >> arch & 1)
			add_arch(l, arch, n);
}

/* The calls of one architecture: marks, by place in the table of calls. */
struct marks {
	struct foreign_call *at; /* .info NULL: not in it */
	size_t n;
	enum sysno_arch arch;
};

static void mark(struct marks *m, const struct sysno_info *info, const char *for_name)
{
	struct foreign_call *call = &m->at[info - sysno_at(0)];

	if (info->number[m->arch] < 0 || call->info)
		return;
	*call = (struct foreign_call){ .arch = m->arch, .info = info, .for_name = for_name };
	m->n++;
}

static bool is_listed(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (!strcmp(plan->syscalls[i].name, name))
			return true;
	return false;
}

static bool is_only_there(const struct sysno_info *info)
{
	return info->number[sysno_arch_of(CLOSURE_NATIVE)] < 0;
}

/* What is here by the same name is there only if it is allowed here: a review may have taken it off the list. */
static void mark_stand_ins(struct marks *m, const struct plan *plan, const struct sysno_info *seen)
{
	for (size_t k = 0; !is_same(seen, m->arch) && k < sysno_count(); k++) {
		const struct sysno_info *other = sysno_at(k);

		if (is_there(seen, other, m->arch) && (is_only_there(other) || is_listed(plan, other->name)))
			mark(m, other, seen->name);
	}
}

static void mark_start(void *to, const struct sysno_info *info)
{
	if (is_only_there(info))
		mark(to, info, NULL);
}

static bool has_started(const struct plan *plan)
{
	const struct closure_list l = { .rows = plan->syscalls, .n = plan->nsyscalls };

	return closure_started(&l, l.n, CLOSURE_NATIVE);
}

/* The same names first: they stand in for nothing. */
static void mark_arch(struct marks *m, const struct plan *plan)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		mark(m, sysno_by_name(plan->syscalls[i].name), NULL);
	for (size_t k = 0; k < sysno_count(); k++)
		if (is_only_there(sysno_at(k)) && closure_is_issued(sysno_at(k), m->arch))
			mark(m, sysno_at(k), NULL);
	if (has_started(plan))
		closure_each_floor(m->arch, mark_start, m);
	for (size_t i = 0; i < plan->nsyscalls; i++)
		mark_stand_ins(m, plan, sysno_by_number(plan->syscalls[i].abi, plan->syscalls[i].nr));
}

static int append_marks(const struct marks *m, struct foreign_call **at, size_t *n)
{
	struct foreign_call *bigger = reallocarray(*at, *n + m->n, sizeof(*bigger));

	if (!bigger)
		return -ENOMEM;
	*at = bigger;
	for (size_t k = 0; k < sysno_count(); k++)
		if (m->at[k].info)
			bigger[(*n)++] = m->at[k];
	return 0;
}

static int add_foreign(const struct plan *plan, enum sysno_arch arch, struct foreign_call **at, size_t *n)
{
	_free_ struct foreign_call *room = calloc(sysno_count(), sizeof(*room));
	struct marks m = { .at = room, .arch = arch };

	if (!room)
		return -ENOMEM;
	mark_arch(&m, plan);
	return append_marks(&m, at, n);
}

int closure_foreign(const struct plan *plan, struct foreign_call **out, size_t *n)
{
	_free_ struct foreign_call *at = NULL;
	unsigned int arches = plan->nsyscalls ? arches_of(plan) : 0;
	size_t found = 0;
	int r = 0;

	for (int arch = 0; !r && arch < SYSNO_ARCHES; arch++)
		if (arches >> arch & 1)
			r = add_foreign(plan, arch, &at, &found);
	if (r)
		return r;
	*out = TAKE(at);
	*n = found;
	return 0;
}
