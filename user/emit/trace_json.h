/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Live events as JSON lines, "type" first: check, refusal, privilege, and at
 * the end summary. Names are those of Inspektor Gadget where they mean the same.
 */
#ifndef LC_EMIT_TRACE_JSON_H
#define LC_EMIT_TRACE_JSON_H

#include "base/buf.h"
#include "base/guard.h"
#include "core/timeline.h"

struct trace_json;

/* stack: with the stacks of the first event of each fact. 0 or -ENOMEM. */
int trace_json_new(bool stack, struct trace_json **out);

/* One line. 0 or -ENOMEM. */
int trace_json_event(struct trace_json *j, const struct event *event, struct buf *out);
int trace_json_sum(const struct timeline_sum *sum, struct buf *out);

void trace_json_free(struct trace_json **j);
#define _trace_json_ _cleanup_(trace_json_free)

#endif
