// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes who is the workload and who the runtime: whatever profile is read, each program has one role, no check of a
 * runtime is advice, and the reports can be made.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/fail.h"
#include "emit/emit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void check_roles(const struct profile *p, const struct roles *roles)
{
	demand(roles->n == p->nprograms, "each program has a role");
	demand((roles->first == NULL) == (roles->runtime == RUNTIME_NONE), "who starts something has a name");
	demand(!roles->first || roles_count(roles, roles->first->id), "what was started is the workload");
	for (size_t i = 0; i < p->nprograms; i++) {
		const struct program_role *role = roles_of(roles, p->programs[i].id);

		demand(role && role->program == &p->programs[i] && role->is, "a role is found by its id");
		demand((role->role == PROGRAM_WORKLOAD) == (role->runtime == RUNTIME_NONE), "only runtimes are of one");
		demand(role->role == PROGRAM_WORKLOAD || roles->first, "there is no runtime that starts nothing");
		demand(role->role != PROGRAM_FILTERED || (role->program->flags & LC_PROGRAM_FILTERING),
		       "behind a filter is who loaded one");
		demand(roles_of(roles, role->is->id)->is == role->is, "the whole is shown as itself");
	}
}

static void check_evidence(const struct plan *plan)
{
	for (size_t i = 0; i < plan->ncaps; i++)
		for (size_t k = 0; k < plan->caps[i].nevidence; k++)
			demand(roles_count(&plan->roles, plan->caps[i].evidence[k]->program),
			       "no check of a runtime is evidence");
}

static void check_reports(const struct plan *plan)
{
	const struct emit_style style = { .width = 80 };
	_buf_ struct buf text = BUF_INIT, bytes = BUF_INIT;
	json_t *json;

	demand(emit_text(plan, &style, &text) == 0, "a report for people");
	demand(emit_json(plan, &style, &bytes) == 0, "a report for machines");
	json = json_loadb(bytes.text, bytes.size, 0, NULL);
	demand(json_is_object(json), "JSON can be read");
	json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_profile_ struct profile *profile = NULL;

	fail_clear();
	if (profile_parse(data, size, &profile))
		return 0;
	for (unsigned int runtime = 0; runtime < RUNTIMES; runtime++) {
		const struct plan_options options = { .runtime = runtime, .exec = size % 2 };
		_plan_ struct plan *plan = NULL;

		demand(plan_make(profile, &options, &plan) == 0, "a plan");
		check_roles(profile, &plan->roles);
		check_evidence(plan);
		if (runtime == size % RUNTIMES)
			check_reports(plan);
	}
	return 0;
}
