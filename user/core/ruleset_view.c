// SPDX-License-Identifier: BSD-2-Clause
/* Knows which refusals must be spelled out where the default answer may be another one, and how rules are parted. */
#include "core/ruleset_view.h"

#include <errno.h>
#include <string.h>

/* Architectures where a call of the same group is let through. */
static unsigned int arches_of_group(const struct ruleset *rules, const char *group)
{
	unsigned int arches = 0;

	for (size_t i = 0; i < rules->n; i++) {
		const struct sysno_info *info = sysno_by_name(rules->rules[i].name);

		if (info && answer_passes(rules->rules[i].answer) && !strcmp(info->group, group))
			arches |= rules->rules[i].arches;
	}
	return arches;
}

static bool is_ruled(const struct ruleset *rules, const char *name)
{
	for (size_t i = 0; i < rules->n; i++)
		if (!strcmp(rules->rules[i].name, name))
			return true;
	return false;
}

static void add_fallbacks(const struct ruleset *rules, struct ruleset_list *l)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *info = sysno_at(i);
		unsigned int arches;
		struct rule *rule;

		if (info->role != 'N' || is_ruled(rules, info->name))
			continue;
		arches = arches_of_group(rules, info->group) & ruleset_arches_of(info->name) & rules->arches;
		rule = arches ? ruleset_list_add(l, info->name) : NULL;
		if (!rule)
			continue;
		rule->answer = (struct sys_answer){ ANSWER_ERRNO, ENOSYS };
		rule->arches = arches;
		rule->refused = REFUSE_FALLBACK;
	}
}

void ruleset_copy(struct ruleset_list *l, const struct rule *from, unsigned int arches)
{
	struct rule *rule = ruleset_list_add(l, from->name);
	char *name = rule ? rule->name : NULL;

	if (!rule)
		return;
	*rule = *from;
	rule->name = name;
	rule->arches = arches;
}

int ruleset_select(const struct ruleset *rules, unsigned int arches, struct ruleset *out)
{
	_ruleset_list_ struct ruleset_list l = { .set = { .deny = rules->deny, .arches = rules->arches & arches } };

	for (size_t i = 0; i < rules->n; i++)
		if (rules->rules[i].arches & arches)
			ruleset_copy(&l, &rules->rules[i], rules->rules[i].arches & arches);
	return ruleset_list_end(&l, out);
}

int ruleset_make_full(const struct plan *plan, unsigned int ignored, struct ruleset *out)
{
	const struct sys_answer enosys = { ANSWER_ERRNO, ENOSYS };
	_ruleset_list_ struct ruleset_list l = { .room = 0 };
	_ruleset_ struct ruleset rules = RULESET_INIT;
	struct plan view = *plan;
	int r;

	/* With a default that is no error, each refusal is a rule. */
	if (plan->deny.kind == ANSWER_ERRNO)
		view.deny = (struct sys_answer){ .kind = ANSWER_KILL };
	r = ruleset_make(&view, ignored, &rules);
	if (r)
		return r;
	l.set.arches = rules.arches;
	l.set.deny = plan->deny;
	for (size_t i = 0; i < rules.n; i++)
		ruleset_copy(&l, &rules.rules[i], rules.rules[i].arches);
	if (answer_same(plan->deny, enosys))
		add_fallbacks(&rules, &l);
	return ruleset_list_end(&l, out);
}
