// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a filter of a plan must answer to each call. */
#include <assert.h>

#include "core/plan.h"

const char *portable_name(enum portable portable)
{
	static const char *const names[] = {
		[PORTABLE_NONE] = "none", [PORTABLE_LIBC] = "libc", [PORTABLE_KERNEL] = "kernel",
		[PORTABLE_ARCH] = "arch", [PORTABLE_ALL] = "all",
	};

	static_assert(ARRAY_SIZE(names) == PORTABLES, "a name for each");
	return (unsigned int)portable < PORTABLES ? names[portable] : "unknown";
}

const char *refuse_why_name(enum refuse_why why)
{
	static const char *const names[] = {
		[REFUSE_FALLBACK] = "fallback", [REFUSE_RISK] = "risk", [REFUSE_FAILED] = "failed",
	};

	static_assert(ARRAY_SIZE(names) == REFUSE_WHYS, "a name for each");
	return (unsigned int)why < REFUSE_WHYS ? names[why] : "unknown";
}

static bool any_holds(const struct sys_plan *call, const uint64_t *args)
{
	for (size_t i = 0; i < call->nargs; i++)
		if ((args[call->args[i].index] & call->args[i].mask) == call->args[i].value)
			return true;
	return !call->nargs;
}

struct sys_answer plan_answer(const struct plan *plan, enum lc_abi abi, uint32_t nr, const uint64_t *args)
{
	for (size_t i = 0; i < plan->nsyscalls; i++)
		if (plan->syscalls[i].abi == abi && plan->syscalls[i].nr == nr && any_holds(&plan->syscalls[i], args))
			return (struct sys_answer){ .kind = ANSWER_ALLOW };
	for (size_t i = 0; plan->deny.kind != ANSWER_LOG && i < plan->nrefused; i++)
		if (plan->refused[i].abi == abi && plan->refused[i].nr == nr)
			return (struct sys_answer){ ANSWER_ERRNO, plan->refused[i].error };
	return plan->deny;
}
