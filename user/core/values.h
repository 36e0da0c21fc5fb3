/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of the values that an argument had: joined in any order they are the same. */
#ifndef LC_CORE_VALUES_H
#define LC_CORE_VALUES_H

#include "core/profile.h"

/*
 * Puts n values, in any order and any of them several times, into the set: ascending, each once. Of more than
 * PROFILE_MAX_VALUES the least are kept and .more is set, as it is if more. 0, or -ENOMEM and the set is as it was.
 */
int values_join(struct value_set *set, const uint64_t *values, size_t n, bool more);

bool values_have(const struct value_set *set, uint64_t value);

/* By program, ABI, number, index; 0: of the same argument of the same call. For qsort(3). */
int values_compare(const void *a, const void *b);

/* Frees what the set owns. */
void values_free(struct value_set *set);

#endif
