// SPDX-License-Identifier: BSD-2-Clause
/* The capability tables of the text report: kept, checked but not needed, refused. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/guard.h"
#include "core/remedy.h"
#include "emit/caplist.h"
#include "emit/evidence.h"
#include "emit/phases.h"
#include "emit/proof.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define PLACES_MAX 4 /* further places a table names; the rest is counted */

static const char *risk_colour(unsigned int cap)
{
	static const char *const colours[] = {
		[CAP_RISK_HOST] = TEXT_BOLD_RED,
		[CAP_RISK_HIGH] = TEXT_RED,
		[CAP_RISK_MEDIUM] = TEXT_YELLOW,
		[CAP_RISK_LOW] = TEXT_GREEN,
	};
	const struct cap_info *info = cap_info(cap);

	_Static_assert(ARRAY_SIZE(colours) == CAP_RISKS, "each risk has a colour");
	return info ? colours[info->risk] : NULL;
}

static const char *risk_word(unsigned int cap)
{
	const struct cap_info *info = cap_info(cap);

	return info ? cap_risk_name(info->risk) : "unknown";
}

/* A further line for the capability above. */
static void add_more(struct text_table *table, const struct buf *text)
{
	struct libscols_line *row = text_table_row(table, NULL);

	text_table_cell(table, row, 0, "", NULL);
	text_table_cell(table, row, 1, "", NULL);
	text_table_add(table, row, 2, text, TEXT_DIM);
}

/* "decisive; proven by replay" */
static void add_class(struct text_table *table, const struct cap_plan *cap)
{
	const char *proof = proof_cap_word(cap);
	_buf_ struct buf text = BUF_INIT;

	if (cap->decider)
		buf_add(&text, check_class_name(cap->class));
	if (proof)
		buf_addf(&text, "%s%s", text.size ? "; " : "", proof);
	if (text.size || text.failed)
		add_more(table, &text);
}

static void add_times(struct buf *out, const char *what, uint64_t n)
{
	if (!n)
		return;
	buf_addf(out, "%s%s ", out->size ? ", " : "", what);
	if (n == 1)
		buf_add(out, "once");
	else
		buf_addf(out, "%" PRIu64 " times", n);
}

/* "granted 3 times, only while it started; the calls ended: 2 ok, 1 EPERM" */
static void add_counts(struct text *t, struct text_table *table, const struct cap_plan *cap)
{
	static const char *const only[] = {
		[1 << PHASE_INIT] = ", only while it started",
		[1 << PHASE_SERVING] = ", only while it served",
	};
	_evidence_ struct evidence_list sum = EVIDENCE_INIT;
	_buf_ struct buf text = BUF_INIT;

	if (evidence_sum(cap, &sum) < 0) {
		t->out->failed = true;
		return;
	}
	if (!sum.n || !(sum.at->nresults || sum.at->phases))
		return;
	add_times(&text, "granted", sum.at->granted);
	add_times(&text, "refused", sum.at->denied);
	if (sum.at->phases < ARRAY_SIZE(only) && only[sum.at->phases])
		buf_add(&text, only[sum.at->phases]);
	if (sum.at->nresults)
		buf_add(&text, "; the calls ended: ");
	evidence_results_text(sum.at, &text);
	add_more(table, &text);
}

static void add_remedies(struct text *t, struct text_table *table, const struct cap_plan *cap)
{
	const struct remedy *remedy;
	const char *value;

	for (size_t i = 0; (remedy = remedy_for(t->plan, cap, i, &value)); i++) {
		_buf_ struct buf text = BUF_INIT;

		buf_addf(&text, "instead: %s", remedy->advice);
		if (value)
			buf_addf(&text, " (is %s)", value);
		add_more(table, &text);
	}
}

static void add_places(struct text *t, struct text_table *table, const struct cap_plan *cap)
{
	_evidence_ struct evidence_list list = EVIDENCE_INIT;
	bool untold = evidence_untold(cap);
	size_t i, shown = 0;

	if (evidence_group(cap, &list) < 0) {
		t->out->failed = true;
		return;
	}
	for (i = 0; i < list.n && shown < PLACES_MAX; i++) {
		_buf_ struct buf place = BUF_INIT;

		if (list.at[i].check == cap->decider && !untold)
			continue;
		buf_add(&place, untold && !shown ? "asked " : "also ");
		evidence_place_text(t->plan, &list.at[i], &place);
		add_more(table, &place);
		shown++;
	}
	if (i < list.n) {
		_buf_ struct buf rest = BUF_INIT;

		buf_add(&rest, "and ");
		text_count(&rest, list.n - i, "other place", "other places");
		add_more(table, &rest);
	}
}

static void add_row(struct text *t, struct text_table *table, const struct cap_plan *cap, const char *second,
		    const char *colour)
{
	struct libscols_line *row = text_table_row(table, NULL);
	_buf_ struct buf reason = BUF_INIT;
	char room[32];

	plan_reason_text(t->plan, cap, &reason);
	text_table_cell(table, row, 0, cap_name(cap->cap, room), colour);
	text_table_cell(table, row, 1, second, colour);
	text_table_add(table, row, 2, &reason, NULL);
}

/* --- kept --------------------------------------------------------------------- */

static void add_kept_table(struct text *t)
{
	static const struct text_column columns[] = {
		{ .title = "CAPABILITY" }, { .title = "RISK" }, { .title = "WHY", .wraps = true },
	};
	struct text_table table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < t->plan->ncaps; i++) {
		const struct cap_plan *cap = &t->plan->caps[i];

		if (cap->advice != ADVICE_KEEP)
			continue;
		add_row(t, &table, cap, risk_word(cap->cap), risk_colour(cap->cap));
		add_class(&table, cap);
		add_counts(t, &table, cap);
		add_places(t, &table, cap);
		add_remedies(t, &table, cap);
	}
	text_table_end(&table, t->out);
}

static void add_kept(struct text *t)
{
	_buf_ struct buf names = BUF_INIT;

	text_title(t, "Least capabilities");
	if (!t->plan->keep) {
		text_paragraph(t, "none: it works without any capability", TEXT_INDENT);
		return;
	}
	caplist_join(&names, t->plan->keep, cap_name, "", " ");
	text_paragraph(t, buf_text(&names), TEXT_INDENT);
	if (t->plan->unproven)
		text_paragraph(t, "Some are kept without proof: only a run without them can tell.", TEXT_INDENT);
	buf_add(t->out, "\n");
	add_kept_table(t);
	t->out->failed |= names.failed;
}

/* --- not kept ----------------------------------------------------------------- */

static void add_others(struct text *t, enum advice advice, const char *title)
{
	static const struct text_column columns[] = {
		{ .title = "CAPABILITY" },
		{ .title = "CHECKS", .right = true },
		{ .title = "WHY", .wraps = true },
	};
	struct text_table table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	size_t i;

	text_title(t, title);
	for (i = 0; i < t->plan->ncaps; i++) {
		const struct cap_plan *cap = &t->plan->caps[i];
		char count[32];

		if (cap->advice != advice)
			continue;
		snprintf(count, sizeof(count), "%llu", (unsigned long long)(cap->granted + cap->denied));
		add_row(t, &table, cap, count, NULL);
		if (advice != ADVICE_ASK)
			continue;
		add_counts(t, &table, cap);
		add_remedies(t, &table, cap);
	}
	text_table_end(&table, t->out);
}

void text_caps(struct text *t)
{
	add_kept(t);
	if (t->plan->drop)
		add_others(t, ADVICE_DROP, "Checked but not needed");
	if (t->plan->ask)
		add_others(t, ADVICE_ASK, "Refused, and not in the set: decide yourself");
}
