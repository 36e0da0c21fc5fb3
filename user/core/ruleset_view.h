/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules of a plan for a target that shows them otherwise: refusals spelled out, some architectures alone.
 */
#ifndef LC_CORE_RULESET_VIEW_H
#define LC_CORE_RULESET_VIEW_H

#include "core/ruleset.h"
#include "core/ruleset_list.h"

/*
 * As ruleset_make(), for who cannot be told the default error or may not listen: refusals that are the default answer
 * are there, too. Where that is ENOSYS, so are the calls that a library tries before an older one (role N of
 * core/syscalls.tsv) which is let through: after any other error it would not fall back. 0 or -ENOMEM.
 */
int ruleset_make_full(const struct plan *plan, unsigned int ignored, struct ruleset *out);

/* What rules say of a set of 1 << enum sysno_arch; out->arches: those of them that rules have. 0 or -ENOMEM. */
int ruleset_select(const struct ruleset *rules, unsigned int arches, struct ruleset *out);

/* Adds a rule like from, for these architectures; a copy. What fails is told at the end of the list. */
void ruleset_copy(struct ruleset_list *l, const struct rule *from, unsigned int arches);

#endif
