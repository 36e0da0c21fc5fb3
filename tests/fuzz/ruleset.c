// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes seccomp files. What is read keeps to the order and the limits of a ruleset, answers every call, and a shape
 * only widens it: what passed passes.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "core/ruleset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static void check_rule(const struct ruleset *rules, const struct rule *rule)
{
	unsigned int seen = 0;

	demand(sysno_by_name(rule->name), "a known name");
	demand(rule->arches && !(rule->arches & ~rules->arches), "of its architectures");
	demand(!(rule->arches & ~ruleset_arches_of(rule->name)), "that have the call");
	demand(rule->nargs <= RULE_ARGS, "no more conditions than arguments");
	for (size_t i = 0; i < rule->nargs; i++) {
		demand(rule->args[i].index < RULE_ARGS && !(seen >> rule->args[i].index & 1), "each on its own");
		seen |= 1u << rule->args[i].index;
	}
	demand((unsigned int)rule->answer.kind < ANSWERS && rule->answer.error < 4096, "an answer");
}

static void check_rules(const struct ruleset *rules)
{
	demand(rules->n <= RULESET_MAX_RULES, "not too many");
	for (size_t i = 0; i < rules->n; i++) {
		check_rule(rules, &rules->rules[i]);
		if (i)
			demand(strcmp(rules->rules[i - 1].name, rules->rules[i].name) <= 0, "by name");
	}
}

static bool passes(const struct ruleset *rules, int arch, uint32_t nr, const uint64_t *args)
{
	return answer_passes(ruleset_answer(rules, (enum sysno_arch)arch, nr, args));
}

static void check_shape(const struct ruleset *rules, struct ruleset *shaped, unsigned int shape)
{
	static const uint64_t some[][RULE_ARGS] = { { 0 }, { 1, 2, 3, 4, 5, 6 }, { ~0ull, ~0ull, ~0ull } };

	ruleset_shape(shaped, shape);
	check_rules(shaped);
	for (int arch = 0; arch < SYSNO_ARCHES; arch++)
		for (uint32_t nr = 0; nr < 470; nr += 7)
			for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++)
				demand(!passes(rules, arch, nr, some[i]) || passes(shaped, arch, nr, some[i]) ||
				       (shape & (RULESET_NO_ERRORS | RULESET_NO_ARGS | RULESET_ONE_LIST)),
				       "what passed passes");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ruleset_host host = {
		.arch = size % 2 ? SYSNO_AARCH64 : SYSNO_X86_64, .caps = size, .kernel = 0x50a,
	};
	_ruleset_ struct ruleset rules = RULESET_INIT, same = RULESET_INIT;
	int r = ruleset_read(data, size, &host, &rules);

	demand(!r || r == -EINVAL, "it is read, or refused");
	demand(!!r == !!fail_message(), "and said why");
	fail_clear();
	if (r)
		return 0;
	check_rules(&rules);
	demand(ruleset_read(data, size, &host, &same) == 0, "the same again");
	check_shape(&rules, &same, (unsigned int)(size % 16));
	return 0;
}
