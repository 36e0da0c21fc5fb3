// SPDX-License-Identifier: BSD-2-Clause
/* Knows how what starts a workload is shown: as the runtime, with what it does behind its own filter. */
#include "emit/runtime_part.h"

#include <errno.h>
#include <string.h>

#include "core/sysno.h"
#include "emit/caplist.h"
#include "emit/text_table.h"

/* --- parts -------------------------------------------------------------------- */

enum role part_role(const struct plan *plan, const struct program *program)
{
	const struct program_role *role = roles_of(&plan->roles, program->id);

	return role ? role->role : PROGRAM_WORKLOAD;
}

const struct program *part_whole(const struct plan *plan, const struct program *program)
{
	const struct program_role *role = roles_of(&plan->roles, program->id);

	return role ? role->is : program;
}

const struct program *part_parent(const struct plan *plan, const struct program *program)
{
	const struct program *parent = profile_program(plan->profile, program->parent);

	return parent ? part_whole(plan, parent) : NULL;
}

static void free_set(struct sysset *set)
{
	free(set->use);
}

static int add_syscalls(struct sysset *sum, const struct sysset *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (sysset_add_use(sum, &set->use[i]))
			return -ENOMEM;
	return 0;
}

int part_syscalls(const struct plan *plan, const struct program *whole, enum lc_abi abi, struct sysset *out)
{
	const struct program_role *role = roles_of(&plan->roles, whole->id);
	_cleanup_(free_set) struct sysset sum = { 0 };
	int r = add_syscalls(&sum, &whole->syscalls[abi]);

	for (role = role ? role->part : NULL; !r && role; role = role->part)
		r = add_syscalls(&sum, &role->program->syscalls[abi]);
	if (r)
		return r;
	*out = sum;
	sum.use = NULL;
	return 0;
}

/* --- JSON --------------------------------------------------------------------- */

json_t *json_part_role(const struct plan *plan, const struct program *program)
{
	return json_string(role_name(part_role(plan, program)));
}

static json_t *runtimes(unsigned int set)
{
	_json_ json_t *list = json_array();

	for (unsigned int i = 0; i < RUNTIMES; i++)
		if ((set >> i & 1) && json_array_append_new(list, json_string(runtime_name(i))))
			return NULL;
	return TAKE(list);
}

json_t *json_part_runtime_of(const struct sys_plan *call)
{
	if (!(call->why & WHY_RUNTIME))
		return json_null();
	return json_pack("{s:o, s:o}", "table", runtimes(call->runtimes), "measured", runtimes(call->measured));
}

static bool is_measured(const struct runtime_call *call)
{
	return call->measured;
}

static bool is_known(const struct runtime_call *call)
{
	return call->table;
}

static bool is_new(const struct runtime_call *call)
{
	return call->measured && !call->table;
}

static json_t *calls_that(const struct plan *plan, bool (*is)(const struct runtime_call *))
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < plan->nruntime_calls; i++)
		if (is(&plan->runtime_calls[i]) &&
		    json_array_append_new(list, json_string(plan->runtime_calls[i].name)))
			return NULL;
	return TAKE(list);
}

json_t *json_part_runtime(const struct plan *plan)
{
	if (!plan->roles.first)
		return json_null();
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "name", runtime_name(plan->roles.runtime), "measured",
			 calls_that(plan, is_measured), "table", calls_that(plan, is_known), "missing_in_table",
			 calls_that(plan, is_new), "capabilities", jsonout_caps(plan->runtime_caps));
}

/* --- text --------------------------------------------------------------------- */

static size_t add_calls(const struct plan *plan, bool (*is)(const struct runtime_call *), struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->nruntime_calls; i++)
		if (is(&plan->runtime_calls[i])) {
			buf_addf(out, " %s", plan->runtime_calls[i].name);
			n++;
		}
	return n;
}

static bool has_table(enum runtime runtime)
{
	return runtime == RUNTIME_RUNC || runtime == RUNTIME_CRUN || runtime == RUNTIME_CONTAINERD;
}

static void text_measured(struct text *t, const char *name)
{
	_buf_ struct buf calls = BUF_INIT, line = BUF_INIT;
	size_t n = add_calls(t->plan, is_measured, &calls);

	if (n)
		buf_addf(&line, "Between its filter and the start of the workload %s called:%s", name,
			 buf_text(&calls));
	else
		buf_addf(&line, "%s was not seen to load a filter: what it calls behind one is not measured.", name);
	text_paragraph(t, buf_text(&line), TEXT_INDENT);
	t->out->failed |= calls.failed || line.failed;
}

static void text_missing(struct text *t, const char *name)
{
	_buf_ struct buf calls = BUF_INIT, line = BUF_INIT;

	if (!has_table(t->plan->roles.runtime) || !add_calls(t->plan, is_new, &calls))
		return;
	buf_addf(&line, "Of these the table of what %s needs did not know:%s", name, buf_text(&calls));
	text_paragraph(t, buf_text(&line), TEXT_INDENT);
	t->out->failed |= calls.failed || line.failed;
}

void text_runtime(struct text *t)
{
	const struct plan *plan = t->plan;
	bool named = plan->roles.runtime != RUNTIME_OTHER && plan->roles.runtime != RUNTIME_NONE;
	const char *name = named ? runtime_name(plan->roles.runtime) : "the runtime";
	_buf_ struct buf line = BUF_INIT;

	if (!plan->roles.first)
		return;
	text_title(t, "Runtime: not needed inside");
	text_measured(t, name);
	text_missing(t, name);
	buf_add(&line, "Capabilities that its own programs used, not the workload: ");
	caplist_join(&line, plan->runtime_caps, cap_short_name, "", " ");
	text_paragraph(t, plan->runtime_caps ? buf_text(&line) : "Its own programs used no capability.", TEXT_INDENT);
	t->out->failed |= line.failed;
}

void runtime_part_whose(const struct plan *plan, struct buf *out)
{
	enum runtime runtime = plan->options.runtime;

	if (runtime == RUNTIME_ANY)
		buf_add(out, "runc and crun call these after they load the filter");
	else
		buf_addf(out, "%s calls these after it loads the filter", runtime_name(runtime));
}
