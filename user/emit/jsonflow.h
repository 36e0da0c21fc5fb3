/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON into a buf as it is made, where a tree of it would be large: laid out as jsonout_write() does, so nobody sees
 * from the text which part was a tree. Memory that runs out is buf_error() of the buf. Texts are made harmless as by
 * jsonout_text().
 */
#ifndef LC_EMIT_JSONFLOW_H
#define LC_EMIT_JSONFLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "emit/jsonout.h"

struct jsonflow {
	struct buf *out;
	unsigned int depth; /* of open lists and objects */
	bool begun;	    /* the innermost has something in it */
	bool keyed;	    /* a key waits for its value */
};

#define JSONFLOW_INIT(to) { .out = (to) }

/* bracket: '{' or '['; '}' or ']' */
void jsonflow_open(struct jsonflow *j, char bracket);
void jsonflow_close(struct jsonflow *j, char bracket);

/* Of the value that follows; plain text (text_is_plain()). */
void jsonflow_key(struct jsonflow *j, const char *key);

/* One value each. */
void jsonflow_null(struct jsonflow *j);
void jsonflow_text(struct jsonflow *j, const char *text); /* null for NULL */
void jsonflow_number(struct jsonflow *j, uint64_t n);	  /* as jsonout_number() */
void jsonflow_value(struct jsonflow *j, json_t *value);	  /* drops it; NULL counts as out of memory */

/* Memory ran out on the way here. */
static inline void jsonflow_fail(struct jsonflow *j)
{
	j->out->failed = true;
}

/* key and value */
void jsonflow_member(struct jsonflow *j, const char *key, json_t *value);
void jsonflow_text_of(struct jsonflow *j, const char *key, const char *text);
void jsonflow_text_or_null_of(struct jsonflow *j, const char *key, const char *text); /* null for "", too */
void jsonflow_number_of(struct jsonflow *j, const char *key, uint64_t n);
void jsonflow_counted_of(struct jsonflow *j, const char *key, uint64_t n); /* null for 0 */

#endif
