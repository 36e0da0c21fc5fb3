/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the formats of the live view share. A line of a check comes a million
 * times a second: what is the same in each of its fact is made once.
 */
#ifndef LC_EMIT_TRACE_PART_H
#define LC_EMIT_TRACE_PART_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/timeline.h"

/* The last second that was told. Its text is to be freed. */
struct trace_clock {
	uint64_t second;
	struct buf text; /* empty before the first */
};

/* "2026-11-23T14:00:00" of a time, offset seconds east of Greenwich, from the skip-th letter on. */
void trace_second(struct trace_clock *clock, uint64_t ns, int64_t offset, size_t skip, struct buf *out);

/* A number, then blanks up to width columns. */
void trace_number(struct buf *out, uint64_t n, size_t width);

/* Microseconds of the second, six digits. */
void trace_micros(struct buf *out, uint64_t ns);

#define TRACE_TAILS LC_MAX_CHECKS /* each has a place, if not all to itself */

/* Ends of lines, for the checks and threads told last. */
struct trace_tails {
	struct trace_tail *at[TRACE_TAILS];
};

typedef int (*trace_tail_maker)(const void *ctx, const struct event *event, struct buf *out); /* 0 or -ENOMEM */

/* What maker makes of .check, .comm, .exe, .site and .owner, which must depend on nothing else. 0 or -ENOMEM. */
int trace_tail_add(struct trace_tails *tails, const struct event *event, trace_tail_maker maker, const void *ctx,
		   struct buf *out);
void trace_tails_clear(struct trace_tails *tails);

/* "SIGSYS" for what seccomp killed or trapped, else errno_word(). */
const char *trace_errno(const struct lc_denial *denial, char room[16]);

/* "left the scope: moved from web to ssh.service" */
void trace_move_text(const struct event *event, struct buf *out);
json_t *trace_move_members(const struct event *event); /* NULL: out of memory */

/* Whether anything is missing. */
bool trace_complete(const struct timeline_sum *sum);
uint64_t trace_events(const struct timeline_sum *sum);

#endif
