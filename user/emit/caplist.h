/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of capabilities as the targets write them. A capability without a
 * name is never written: a target would drop it without a word.
 */
#ifndef LC_EMIT_CAPLIST_H
#define LC_EMIT_CAPLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/plan.h"

/* cap_name, cap_short_name, cap_lower_name, caplist_bare_name. */
typedef const char *caplist_speller(unsigned int cap, char *room);

const char *caplist_bare_name(unsigned int cap, char *room); /* net_raw, as setpriv spells it */

static inline bool caplist_has(uint64_t set, unsigned int cap)
{
	return cap < CAP_ROOM && (set >> cap & 1);
}

uint64_t caplist_kept(const struct plan *plan);	   /* what the plan keeps, with a name */
uint64_t caplist_unnamed(const struct plan *plan); /* what it keeps and nobody can spell */

/* All capabilities of the recorded kernel with a name, but those of set. */
uint64_t caplist_others(const struct plan *plan, uint64_t set);

/* Each member after before, with the separator between them. */
void caplist_join(struct buf *out, uint64_t set, caplist_speller *spell, const char *before,
		  const char *separator);

#endif
