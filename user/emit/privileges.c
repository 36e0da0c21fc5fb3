// SPDX-License-Identifier: BSD-2-Clause
/* Privileges in the text report: what changed them, in the order of time, and who brought each capability in. */
#include <inttypes.h>
#include <stdlib.h>

#include "core/bringer.h"
#include "core/owner_group.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define SHOWN 30u /* changes; servers that drop in each of their workers have many */
#define GIVEN_UP 2u /* ways of one capability */

/* --- what changed ------------------------------------------------------------------ */

/* "/usr/sbin/nginx: setuid 0 -> 33"; an execve names the program itself. */
static void add_what(const struct text *t, const struct privilege *e, struct buf *out)
{
	const struct program *program = profile_program(t->plan->profile, e->program);
	const struct change change = change_of(t->plan->profile, e);

	if (program && !(e->flags & LC_STANCE_EXEC)) {
		text_program_name(program, out);
		owner_add_of(t->plan->profile, program, out);
		buf_add(out, ": ");
	}
	change_text(&change, out);
}

static void add_event(struct text *t, struct text_table *table, const struct privilege *e)
{
	struct libscols_line *row = text_table_row(table, NULL);
	_buf_ struct buf at = BUF_INIT, times = BUF_INIT, what = BUF_INIT;

	text_duration(e->first_ns, &at);
	buf_addf(&times, "%" PRIu64, e->count);
	add_what(t, e, &what);
	text_table_add(table, row, 0, &at, NULL);
	text_table_add(table, row, 1, &times, NULL);
	text_table_add(table, row, 2, &what, e->flags & CHANGE_VOID ? TEXT_YELLOW : NULL);
}

static void add_events(struct text *t, const struct bringer *b)
{
	static const struct text_column columns[] = {
		{ .title = "AT", .right = true },
		{ .title = "TIMES", .right = true },
		{ .title = "WHAT CHANGED", .wraps = true },
	};
	struct text_table table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	size_t n;
	const struct privilege *const *events = bringer_events(b, &n);

	for (size_t i = 0; i < n && i < SHOWN; i++)
		add_event(t, &table, events[i]);
	text_table_end(&table, t->out);
	if (n > SHOWN)
		buf_addf(t->out, "  and %zu more: --format json has them all\n", n - SHOWN);
}

/* --- who brought it in --------------------------------------------------------------- */

static void add_way(struct text_table *table, const char *first, const struct buf *text, const char *colour)
{
	struct libscols_line *row = text_table_row(table, NULL);

	text_table_cell(table, row, 0, first, NULL);
	text_table_add(table, row, 1, text, colour);
}

/* "given up at 12 ms: /usr/bin/setpriv: setresuid 0 -> 33, lost all capabilities" */
static void add_given_up(struct text *t, struct text_table *table, const struct bringer *b, unsigned int cap)
{
	size_t n, told = 0;
	const struct privilege *const *events = bringer_events(b, &n);

	for (size_t i = 0; i < n && told < GIVEN_UP; i++) {
		_buf_ struct buf text = BUF_INIT;

		if (!bringer_gives_up(events[i], cap))
			continue;
		buf_add(&text, "given up at ");
		text_duration(events[i]->first_ns, &text);
		buf_add(&text, ": ");
		add_what(t, events[i], &text);
		add_way(table, "", &text, TEXT_DIM);
		told++;
	}
}

/* 0 or -ENOMEM. */
static int add_cap(struct text *t, struct text_table *table, const struct bringer *b, unsigned int cap)
{
	_free_ struct bringing *ways = NULL;
	size_t n = 0;
	int r = bringer_find(b, cap, &ways, &n);
	char room[32];

	for (size_t i = 0; i < n; i++) {
		_buf_ struct buf text = BUF_INIT;

		bringer_text(b, &ways[i], cap, &text);
		add_way(table, i ? "" : cap_name(cap, room), &text, ways[i].how == BRING_VOID ? TEXT_YELLOW : NULL);
	}
	if (n)
		add_given_up(t, table, b, cap);
	return r;
}

static void add_caps(struct text *t, const struct bringer *b)
{
	static const struct text_column columns[] = {
		{ .title = "CAPABILITY" }, { .title = "BROUGHT IN BY", .wraps = true },
	};
	struct text_table table;

	if (!(t->plan->keep | t->plan->ask))
		return;
	buf_add(t->out, "\n");
	table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < t->plan->ncaps; i++) {
		if (t->plan->caps[i].advice != ADVICE_DROP && add_cap(t, &table, b, t->plan->caps[i].cap))
			t->out->failed = true;
	}
	text_table_end(&table, t->out);
}

void text_privileges(struct text *t)
{
	_bringer_ struct bringer *b = NULL;

	if (!t->plan->profile->nprivileges)
		return;
	if (bringer_new(t->plan->profile, &b)) {
		t->out->failed = true;
		return;
	}
	text_title(t, "Privileges");
	add_events(t, b);
	add_caps(t, b);
}
