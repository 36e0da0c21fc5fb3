// SPDX-License-Identifier: BSD-2-Clause
/* Knows the order of rules, which of them are one, and which shape a format gives them. */
#include "core/ruleset_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"

static void rule_free(struct rule *rule)
{
	free(rule->name);
}

struct rule *ruleset_list_add(struct ruleset_list *l, const char *name)
{
	_free_ char *copy = strdup(name);

	if (copy && l->set.n == l->room) {
		size_t room = l->room ? 2 * l->room : 256;
		struct rule *rules = reallocarray(l->set.rules, room, sizeof(*rules));

		if (rules) {
			l->set.rules = rules;
			l->room = room;
		}
	}
	if (!copy || l->set.n == l->room) {
		l->failed = true;
		return NULL;
	}
	l->set.rules[l->set.n] = (struct rule){ .name = TAKE(copy) };
	return &l->set.rules[l->set.n++];
}

static int compare_arg(const struct arg_rule *a, const struct arg_rule *b)
{
	return order_u64(a->index, b->index) ?: order_u64(a->mask, b->mask) ?: order_u64(a->value, b->value);
}

/* Those with conditions first, as the first that holds decides; let through before refused. */
static int compare_rules(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;
	int order = strcmp(x->name, y->name) ?: order_u64(!x->nargs, !y->nargs);

	for (size_t i = 0; !order && i < x->nargs && i < y->nargs; i++)
		order = compare_arg(&x->args[i], &y->args[i]);
	if (!order)
		order = order_u64(x->nargs, y->nargs);
	return order ?: order_u64(x->answer.kind, y->answer.kind) ?: order_u64(x->answer.error, y->answer.error);
}

/* What is alike becomes one rule, for the architectures and with the reasons of both. Then sorted. */
static void unite(struct ruleset *set)
{
	size_t kept = 0;

	if (set->n)
		qsort(set->rules, set->n, sizeof(*set->rules), compare_rules);
	for (size_t i = 0; i < set->n; i++) {
		struct rule *rule = &set->rules[i], *last = kept ? &set->rules[kept - 1] : NULL;

		if (last && !compare_rules(last, rule)) {
			last->arches |= rule->arches;
			last->why |= rule->why;
			rule_free(rule);
		} else {
			set->rules[kept++] = *rule;
		}
	}
	set->n = kept;
}

/* Whether the rule says no more than another one of its name, that has no conditions, for all its architectures. */
static bool is_covered(const struct ruleset *set, const struct rule *rule)
{
	const struct rule *other = rule + 1;

	for (; rule->nargs && other < set->rules + set->n && !strcmp(other->name, rule->name); other++)
		if (!other->nargs && answer_same(other->answer, rule->answer) && !(rule->arches & ~other->arches))
			return true;
	return false;
}

static void drop_covered(struct ruleset *set)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++) {
		/* What covers a rule stands behind it: not yet moved. */
		if (is_covered(set, &set->rules[i]))
			rule_free(&set->rules[i]);
		else
			set->rules[kept++] = set->rules[i];
	}
	set->n = kept;
}

int ruleset_list_end(struct ruleset_list *l, struct ruleset *out)
{
	if (l->failed)
		return -ENOMEM;
	unite(&l->set);
	drop_covered(&l->set);
	*out = l->set;
	l->set = (struct ruleset)RULESET_INIT;
	return 0;
}

void ruleset_list_free(struct ruleset_list *l)
{
	ruleset_free(&l->set);
}

/* --- shapes ------------------------------------------------------------------- */

/* Whether the format has no word for it. */
static bool cannot_say(const struct ruleset *set, const struct rule *rule, unsigned int shape)
{
	if (answer_passes(rule->answer))
		return false;
	return (shape & RULESET_NO_ERRORS) || ((shape & RULESET_NO_ARGS) && rule->nargs) ||
	       ((shape & RULESET_ONE_LIST) && ruleset_has(set, rule->name));
}

static void drop_unspeakable(struct ruleset *set, unsigned int shape)
{
	size_t kept = 0;

	/* Marked first: which names are let through is asked of all. */
	for (size_t i = 0; i < set->n; i++)
		if (cannot_say(set, &set->rules[i], shape))
			set->rules[i].arches = 0;
	for (size_t i = 0; i < set->n; i++) {
		if (set->rules[i].arches)
			set->rules[kept++] = set->rules[i];
		else
			rule_free(&set->rules[i]);
	}
	set->n = kept;
}

static void drop_topmost_bit(struct arg_rule *arg)
{
	if (arg->mask == UINT64_MAX && arg->value <= INT64_MAX)
		return;
	arg->mask &= INT64_MAX;
	arg->value &= INT64_MAX;
}

void ruleset_shape(struct ruleset *rules, unsigned int shape)
{
	drop_unspeakable(rules, shape);
	for (size_t i = 0; i < rules->n; i++) {
		struct rule *rule = &rules->rules[i];

		if (shape & RULESET_NO_ARGS) {
			memset(rule->args, 0, sizeof(rule->args));
			rule->nargs = 0;
		}
		for (size_t k = 0; (shape & RULESET_63_BITS) && k < rule->nargs; k++)
			drop_topmost_bit(&rule->args[k]);
		if (shape & RULESET_ONE_LIST)
			rule->arches |= rules->arches & ruleset_arches_of(rule->name);
	}
	unite(rules);
	drop_covered(rules);
}
