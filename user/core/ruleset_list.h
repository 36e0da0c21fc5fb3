/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ruleset while it is put together: rules in any order, some of them alike.
 */
#ifndef LC_CORE_RULESET_LIST_H
#define LC_CORE_RULESET_LIST_H

#include "core/ruleset.h"

struct ruleset_list {
	struct ruleset set;
	size_t room;
	bool failed; /* out of memory; told at the end */
};

/* One more rule, of that name and with nothing else; NULL when out of memory. It stays where it is till the next. */
struct rule *ruleset_list_add(struct ruleset_list *l, const char *name);

/* Sorts, unites what is alike, drops what can decide nothing. 0 or -ENOMEM; *out untouched on failure. */
int ruleset_list_end(struct ruleset_list *l, struct ruleset *out);

void ruleset_list_free(struct ruleset_list *l);
#define _ruleset_list_ _cleanup_(ruleset_list_free)

#endif
