// SPDX-License-Identifier: BSD-2-Clause
/* Knows which calls are refused knowingly, why, and with which error. */
#include "core/review.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"
#include "core/closure.h"
#include "core/risk.h"

/* Reasons for which a call stays, whatever it is: without them nothing starts or ends. */
#define STAYS (WHY_KERNEL | WHY_VDSO | WHY_RUNTIME)

struct refusals {
	struct sys_refused *at;
	size_t n, room;
};

static int refuse(struct refusals *l, const struct sys_refused *call)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 32;
		struct sys_refused *at = reallocarray(l->at, room, sizeof(*at));

		if (!at)
			return -ENOMEM;
		l->at = at;
		l->room = room;
	}
	l->at[l->n++] = *call;
	return 0;
}

bool review_accepts(const struct plan_options *options, const char *name)
{
	const struct risk *risk = risk_of(name);

	for (size_t i = 0; i < options->naccept; i++)
		if (!strcmp(options->accept[i], name) || (risk && !strcmp(options->accept[i], risk->id)))
			return true;
	return false;
}

uint32_t review_failed(const struct plan *plan, const struct sys_plan *row)
{
	const struct profile *p = plan->profile;
	uint32_t error = 0;

	for (size_t i = 0; i < p->nprograms; i++) {
		const struct sysuse *use = sysset_use(&p->programs[i].syscalls[row->abi], row->nr);

		if (!use || !roles_count(&plan->roles, p->programs[i].id))
			continue;
		if (!use->failed)
			return 0;
		if (!error)
			error = use->failed;
	}
	return error;
}

/* What another libc starts with is not judged by this one's failures. */
static bool is_judged_by_failure(const struct plan *plan, const struct sys_plan *row)
{
	return row->why & WHY_OBSERVED &&
	       (plan->options.portable == PORTABLE_NONE || !closure_is_floor(row->name, row->abi));
}

/* Whether the row is refused; then why, and with what. */
static bool is_refused(const struct plan *plan, const struct sys_plan *row, struct sys_refused *out)
{
	const struct risk *risk = risk_of(row->name);
	uint32_t error;

	if (row->why & STAYS || review_accepts(&plan->options, row->name))
		return false;
	*out = (struct sys_refused){ .abi = row->abi, .nr = row->nr, .name = row->name, .error = ENOSYS,
				     .count = row->count };
	error = is_judged_by_failure(plan, row) ? review_failed(plan, row) : 0;
	if (!strcmp(row->name, "clone3")) {
		out->why = REFUSE_FALLBACK;
	} else if (error) {
		out->why = REFUSE_FAILED;
		out->error = error;
	} else {
		out->why = REFUSE_RISK;
		out->risk = risk;
	}
	return out->why != REFUSE_RISK || risk;
}

static int move_refused(struct plan *plan, struct refusals *l)
{
	size_t kept = 0;
	int r = 0;

	for (size_t i = 0; i < plan->nsyscalls; i++) {
		struct sys_refused call;

		if (is_refused(plan, &plan->syscalls[i], &call)) {
			r = refuse(l, &call);
			if (r)
				return r;
		} else {
			plan->syscalls[kept++] = plan->syscalls[i];
		}
	}
	plan->nsyscalls = kept;
	return r;
}

/* --- fall-backs ------------------------------------------------------------------ */

static bool makes_fall_back(struct sys_answer answer)
{
	return answer.kind == ANSWER_LOG || (answer.kind == ANSWER_ERRNO && answer.error == ENOSYS);
}

static bool is_known(const struct plan *plan, const struct refusals *l, enum lc_abi abi, const char *name)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi && !strcmp(plan->syscalls[i].name, name))
			return true;
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i].abi == abi && !strcmp(l->at[i].name, name))
			return true;
	return false;
}

static bool has_group(const struct plan *plan, enum lc_abi abi, const char *group)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi && !strcmp(sysno_by_name(plan->syscalls[i].name)->group, group))
			return true;
	return false;
}

/* Newer calls, and those of 32 bits with wide times: a libc tries them first, and takes ENOSYS for an old kernel. */
static bool is_tried(const struct plan *plan, enum lc_abi abi, const struct sysno_info *info)
{
	if (info->role != 'N' && info->role != 'T')
		return false;
	return !strcmp(info->name, "clone3") || has_group(plan, abi, info->group);
}

static bool has_rows(const struct plan *plan, enum lc_abi abi)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi)
			return true;
	return false;
}

static int add_fall_backs(const struct plan *plan, struct refusals *l, enum lc_abi abi)
{
	int r = 0;

	for (size_t i = 0; !r && i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);
		int nr = info->number[sysno_arch_of(abi)];
		const struct sys_refused call = { .abi = abi, .nr = (uint32_t)nr, .name = info->name,
						  .why = REFUSE_FALLBACK, .error = ENOSYS };

		if (nr >= 0 && is_tried(plan, abi, info) && !is_known(plan, l, abi, info->name))
			r = refuse(l, &call);
	}
	return r;
}

static int compare_refused(const void *a, const void *b)
{
	const struct sys_refused *x = a, *y = b;

	return x->abi != y->abi ? order_u64(x->abi, y->abi) : strcmp(x->name, y->name);
}

int review_calls(struct plan *plan)
{
	struct refusals l = { 0 };
	int r = plan->options.review ? move_refused(plan, &l) : 0;

	for (int abi = 0; !r && !makes_fall_back(plan->deny) && abi < LC_ABIS; abi++)
		if (has_rows(plan, abi))
			r = add_fall_backs(plan, &l, abi);
	if (l.n)
		qsort(l.at, l.n, sizeof(*l.at), compare_refused);
	plan->refused = l.at; /* plan_free() has it, whatever became of it */
	plan->nrefused = l.n;
	return r;
}
