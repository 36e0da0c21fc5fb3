// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to write the same line again, fast. */
#include "emit/trace_part.h"

#include <errno.h>
#include <string.h>

#include "core/errnos.h"
#include "emit/text.h"

#define SECOND 1000000000ull
#define DAY 86400
#define COMM_ROOM (4 * LC_COMM_LEN) /* each byte escaped */

struct trace_tail {
	uint32_t check;
	char comm[COMM_ROOM];
	const char *exe, *site;
	uint32_t owner; /* its version */
	struct buf text;
};

static void make_second(struct trace_clock *clock, uint64_t second)
{
	unsigned int of_day = second % DAY;

	clock->second = second;
	clock->text.size = 0;
	text_date(&clock->text, second / DAY);
	buf_addf(&clock->text, "T%02u:%02u:%02u", of_day / 3600, of_day / 60 % 60, of_day % 60);
}

void trace_second(struct trace_clock *clock, uint64_t ns, int64_t offset, size_t skip, struct buf *out)
{
	uint64_t second = ns / SECOND + (uint64_t)offset;

	if (!clock->text.size || clock->second != second)
		make_second(clock, second);
	if (clock->text.failed || skip > clock->text.size)
		out->failed = true;
	else
		buf_add_bytes(out, clock->text.text + skip, clock->text.size - skip);
}

void trace_number(struct buf *out, uint64_t n, size_t width)
{
	static const char blanks[] = "                    ";
	char digits[20];
	size_t at = sizeof(digits), used;

	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	used = sizeof(digits) - at;
	buf_add_bytes(out, digits + at, used);
	if (width > used)
		buf_add_bytes(out, blanks, width - used < sizeof(blanks) ? width - used : sizeof(blanks) - 1);
}

void trace_micros(struct buf *out, uint64_t ns)
{
	unsigned int micros = ns % SECOND / 1000;
	char digits[6];

	for (size_t i = sizeof(digits); i--; micros /= 10)
		digits[i] = (char)('0' + micros % 10);
	buf_add_bytes(out, digits, sizeof(digits));
}

/* --- ends of lines -------------------------------------------------------------- */

static struct trace_tail **place_of(struct trace_tails *tails, const struct event *e)
{
	uint32_t hash = e->check * 2654435761u;

	for (const char *c = e->comm; *c; c++)
		hash = hash * 31 + (unsigned char)*c;
	return &tails->at[hash % TRACE_TAILS];
}

/* 0: no owner is known. */
static uint32_t owner_version(const struct event *e)
{
	return e->owner ? e->owner->version : 0;
}

static bool is_of(const struct trace_tail *tail, const struct event *e)
{
	return tail->text.size && tail->check == e->check && tail->exe == e->exe && tail->site == e->site &&
	       tail->owner == owner_version(e) &&
	       !strcmp(tail->comm, e->comm);
}

static int make(struct trace_tail **place, const struct event *e, trace_tail_maker maker, const void *ctx)
{
	struct trace_tail *tail = *place;
	int r;

	if (!tail)
		tail = *place = calloc(1, sizeof(*tail));
	if (!tail)
		return -ENOMEM;
	tail->text.size = 0;
	r = maker(ctx, e, &tail->text) ?: buf_error(&tail->text);
	if (r) {
		buf_free(&tail->text);
		return r;
	}
	tail->check = e->check;
	tail->exe = e->exe;
	tail->site = e->site;
	tail->owner = owner_version(e);
	strcpy(tail->comm, e->comm);
	return 0;
}

int trace_tail_add(struct trace_tails *tails, const struct event *event, trace_tail_maker maker, const void *ctx,
		   struct buf *out)
{
	struct trace_tail **place = place_of(tails, event);
	int r = 0;

	if (strlen(event->comm) >= COMM_ROOM) /* none that the kernel gives */
		return maker(ctx, event, out);
	if (!*place || !is_of(*place, event))
		r = make(place, event, maker, ctx);
	if (!r)
		buf_add_bytes(out, (*place)->text.text, (*place)->text.size);
	return r;
}

void trace_tails_clear(struct trace_tails *tails)
{
	for (size_t i = 0; i < TRACE_TAILS; i++) {
		if (tails->at[i])
			buf_free(&tails->at[i]->text);
		free(tails->at[i]);
	}
}

/* --- words ------------------------------------------------------------------------ */

const char *trace_errno(const struct lc_denial *denial, char room[16])
{
	if (denial->error == LC_ERROR_KILLED || denial->flags & (LC_DENIAL_KILLED | LC_DENIAL_TRAPPED))
		return "SIGSYS";
	return errno_word(denial->error, room);
}

bool trace_complete(const struct timeline_sum *sum)
{
	for (size_t i = 0; i < LC_CAUSES; i++) {
		if (sum->lost[i])
			return false;
	}
	return !sum->no_checks && !sum->no_results && !sum->no_processes;
}

uint64_t trace_events(const struct timeline_sum *sum)
{
	uint64_t n = 0;

	for (size_t i = 0; i < EVENT_TYPES; i++)
		n += sum->events[i];
	return n;
}
