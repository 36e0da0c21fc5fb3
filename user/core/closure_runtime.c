// SPDX-License-Identifier: BSD-2-Clause
/* Knows which calls behind the filter are the container runtime's: those of the table, and those that were seen. */
#include <errno.h>
#include <stdlib.h>

#include "core/closure.h"
#include "core/closure_parts.h"
#include "core/role.h"
#include "core/runtime_base.h"

/* Some runtimes try mount calls first and do without them: those stay out. */
static struct sys_plan *add_open(struct closure_list *l, const struct sysno_info *info)
{
	return info && closure_is_open(info, CLOSURE_NATIVE) ?
		       closure_list_add(l, CLOSURE_NATIVE, info, WHY_RUNTIME) : NULL;
}

static void add_table(struct closure_list *l, const struct plan *plan)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		unsigned int runtimes = runtime_base(sysno_at(i), plan->options.runtime, plan->no_new_privs,
						     plan->options.exec);
		struct sys_plan *row = runtimes ? add_open(l, sysno_at(i)) : NULL;

		if (row)
			row->runtimes = runtimes;
	}
}

static void add_measured(struct closure_list *l, const struct plan *plan)
{
	for (size_t i = 0; i < plan->roles.n; i++) {
		const struct program_role *role = &plan->roles.at[i];
		const struct sysset *set = &role->program->syscalls[CLOSURE_NATIVE];

		if (role->role != PROGRAM_FILTERED || !runtime_serves(plan->options.runtime, role->runtime))
			continue;
		for (size_t k = 0; k < set->n; k++) {
			struct sys_plan *row = add_open(l, sysno_by_number(CLOSURE_NATIVE, set->use[k].nr));

			if (row)
				row->measured |= 1u << role->runtime;
		}
	}
}

void closure_add_runtime(struct closure_list *l, const struct plan *plan)
{
	add_table(l, plan);
	add_measured(l, plan);
}

static bool is_measured(const struct plan *plan, const struct sysno_info *info)
{
	int nr = info->number[sysno_arch_of(CLOSURE_NATIVE)];

	for (size_t i = 0; nr >= 0 && i < plan->roles.n; i++)
		if (plan->roles.at[i].role == PROGRAM_FILTERED &&
		    sysset_has(&plan->roles.at[i].program->syscalls[CLOSURE_NATIVE], (uint32_t)nr))
			return true;
	return false;
}

int closure_runtime(const struct plan *plan, struct runtime_call **out, size_t *n)
{
	_free_ struct runtime_call *calls = NULL;
	size_t found = 0;

	if (plan->roles.first) {
		calls = calloc(sysno_count(), sizeof(*calls));
		if (!calls)
			return -ENOMEM;
	}
	for (size_t i = 0; calls && i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);
		const struct runtime_call call = {
			.name = info->name,
			.measured = is_measured(plan, info),
			.table = runtime_has(info, plan->roles.runtime),
		};

		if (call.measured || call.table)
			calls[found++] = call;
	}
	*n = found;
	*out = TAKE(calls);
	return 0;
}
