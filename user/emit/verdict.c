// SPDX-License-Identifier: BSD-2-Clause
/* Tells what came of replaying a plan: passed or not, each run, each new refusal and what would allow it. */
#include "emit/verdict.h"

#include <string.h>

#include "core/errnos.h"
#include "core/sysno.h"
#include "emit/caplist.h"
#include "emit/jsonout.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define VERDICT_SCHEMA "leastcap/verdict/1"
#define LABEL_WIDTH 10

/* --- text: the frame --------------------------------------------------------------- */

static void add_result(struct text *t, const struct verdict *v)
{
	_buf_ struct buf line = BUF_INIT;

	buf_addf(&line, "%s %s under its plan: %zu of ", t->plan->name, v->passed ? "works" : "FAILED", v->passes);
	text_count(&line, v->nruns, "run", "runs");
	if (!v->passed)
		buf_add(&line, v->passes == 1 ? " works" : " work");
	if (v->nruns < v->wanted)
		buf_addf(&line, " (stopped, %zu were asked for)", v->wanted);
	text_paint(t, v->passed ? TEXT_GREEN : TEXT_BOLD_RED, buf_text(&line));
	buf_add(t->out, "\n");
	t->out->failed |= line.failed;
}

static void add_set(struct text *t)
{
	_buf_ struct buf value = BUF_INIT;

	if (t->plan->keep)
		caplist_join(&value, t->plan->keep, cap_name, "", " ");
	else
		buf_add(&value, "no capability");
	text_field_buf(t, "Set", LABEL_WIDTH, &value);
}

static void add_filter(struct text *t, const struct verdict *v)
{
	_buf_ struct buf value = BUF_INIT;
	char room[16];

	if (v->seccomp) {
		text_count(&value, t->plan->nsyscalls, "syscall", "syscalls");
		buf_addf(&value, " allowed, others get %s", errno_word((uint32_t)v->error, room));
	} else {
		buf_add(&value, "not filtered");
	}
	buf_addf(&value, "; no_new_privs %s", v->no_new_privs ? "set" : "not set");
	text_field_buf(t, "Filter", LABEL_WIDTH, &value);
}

static void add_replay(struct text *t, const struct verdict *v)
{
	const char *recorded = t->plan->profile->release;
	_buf_ struct buf value = BUF_INIT;

	buf_addf(&value, "%s, %s%s, on Linux %s", v->runtime, v->user ? "as " : "with the caller's ids",
		 v->user ? v->user : "", v->release);
	if (recorded && recorded[0] && strcmp(recorded, v->release) != 0)
		buf_addf(&value, " (recorded on %s)", recorded);
	text_field_buf(t, "Replayed", LABEL_WIDTH, &value);
}

static void add_expected(struct text *t, const struct verdict *v)
{
	_buf_ struct buf value = BUF_INIT;

	if (v->driven)
		buf_addf(&value, "exit status %d of the drive command", v->expected_drive);
	else
		buf_addf(&value, "exit status %d", v->expected);
	buf_add(&value, v->expected_known ? ", as recorded" : ", since the recording does not tell");
	if (v->strict)
		buf_add(&value, "; and no new refusal (--strict)");
	text_field_buf(t, "Works if", LABEL_WIDTH, &value);
}

/* --- text: runs -------------------------------------------------------------------- */

static void add_run_status(const struct verdict *v, const struct verdict_run *run, struct buf *out)
{
	if (run->timed_out)
		buf_add(out, "-");
	else
		buf_addf(out, "%d", v->driven ? run->drive_status : run->status);
}

static void add_run_notes(const struct verdict_run *run, struct buf *out)
{
	if (run->what)
		buf_add(out, run->what);
	if (run->incomplete)
		buf_addf(out, "%srecorded incompletely: a refusal may have been missed", out->size ? "; " : "");
}

static void add_run(struct text_table *table, const struct verdict *v, size_t i)
{
	const struct verdict_run *run = &v->runs[i];
	struct libscols_line *row = text_table_row(table, NULL);
	_buf_ struct buf number = BUF_INIT, status = BUF_INIT, time = BUF_INIT, notes = BUF_INIT;

	buf_addf(&number, "%zu", i + 1);
	add_run_status(v, run, &status);
	text_duration(run->duration_ns, &time);
	add_run_notes(run, &notes);
	text_table_add(table, row, 0, &number, NULL);
	text_table_cell(table, row, 1, run->works ? "works" : "FAILS", run->works ? TEXT_GREEN : TEXT_RED);
	text_table_add(table, row, 2, &status, NULL);
	text_table_add(table, row, 3, &time, NULL);
	text_table_add(table, row, 4, &notes, NULL);
}

static void add_runs(struct text *t, const struct verdict *v)
{
	static const struct text_column columns[] = {
		{ .title = "RUN", .right = true },
		{ .title = "RESULT" },
		{ .title = "STATUS", .right = true },
		{ .title = "TIME", .right = true },
		{ .title = "WHY", .wraps = true },
	};
	struct text_table table;

	if (!v->nruns)
		return;
	text_title(t, "Runs");
	table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < v->nruns; i++)
		add_run(&table, v, i);
	text_table_end(&table, t->out);
}

/* --- text: refusals ---------------------------------------------------------------- */

static void add_refusal(struct text_table *table, const struct verdict_refusal *refusal)
{
	struct libscols_line *row = text_table_row(table, NULL);
	_buf_ struct buf runs = BUF_INIT, remedy = BUF_INIT, what = BUF_INIT;

	buf_addf(&runs, "%u", refusal->runs);
	refused_remedy(&refusal->refused, &remedy);
	refused_text(&refusal->refused, &what);
	text_table_cell(table, row, 0, layer_name(refusal->refused.layer), NULL);
	text_table_add(table, row, 1, &runs, NULL);
	text_table_add(table, row, 2, &remedy, NULL);
	text_table_add(table, row, 3, &what, NULL);
}

static size_t count_refusals(const struct verdict *v, bool survived)
{
	size_t n = 0;

	for (size_t i = 0; i < v->nrefusals; i++)
		n += v->refusals[i].refused.survived == survived;
	return n;
}

static void add_refusals(struct text *t, const struct verdict *v, bool survived, const char *title)
{
	static const struct text_column columns[] = {
		{ .title = "LAYER" },
		{ .title = "RUNS", .right = true },
		{ .title = "ALLOWED BY" },
		{ .title = "REFUSED", .wraps = true },
	};
	struct text_table table;

	if (!count_refusals(v, survived))
		return;
	text_title(t, title);
	table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < v->nrefusals; i++)
		if (v->refusals[i].refused.survived == survived)
			add_refusal(&table, &v->refusals[i]);
	text_table_end(&table, t->out);
}

static void add_conclusion(struct text *t, const struct verdict *v)
{
	if (!v->nrefusals) {
		text_title(t, "Refusals");
		text_paragraph(t, "Nothing was refused that was not refused in the recording, too.", TEXT_INDENT);
	}
	if (v->passed)
		return;
	text_title(t, "Next");
	if (count_refusals(v, false))
		text_paragraph(t, "leastcap minimize FILE -- CMD finds what is missing, and what can go", TEXT_INDENT);
	else
		text_paragraph(t,
			       "No refusal tells why: a need that shows no check, or a cause beside the plan. leastcap "
			       "minimize FILE -- CMD tries which.",
			       TEXT_INDENT);
}

int emit_verdict_text(const struct verdict *v, const struct emit_style *style, struct buf *out)
{
	struct text t = { .plan = v->plan, .style = style, .out = out };

	add_result(&t, v);
	add_set(&t);
	add_filter(&t, v);
	add_replay(&t, v);
	add_expected(&t, v);
	add_runs(&t, v);
	add_refusals(&t, v, false, "New refusals");
	add_refusals(&t, v, true, "New refusals that the workload survived");
	add_conclusion(&t, v);
	return buf_error(out);
}

/* --- JSON -------------------------------------------------------------------------- */

static json_t *run_json(const struct verdict *v, const struct verdict_run *run)
{
	return json_pack("{s:b, s:b, s:b, s:o, s:o, s:o, s:b, s:o}", "works", run->works, "timed_out", run->timed_out,
			 "ready", run->ready, "status", run->timed_out ? json_null() : json_integer(run->status),
			 "drive_status", v->driven ? json_integer(run->drive_status) : json_null(), "duration_ms",
			 jsonout_number(run->duration_ns / 1000000), "complete", run->incomplete == 0, "what",
			 jsonout_text_or_null(run->what));
}

static json_t *runs_json(const struct verdict *v)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < v->nruns; i++)
		if (json_array_append_new(list, run_json(v, &v->runs[i])))
			return NULL;
	return TAKE(list);
}

static json_t *cap_or_null(int cap)
{
	char room[32];

	return cap < 0 ? json_null() : json_string(cap_name((unsigned int)cap, room));
}

static json_t *refusal_json(const struct verdict_refusal *refusal)
{
	const struct refused *r = &refusal->refused;
	_buf_ struct buf text = BUF_INIT, remedy = BUF_INIT;
	char room[32], error[16];

	refused_text(r, &text);
	refused_remedy(r, &remedy);
	return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:b, s:o, s:i, s:o, s:o}", "layer", layer_name(r->layer),
			 "program", jsonout_text_or_null(r->program), "syscall",
			 r->nr == LC_NO_SYSCALL ? json_null() : json_string(sysno_name(r->abi, r->nr, room)), "abi",
			 sysno_abi_name(r->abi), "errno",
			 r->error ? json_string(errno_word(r->error, error)) : json_null(), "capability",
			 cap_or_null(r->cap), "call_site", jsonout_text_or_null(r->site), "survived", r->survived,
			 "count", jsonout_number(r->count), "runs", (int)refusal->runs, "text", jsonout_buf(&text),
			 "allowed_by", jsonout_buf(&remedy));
}

static json_t *refusals_json(const struct verdict *v)
{
	_json_ json_t *list = json_array();

	for (size_t i = 0; i < v->nrefusals; i++)
		if (json_array_append_new(list, refusal_json(&v->refusals[i])))
			return NULL;
	return TAKE(list);
}

static json_t *plan_json(const struct verdict *v)
{
	char room[16];

	return json_pack("{s:o, s:b, s:o, s:b}", "capabilities", jsonout_caps(v->plan->keep), "seccomp", v->seccomp,
			 "errno", v->seccomp ? json_string(errno_word((uint32_t)v->error, room)) : json_null(),
			 "no_new_privs", v->no_new_privs);
}

static json_t *expected_json(const struct verdict *v)
{
	return json_pack("{s:i, s:o, s:b, s:b}", "status", v->expected, "drive_status",
			 v->driven ? json_integer(v->expected_drive) : json_null(), "recorded", v->expected_known,
			 "strict", v->strict);
}

int emit_verdict_json(const struct verdict *v, const struct emit_style *style, struct buf *out)
{
	(void)style;
	return jsonout_write(json_pack("{s:s, s:b, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
				       VERDICT_SCHEMA, "passed", v->passed, "passes", jsonout_number(v->passes),
				       "wanted", jsonout_number(v->wanted), "runtime", v->runtime, "user",
				       jsonout_text_or_null(v->user), "release", jsonout_text_or_null(v->release),
				       "recorded_release", jsonout_text_or_null(v->plan->profile->release), "plan",
				       plan_json(v), "expected", expected_json(v), "runs", runs_json(v), "refusals",
				       refusals_json(v)),
			     out);
}
