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

/* Frees a table. The rest, if any, frees what each `fact` owns. */
#define FREE_FACTS(table, ...)                        \
	do {                                          \
		__typeof__(table) fact, next_;        \
		HASH_ITER(hh, table, fact, next_) {   \
			HASH_DEL(table, fact);        \
			__VA_ARGS__;                  \
			free(fact);                   \
		}                                     \
	} while (0)

#endif
