/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON into a buf, by jansson. Its *_new() functions take a value that is NULL
 * for out of memory and answer -1, so each step may be given NULL; the whole is then NULL.
 */
#ifndef LC_EMIT_JSONOUT_H
#define LC_EMIT_JSONOUT_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/guard.h"

/* The names of a set as a list, owned by the caller; NULL when out of memory. */
json_t *jsonout_caps(uint64_t set);

/* Writes value with two spaces of indent and frees it; NULL counts as out of memory. 0 or -ENOMEM. */
int jsonout_write(json_t *value, struct buf *out);

static inline void jsonout_free(json_t **value)
{
	json_decref(*value);
}
#define _json_ _cleanup_(jsonout_free)

#endif
