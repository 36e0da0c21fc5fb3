/* SPDX-License-Identifier: BSD-2-Clause */
/* How facts of the same key become one: the same whatever the order and however often they come. */
#ifndef LC_CORE_FOLD_MERGE_H
#define LC_CORE_FOLD_MERGE_H

#include <stdlib.h>
#include <string.h>

#include "core/fold_facts.h"

/* The fact of this key, made if there is none; NULL when memory ran out. */
#define FACT(table, of)                                                       \
	({                                                                    \
		__typeof__(table) fact_;                                      \
		HASH_FIND(hh, table, of, sizeof(fact_->key), fact_);          \
		if (!fact_ && (fact_ = calloc(1, sizeof(*fact_)))) {          \
			memcpy(&fact_->key, of, sizeof(fact_->key));          \
			HASH_ADD(hh, table, key, sizeof(fact_->key), fact_);  \
			if (!fact_->hh.tbl) {                                 \
				free(fact_);                                  \
				fact_ = NULL;                                 \
			}                                                     \
		}                                                             \
		fact_;                                                        \
	})

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
