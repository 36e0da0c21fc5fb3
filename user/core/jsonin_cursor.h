/* SPDX-License-Identifier: BSD-2-Clause */
/* What core/jsonin.c, of lists and objects, shares with core/jsonin_scalar.c, of what has no parts. */
#ifndef LC_CORE_JSONIN_CURSOR_H
#define LC_CORE_JSONIN_CURSOR_H

#include <errno.h>

#include "core/jsonin.h"

struct cursor {
	const char *at, *end;
	const char *start; /* of the text */
	struct jsonin *in;
	const struct jsonin_span *later;
	size_t nlater, next; /* which of them comes next */
};

/* Each of these: 0, -EINVAL or -ENOMEM. */
int jsonin_grow(struct jsonin *in); /* .values */
int jsonin_parse_text(struct cursor *c); /* at its quote */
int jsonin_parse_number(struct cursor *c);
int jsonin_parse_word(struct cursor *c);

static inline int jsonin_add_value(struct jsonin *in, enum jsonin_type type, uint32_t *value)
{
	if (in->nvalues == in->room && jsonin_grow(in))
		return -ENOMEM;
	*value = in->nvalues++;
	in->values[*value] = (struct jsonin_value){ .type = type };
	return 0;
}

#endif
