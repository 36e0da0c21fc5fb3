/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON taken in without a tree: a value and all that is in it become one array, their texts another, and both are used
 * again for the next piece of the file. A profile has millions of values, which cost jansson ten times as long and ten
 * times the file in memory. What is wrong is not explained here: jansson does, which refuses the same.
 */
#ifndef LC_CORE_JSONIN_H
#define LC_CORE_JSONIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"

enum jsonin_type {
	JSONIN_NULL, JSONIN_FALSE, JSONIN_TRUE, JSONIN_INTEGER, JSONIN_REAL, JSONIN_TEXT, JSONIN_LIST, JSONIN_OBJECT,
	JSONIN_LATER, /* a list that was left in the file: jsonin_outer() */
};

struct jsonin_value {
	uint32_t type; /* enum jsonin_type */
	uint32_t n;    /* bytes of a text, elements of a list, members of an object */
	union {
		int64_t integer;
		struct {
			uint32_t at; /* of a text: where in .texts, with a NUL behind it; of LATER: which */
			union {
				uint32_t behind;   /* of a list or object: the value behind all that is in it */
				uint32_t is_plain; /* of a text: stood there in ASCII that shows */
			};
		};
	};
};

/* Empty: all 0. */
struct jsonin {
	struct jsonin_value *values; /* of an object each key, which is a text, before its value */
	uint32_t nvalues, room;
	char *texts;
	size_t ntexts, texts_room;
	uint32_t found, found_in; /* the key asked for last, and its object: who reads in order asks for the next */
};

/* A list right in the outermost object, from its bracket to behind the other one. */
struct jsonin_span {
	uint32_t start, end;
	uint32_t n; /* elements, if it is good */
};

#define JSONIN_NONE UINT32_MAX
#define JSONIN_DEPTH 32 /* deeper is refused */
#define JSONIN_BYTES UINT32_MAX /* larger is refused */

/*
 * Reads the value at text + *at, to behind which *at goes; nothing is believed. It replaces what was read before, and
 * is .values[0]. 0, -EINVAL or -ENOMEM.
 */
int jsonin_parse(struct jsonin *in, const char *text, size_t n, size_t *at);

/* The whole text, an object or a list; the lists of later, which are all that are right in it, are not looked into. */
int jsonin_outer(struct jsonin *in, const char *text, size_t n, const struct jsonin_span *later, size_t nlater);

/* A byte that means something here, behind blanks: goes on behind it. */
bool jsonin_is_next(const char *text, size_t n, size_t *at, char byte);

/* The value of a key, or JSONIN_NONE. */
uint32_t jsonin_find(struct jsonin *in, uint32_t object, const char *key);

static inline const char *jsonin_text(const struct jsonin *in, uint32_t value)
{
	return in->texts + in->values[value].at;
}

/* The value after this one. */
static inline uint32_t jsonin_behind(const struct jsonin *in, uint32_t value)
{
	const struct jsonin_value *v = &in->values[value];

	return v->type == JSONIN_LIST || v->type == JSONIN_OBJECT ? v->behind : value + 1;
}

void jsonin_free(struct jsonin *in);
#define _jsonin_ _cleanup_(jsonin_free)

#endif
