// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to keep the values of one argument as an ascending list, and where those of a profile are. */
#include "core/values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/order.h"

static int compare_numbers(const void *a, const void *b)
{
	return order_u64(*(const uint64_t *)a, *(const uint64_t *)b);
}

/* Returns how many there are once each is there but once. */
static size_t make_unique(uint64_t *values, size_t n)
{
	size_t last = 0;

	qsort(values, n, sizeof(*values), compare_numbers);
	for (size_t i = 1; i < n; i++) {
		if (values[i] != values[last])
			values[++last] = values[i];
	}
	return n ? last + 1 : 0;
}

int values_join(struct value_set *set, const uint64_t *values, size_t n, bool more)
{
	_free_ uint64_t *all = calloc(set->n + n + 1, sizeof(*all));
	_free_ uint64_t *old = NULL;

	if (!all)
		return -ENOMEM;
	if (set->n)
		memcpy(all, set->values, set->n * sizeof(*all));
	if (n)
		memcpy(all + set->n, values, n * sizeof(*all));
	n = make_unique(all, set->n + n);
	set->more = set->more || more || n > PROFILE_MAX_VALUES;
	set->n = n < PROFILE_MAX_VALUES ? n : PROFILE_MAX_VALUES;
	old = set->values;
	set->values = TAKE(all);
	return 0;
}

bool values_have(const struct value_set *set, uint64_t value)
{
	return set->n && bsearch(&value, set->values, set->n, sizeof(value), compare_numbers);
}

int values_compare(const void *a, const void *b)
{
	const struct value_set *x = a, *y = b;
	int r = order_u64(x->program, y->program);

	if (!r)
		r = order_u64(x->abi, y->abi);
	if (!r)
		r = order_u64(x->nr, y->nr);
	return r ? r : order_u64(x->index, y->index);
}

void values_free(struct value_set *set)
{
	free(set->values);
	*set = (struct value_set){ 0 };
}

const struct value_set *profile_values(const struct profile *p, uint32_t program, enum lc_abi abi, uint32_t nr,
				       uint32_t index)
{
	const struct value_set key = { .program = program, .abi = abi, .nr = nr, .index = index };

	return p->nvalues ? bsearch(&key, p->values, p->nvalues, sizeof(key), values_compare) : NULL;
}
