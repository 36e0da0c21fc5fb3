// SPDX-License-Identifier: BSD-2-Clause
/*
 * The closure of a syscall list: what was seen, and one part after the other that adds to it. The parts are in files
 * of their own (core/closure_parts.h).
 */
#include "core/closure.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/closure_parts.h"
#include "core/prove.h"
#include "core/review.h"

/* One that was seen, and that no replay showed to be needless. */
static void add_use(struct closure_list *l, enum lc_abi abi, const struct sysuse *use)
{
	const struct sysno_info *info = sysno_by_number(abi, use->nr);
	struct sys_plan *row = info ? closure_list_add(l, abi, info, WHY_OBSERVED) : NULL;

	if (!row)
		return;
	row->phases |= use->phases;
	if (__builtin_add_overflow(row->count, use->count, &row->count))
		row->count = UINT64_MAX;
}

static void add_observed(struct closure_list *l, const struct plan *plan, bool used[LC_ABIS])
{
	const struct profile *p = plan->profile;
	const struct proof *proof = prove_holds(p) ? p->proof : NULL;

	for (size_t i = 0; i < p->nprograms; i++) {
		if (!roles_count(&plan->roles, p->programs[i].id))
			continue;
		for (int abi = 0; abi < LC_ABIS; abi++) {
			const struct sysset *s = &p->programs[i].syscalls[abi];

			for (size_t k = 0; k < s->n; k++) {
				used[abi] |= sysno_by_number(abi, s->use[k].nr) != NULL;
				if (!proof || !sysset_has(&proof->needless[abi], s->use[k].nr))
					add_use(l, abi, &s->use[k]);
			}
		}
	}
}

/* --- ABIs ---------------------------------------------------------------------- */

/* Copies the rows of one ABI. */
static void take_abi(struct closure_list *l, enum lc_abi abi, const struct closure_list *seen)
{
	for (size_t i = 0; i < seen->n; i++) {
		const struct sys_plan *from = &seen->rows[i];
		struct sys_plan *row = from->abi == abi ?
			closure_list_add(l, abi, sysno_by_number(abi, from->nr), WHY_OBSERVED) : NULL;

		if (row)
			*row = *from;
	}
}

/* Those that were asked for, by what was seen there or else on others. used[]: before and after. */
static void choose_abis(struct closure_list *l, const struct plan *plan, const struct closure_list *seen,
			bool used[LC_ABIS])
{
	for (int abi = 0; abi < LC_ABIS; abi++) {
		bool asked = plan->options.abis >> abi & 1;

		if (used[abi] && (asked || !plan->options.abis))
			take_abi(l, abi, seen);
		else if (asked)
			closure_add_abi(l, abi, seen);
		used[abi] = plan->options.abis ? asked : used[abi];
	}
}

/* --- all parts ------------------------------------------------------------------ */

static bool reaches(const struct plan *plan, enum portable level)
{
	return plan->options.portable == level || plan->options.portable == PORTABLE_ALL;
}

/* Where a review refuses clone3(), what libraries then call must be there. */
static void add_clone(struct closure_list *l, const struct plan *plan, size_t n)
{
	const struct sysno_info *newer = sysno_by_name("clone3"), *older = sysno_by_name("clone");

	if (!plan->options.review || review_accepts(&plan->options, newer->name))
		return;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(l->rows[i].name, newer->name))
			closure_list_stand_in(l, l->rows[i].abi, older, WHY_LIBC, newer->name);
}

/* The first l->n rows are those that the workload calls itself. */
static void close_list(struct closure_list *l, const struct plan *plan, const bool used[LC_ABIS])
{
	size_t n = l->n;

	for (int abi = 0; abi < LC_ABIS; abi++) {
		if (!used[abi])
			continue;
		closure_add_kernel(l, abi);
		closure_add_vdso(l, abi);
	}
	closure_list_add(l, CLOSURE_NATIVE, sysno_by_name("execve"), WHY_KERNEL);
	closure_add_uring(l, plan, used);
	add_clone(l, plan, n);
	if (plan->options.portable != PORTABLE_NONE)
		closure_add_libc(l, n);
	if (reaches(plan, PORTABLE_KERNEL))
		closure_add_release(l, plan, n);
	closure_add_runtime(l, plan);
	closure_add_arches(l, plan);
}

static int compare_rows(const void *a, const void *b)
{
	const struct sys_plan *x = a, *y = b;

	return x->abi != y->abi ? order_u64(x->abi, y->abi) : strcmp(x->name, y->name);
}

int closure_make(const struct plan *plan, bool used[LC_ABIS], struct sys_plan **out, size_t *n)
{
	_closure_list_ struct closure_list seen = CLOSURE_LIST_INIT, l = CLOSURE_LIST_INIT;
	bool abis[LC_ABIS] = { false };

	add_observed(&seen, plan, abis);
	if (seen.n) {
		choose_abis(&l, plan, &seen, abis);
		close_list(&l, plan, abis);
	}
	if (seen.failed || l.failed)
		return -ENOMEM;
	if (l.n)
		qsort(l.rows, l.n, sizeof(*l.rows), compare_rows);
	memcpy(used, abis, sizeof(abis));
	*n = l.n;
	*out = TAKE(l.rows);
	return 0;
}
