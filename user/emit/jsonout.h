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

/* INT64_MAX for what is more. */
json_t *jsonout_number(uint64_t n);
/* Null where 0 says that nobody counted. */
json_t *jsonout_counted(uint64_t n);

/* Made harmless: the strings of a profile are, but the reader of a report should not have to believe that. */
json_t *jsonout_text(const char *text);
json_t *jsonout_text_or_null(const char *text); /* null for NULL and "" */
json_t *jsonout_buf(const struct buf *text);	/* NULL if the buf has failed */

/* "a, b" as strings, of harmless text; NULL when out of memory. */
json_t *jsonout_list(const char *text);
json_t *jsonout_names(const char *const *names); /* NULL-terminated */

/* Writes value with two spaces of indent and frees it; NULL counts as out of memory. 0 or -ENOMEM. */
int jsonout_write(json_t *value, struct buf *out);

static inline void jsonout_free(json_t **value)
{
	json_decref(*value);
}
#define _json_ _cleanup_(jsonout_free)

#endif
