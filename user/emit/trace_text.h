/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Live events as lines for a person: checks in the columns of bcc's capable,
 * refused calls with the layer that refused and the fix. No line is broken or cut, so that a fix can be pasted.
 */
#ifndef LC_EMIT_TRACE_TEXT_H
#define LC_EMIT_TRACE_TEXT_H

#include "core/timeline.h"
#include "emit/emit.h"

struct trace_text_options {
	struct emit_style style;
	bool denied; /* the columns of refused calls, and no checks */
	bool extra;  /* with TID and CONTAINER, of checks INSETID */
	bool stack;  /* under the first line of each fact */
};

struct trace_text;

int trace_text_new(const struct trace_text_options *options, struct trace_text **out); /* 0 or -ENOMEM */
void trace_text_header(const struct trace_text *t, struct buf *out);

/* What of .denied has no place in the columns is left out. offset: of local time, seconds east of Greenwich. */
int trace_text_event(struct trace_text *t, const struct event *event, int64_t offset, struct buf *out);

/* The last words: how many events, what is missing. A line or several, each after prefix. */
int trace_text_sum(const struct timeline_sum *sum, const char *prefix, struct buf *out);

void trace_text_free(struct trace_text **t);
#define _trace_text_ _cleanup_(trace_text_free)

#endif
