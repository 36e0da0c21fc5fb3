// SPDX-License-Identifier: BSD-2-Clause
/* Knows what a program calls in the place of its rings when they are refused. */
#include <string.h>

#include "core/closure.h"
#include "core/closure_parts.h"
#include "core/role.h"
#include "core/uring.h"

/* Also where it is on the list already: what a ring gave it was not seen, so no rule on arguments holds. */
static void add_call(struct closure_list *l, enum lc_abi abi, const struct sysno_info *info, const char *op)
{
	bool is_new = !closure_list_has(l, abi, info);
	struct sys_plan *row;

	if (is_new && !closure_is_open(info, abi))
		return;
	row = closure_list_add(l, abi, info, WHY_IO_URING);
	if (row && is_new)
		row->for_name = op;
}

static void add_operation(struct closure_list *l, enum lc_abi abi, uint64_t opcode)
{
	const struct uring_op *op = uring_op(opcode);

	for (size_t i = 0; op && op->calls[i]; i++) {
		const struct sysno_info *info = sysno_by_name(op->calls[i]);

		if (info)
			add_call(l, abi, info, op->name);
	}
}

void closure_add_uring(struct closure_list *l, const struct plan *plan, const bool used[LC_ABIS])
{
	const struct profile *p = plan->profile;

	for (size_t i = 0; i < p->nvalues; i++) {
		const struct value_set *set = &p->values[i];

		if (set->index != LC_ARGUMENT_OPCODE || set->abi >= LC_ABIS || !used[set->abi] ||
		    !roles_count(&plan->roles, set->program))
			continue;
		for (size_t k = 0; k < set->n; k++)
			add_operation(l, (enum lc_abi)set->abi, set->values[k]);
	}
}
