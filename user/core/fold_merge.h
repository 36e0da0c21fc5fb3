/* SPDX-License-Identifier: BSD-2-Clause */
/* How facts of the same key become one: the same whatever the order and however often they come. */
#ifndef LC_CORE_FOLD_MERGE_H
#define LC_CORE_FOLD_MERGE_H

#include <string.h>

#include "core/fact.h"
#include "core/fold_facts.h"

#define TAKE_LARGER(have, new)            \
	do {                              \
		if ((new) > (have))       \
			(have) = (new);   \
	} while (0)

/* The least, where 0 says that it is not known. */
static inline void take_first(uint64_t *have, uint64_t new)
{
	if (new && (!*have || new < *have))
		*have = new;
}

/* Something over nothing; of two, always the same one. The loser ends in *new. */
static inline void take_text(char **have, char **new)
{
	char *old = *have;

	if (!old || (**new && (!*old || strcmp(*new, old) < 0))) {
		*have = *new;
		*new = old;
	}
}

#endif
