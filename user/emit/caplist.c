// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a set of capabilities becomes a list of names. */
#include "emit/caplist.h"

#include <string.h>

static uint64_t named(void)
{
	uint64_t set = 0;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (cap_info(cap))
			set |= UINT64_C(1) << cap;
	}
	return set;
}

uint64_t caplist_kept(const struct plan *plan)
{
	return plan->keep & named();
}

uint64_t caplist_unnamed(const struct plan *plan)
{
	return plan->keep & ~named();
}

uint64_t caplist_others(const struct plan *plan, uint64_t set)
{
	unsigned int last = plan->profile->cap_last;
	uint64_t known = named();

	/* Tools refuse to drop what their kernel does not have. 0: not recorded. */
	if (last > 0 && last < CAP_ROOM - 1)
		known &= (UINT64_C(1) << (last + 1)) - 1;
	return known & ~set;
}

const char *caplist_bare_name(unsigned int cap, char *room)
{
	const char *name = cap_lower_name(cap, room);

	return strncmp(name, "cap_", 4) == 0 ? name + 4 : name;
}

void caplist_join(struct buf *out, uint64_t set, caplist_speller *spell, const char *before,
		  const char *separator)
{
	const char *gap = "";
	char room[32];

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (!caplist_has(set, cap))
			continue;
		buf_add(out, gap);
		buf_add(out, before);
		buf_add(out, spell(cap, room));
		gap = separator;
	}
}
