// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the syscalls of a plan: whatever profile is read and whatever was asked for, its lists are in order and apart,
 * nothing is added that Docker's default gates, conditions are its own, and the oracle agrees with the lists.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "core/argument.h"
#include "core/closure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static bool is_before(enum lc_abi a, const char *x, enum lc_abi b, const char *y)
{
	return a < b || (a == b && strcmp(x, y) < 0);
}

static bool is_listed(const struct plan *plan, enum lc_abi abi, const char *name)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi && !strcmp(plan->syscalls[i].name, name))
			return true;
	return false;
}

/* What may come in though Docker gates it: the same call elsewhere, and what tests/unit/closure_bound.c excepts. */
static bool is_bounded(const struct plan *plan, const struct sys_plan *row)
{
	const struct sysno_info *info = sysno_by_name(row->name);

	if (row->why & WHY_OBSERVED || closure_is_open(info, row->abi) || (row->why == WHY_ARCH && !row->for_name))
		return true;
	if (!strcmp(row->name, "clone") || !strcmp(row->name, "socket"))
		return true;
	return plan->options.abis && strchr("WT", info->role);
}

static void check_args(const struct plan *plan, const struct sys_plan *row)
{
	demand(row->nargs <= ARGUMENT_VALUES_MAX, "few conditions");
	demand(!row->nargs || !row->widened, "conditions, or none");
	for (size_t i = 0; i < row->nargs; i++) {
		demand(row->args + i >= plan->arg_rules, "conditions are the plan's");
		demand(row->args[i].index < 6 && !(row->args[i].value & ~row->args[i].mask), "a condition can hold");
		demand(!plan->options.any_args || !strcmp(row->name, "clone"), "no conditions where none are wanted");
	}
}

static void check_rows(const struct plan *plan)
{
	for (size_t i = 0; i < plan->nsyscalls; i++) {
		const struct sys_plan *row = &plan->syscalls[i];
		const struct sysno_info *info = sysno_by_number(row->abi, row->nr);

		demand(info && !strcmp(info->name, row->name), "a row is of the table");
		demand(!i || is_before(row[-1].abi, row[-1].name, row->abi, row->name), "rows are in order");
		demand(row->why && !(row->why >> WHYS), "a row has a reason");
		demand(is_bounded(plan, row), "nothing crosses a boundary");
		check_args(plan, row);
	}
}

static void check_refused(const struct plan *plan)
{
	const uint64_t args[6] = { 0 };

	for (size_t i = 0; i < plan->nrefused; i++) {
		const struct sys_refused *call = &plan->refused[i];
		struct sys_answer answer = plan_answer(plan, call->abi, call->nr, args);

		demand(!i || is_before(call[-1].abi, call[-1].name, call->abi, call->name), "refusals are in order");
		demand(!is_listed(plan, call->abi, call->name), "what is refused is not listed");
		demand((call->why == REFUSE_RISK) == (call->risk != NULL), "a risk is named");
		demand(plan->deny.kind == ANSWER_LOG ? answer.kind == ANSWER_LOG :
			       answer.kind == ANSWER_ERRNO && answer.error == call->error, "it is answered so");
	}
}

static void check_foreign(const struct plan *plan)
{
	for (size_t i = 0; i < plan->nforeign; i++) {
		const struct foreign_call *call = &plan->foreign[i];

		demand(call->info->number[call->arch] >= 0, "it is there");
		demand(!i || call[-1].arch < call->arch ||
			       (call[-1].arch == call->arch && strcmp(call[-1].info->name, call->info->name) < 0),
		       "foreign calls are in order");
	}
}

static struct plan_options choose(size_t n)
{
	static const struct sys_answer denials[] = {
		{ ANSWER_ALLOW, 0 }, { ANSWER_ERRNO, EPERM }, { ANSWER_KILL, 0 }, { ANSWER_LOG, 0 },
	};

	return (struct plan_options){
		.portable = n % PORTABLES, .runtime = n % RUNTIMES, .abis = n / 7 % (1u << LC_ABIS),
		.arches = n % 3 ? 0 : n / 5 % (1u << SYSNO_ARCHES), .deny = denials[n / 3 % ARRAY_SIZE(denials)],
		.review = n / 2 % 2, .any_args = n / 11 % 4 == 0,
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_profile_ struct profile *profile = NULL;

	fail_clear();
	if (profile_parse(data, size, &profile))
		return 0;
	for (size_t n = size; n < size + 8; n++) {
		const struct plan_options options = choose(n * 13);
		_plan_ struct plan *plan = NULL;

		demand(plan_make(profile, &options, &plan) == 0, "a plan");
		check_rows(plan);
		check_refused(plan);
		check_foreign(plan);
	}
	return 0;
}
