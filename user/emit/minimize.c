// SPDX-License-Identifier: BSD-2-Clause
/* Tells what a search for the least set found: the set, what each member is needed for, what that took. */
#include "core/sysno.h"
#include "emit/caplist.h"
#include "emit/proof.h"
#include "emit/text.h"
#include "emit/text_table.h"
#include "emit/verdict.h"

#define LABEL_WIDTH 10

/* "tool needs 2 capabilities, and no fewer" */
static void add_result(struct text *t, const struct search_result *result)
{
	bool minimal = t->plan->proof == PROOF_MINIMAL;
	_buf_ struct buf line = BUF_INIT;
	int n = __builtin_popcountll(result->caps);

	buf_addf(&line, "%s %s ", t->plan->name, minimal ? "needs" : "works with");
	if (n)
		text_count(&line, (unsigned long long)n, "capability", "capabilities");
	else
		buf_add(&line, "no capability");
	if (n)
		buf_add(&line, minimal ? ", and not one fewer" : "; whether with fewer was not tried to the end");
	text_paint(t, minimal ? TEXT_GREEN : TEXT_YELLOW, buf_text(&line));
	buf_add(t->out, "\n");
	t->out->failed |= line.failed;
}

static void add_set(struct text *t, const char *label, uint64_t set)
{
	_buf_ struct buf value = BUF_INIT;

	caplist_join(&value, set, cap_name, "", " ");
	text_field_buf(t, label, LABEL_WIDTH, &value);
}

/* Members of the set that no trial was about. */
static uint64_t untried(const struct search_result *result)
{
	uint64_t set = result->caps;

	for (size_t i = 0; i < result->nmembers; i++)
		set &= ~(UINT64_C(1) << result->members[i].cap);
	return set;
}

static void add_summary(struct text *t, const struct search_result *result)
{
	_buf_ struct buf proof = BUF_INIT;

	add_set(t, "Set", result->caps);
	add_set(t, "Untried", untried(result));
	proof_plan_text(t->plan, &proof);
	text_field_buf(t, "Proof", LABEL_WIDTH, &proof);
	if (result->grown)
		text_field(t, "Grown", LABEL_WIDTH, "the set that the recording showed was not enough");
}

static const char *verdict_colour(enum member_verdict verdict)
{
	static const char *const colours[] = {
		[MEMBER_NEEDED] = TEXT_BOLD,
		[MEMBER_NEEDLESS] = TEXT_DIM,
		[MEMBER_ADDED] = TEXT_YELLOW,
		[MEMBER_SUBSTITUTE] = TEXT_BOLD,
	};

	_Static_assert(ARRAY_SIZE(colours) == MEMBER_VERDICTS, "a colour for each verdict");
	return (unsigned int)verdict < MEMBER_VERDICTS ? colours[verdict] : NULL;
}

static void add_member(struct text_table *table, const struct search_member *m)
{
	struct libscols_line *row = text_table_row(table, NULL);
	const char *without = m->without && m->without[0] ? m->without : "it fails";
	char room[32];

	if (m->verdict == MEMBER_NEEDLESS && !(m->without && m->without[0]))
		without = "it works";
	text_table_cell(table, row, 0, cap_name(m->cap, room), verdict_colour(m->verdict));
	text_table_cell(table, row, 1, member_verdict_name(m->verdict), NULL);
	text_table_cell(table, row, 2, without, NULL);
}

static void add_members(struct text *t, const struct search_result *result)
{
	static const struct text_column columns[] = {
		{ .title = "CAPABILITY" }, { .title = "VERDICT" }, { .title = "WITHOUT IT", .wraps = true },
	};
	struct text_table table;

	if (!result->nmembers)
		return;
	text_title(t, "Capabilities");
	table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < result->nmembers; i++)
		add_member(&table, &result->members[i]);
	text_table_end(&table, t->out);
}

/* Observed syscalls without which it worked. */
static void add_needless(struct text *t)
{
	const struct proof *proof = t->plan->profile->proof;
	_buf_ struct buf names = BUF_INIT;
	char room[32];
	size_t n = 0;

	for (unsigned int abi = 0; proof && abi < LC_ABIS; abi++)
		for (size_t i = 0; i < proof->needless[abi].n; i++, n++)
			buf_addf(&names, " %s", sysno_name(abi, proof->needless[abi].use[i].nr, room));
	if (!n)
		return;
	text_title(t, "Syscalls that were observed and are not needed");
	text_paragraph(t, buf_text(&names), TEXT_INDENT);
	t->out->failed |= names.failed;
}

int emit_minimize_text(const struct plan *plan, const struct search_result *result, const struct emit_style *style,
		       struct buf *out)
{
	struct text t = { .plan = plan, .style = style, .out = out };

	add_result(&t, result);
	add_summary(&t, result);
	add_members(&t, result);
	add_needless(&t);
	return buf_error(out);
}
