/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of facts, each found by its key; by uthash. */
#ifndef LC_CORE_FACT_H
#define LC_CORE_FACT_H

#include <stdlib.h>
#include <string.h>

#include "base/table.h"

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

#endif
