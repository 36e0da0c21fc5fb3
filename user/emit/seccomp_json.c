// SPDX-License-Identifier: BSD-2-Clause
/* Knows the shape of linux.seccomp. */
#include "emit/seccomp_json.h"

json_t *seccomp_json_head(struct sys_answer deny)
{
	/* crun takes no error with an action that has none. */
	if (deny.kind != ANSWER_ERRNO)
		return json_pack("{s:s}", "defaultAction", seccomp_action(deny));
	return json_pack("{s:s, s:I}", "defaultAction", seccomp_action(deny), "defaultErrnoRet",
			 (json_int_t)deny.error);
}

static json_t *names_of(const struct seccomp_entry *entry)
{
	_json_ json_t *names = json_array();
	int r = 0;

	for (size_t i = 0; i < entry->n; i++)
		r |= json_array_append_new(names, json_string(entry->names[i]));
	return r < 0 ? NULL : TAKE(names);
}

static json_t *condition(const struct arg_rule *arg)
{
	struct seccomp_condition c = seccomp_condition(arg);

	if (!c.masked)
		return json_pack("{s:i, s:I, s:s}", "index", (int)arg->index, "value", (json_int_t)c.value, "op", c.op);
	return json_pack("{s:i, s:I, s:I, s:s}", "index", (int)arg->index, "value", (json_int_t)c.value, "valueTwo",
			 (json_int_t)c.value_two, "op", c.op);
}

/* runc and crun take two conditions on one argument for a choice: a plan has one condition a rule. */
static json_t *conditions(const struct rule *rule)
{
	_json_ json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; i < rule->nargs; i++)
		r |= json_array_append_new(list, condition(&rule->args[i]));
	return r < 0 ? NULL : TAKE(list);
}

json_t *seccomp_json_entry(const struct seccomp_entry *entry)
{
	struct sys_answer answer = entry->like->answer;
	_json_ json_t *object = json_pack("{s:o, s:s}", "names", names_of(entry), "action", seccomp_action(answer));
	int r = object ? 0 : -1;

	if (answer.kind == ANSWER_ERRNO)
		r |= json_object_set_new(object, "errnoRet", json_integer(answer.error));
	if (entry->like->nargs)
		r |= json_object_set_new(object, "args", conditions(entry->like));
	return r < 0 ? NULL : TAKE(object);
}

static json_t *architectures(unsigned int set)
{
	_json_ json_t *list = json_array();
	int r = 0;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		if (set >> arch & 1)
			r |= json_array_append_new(list, json_string(seccomp_arch(arch)));
	return r < 0 ? NULL : TAKE(list);
}

static json_t *syscalls(const struct ruleset *rules)
{
	_seccomp_entries_ struct seccomp_entries entries = SECCOMP_ENTRIES_INIT;
	_json_ json_t *list = json_array();
	int r = seccomp_entries_make(rules, NULL, &entries);

	for (size_t i = 0; i < entries.n; i++)
		r |= json_array_append_new(list, seccomp_json_entry(&entries.at[i]));
	return r < 0 ? NULL : TAKE(list);
}

json_t *seccomp_json(const struct plan *plan)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	_json_ json_t *root = NULL;
	int r = ruleset_make(plan, 0, &rules);

	if (r < 0)
		return NULL;
	ruleset_shape(&rules, RULESET_ONE_LIST | RULESET_63_BITS);
	root = seccomp_json_head(rules.deny);
	r = json_object_set_new(root, "architectures", architectures(seccomp_arches_listed(rules.arches)));
	r |= json_object_set_new(root, "syscalls", syscalls(&rules));
	return r < 0 ? NULL : TAKE(root);
}
