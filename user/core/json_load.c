// SPDX-License-Identifier: BSD-2-Clause
/*
 * jansson's lexer drops a byte, or finds bad syntax, where its buffer cannot
 * grow (lex_save() ignores it, seen in 2.14): only its allocator can tell.
 */
#include "core/json_load.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

static __thread bool ran_out;

static void *watched_malloc(size_t n)
{
	void *p = malloc(n);

	ran_out |= !p;
	return p;
}

int json_load_strict(const void *bytes, size_t n, json_error_t *error, json_t **out)
{
	json_malloc_t old_malloc;
	json_free_t old_free;
	json_t *json;

	ran_out = false;
	json_get_alloc_funcs(&old_malloc, &old_free);
	json_set_alloc_funcs(watched_malloc, free);
	json = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, error);
	json_set_alloc_funcs(old_malloc, old_free);
	if (ran_out)
		json_decref(json);
	else if (json)
		*out = json;
	return ran_out ? -ENOMEM : json ? 0 : -EINVAL;
}
