// SPDX-License-Identifier: BSD-2-Clause
/* Knows how `generate --explain` reads on a terminal. */
#include "emit/contrast.h"

#include <inttypes.h>
#include <string.h>

#include "core/ruleset.h"
#include "core/sysno.h"
#include "emit/review.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define LABEL_WIDTH 14
#define NAMES_SHOWN 24

/* --- how many ----------------------------------------------------------------------- */

static size_t known_calls(enum lc_abi abi)
{
	size_t n = 0;

	for (size_t i = 0; i < sysno_count(); i++)
		n += sysno_at(i)->number[sysno_arch_of(abi)] >= 0;
	return n;
}

static void add_answer(const struct plan *plan, struct buf *out)
{
	char room[32];

	switch (plan->deny.kind) {
	case ANSWER_KILL:
		buf_add(out, "any other call kills the process");
		break;
	case ANSWER_LOG:
		buf_add(out, "any other call is let through, too, and logged: nothing is refused yet");
		break;
	default:
		buf_addf(out, "any other call gets %s", answer_text(plan->deny, room) + strlen("errno:"));
	}
}

static void add_head(struct text *t)
{
	_buf_ struct buf title = BUF_INIT, line = BUF_INIT;

	buf_addf(&title, "What the filter of %s refuses", t->plan->name);
	text_paint(t, TEXT_BOLD, buf_text(&title));
	buf_add(t->out, "\n");
	for (int abi = 0; abi < LC_ABIS; abi++) {
		size_t n = contrast_allowed(t->plan, abi);

		if (n)
			buf_addf(&line, "%s%zu of the %zu calls of %s", line.size ? ", " : "", n, known_calls(abi),
				 sysno_abi_name(abi));
	}
	buf_addf(&line, "%s allowed; ", line.size ? " are" : "nothing is");
	add_answer(t->plan, &line);
	buf_add(&line, ".");
	text_paragraph(t, buf_text(&line), TEXT_INDENT);
	t->out->failed |= title.failed || line.failed;
}

static void add_default(struct text_table *table, const struct contrast *c)
{
	struct libscols_line *row = text_table_row(table, NULL);
	const size_t numbers[] = { c->theirs, c->fewer, c->more };

	text_table_cell(table, row, 0, contrast_name(c->with), NULL);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		_buf_ struct buf number = BUF_INIT;

		buf_addf(&number, "%zu", numbers[i]);
		text_table_add(table, row, i + 1, &number, NULL);
	}
}

static void add_defaults(struct text *t)
{
	static const struct text_column columns[] = {
		{ .title = "DEFAULT" },
		{ .title = "ALLOWS", .right = true },
		{ .title = "REFUSED HERE", .right = true },
		{ .title = "ONLY HERE", .right = true },
	};
	struct text_table table;

	text_title(t, "Against the defaults");
	table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	for (int with = 0; with < CONTRASTS; with++) {
		_contrast_ struct contrast c = { 0 };

		if (contrast_make(t->plan, with, &c) < 0)
			t->out->failed = true;
		else
			add_default(&table, &c);
	}
	text_table_end(&table, t->out);
}

/* Calls that Docker would refuse a container with these capabilities. */
static void add_more(struct text *t)
{
	_buf_ struct buf line = BUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < t->plan->nsyscalls; i++) {
		const struct sys_plan *call = &t->plan->syscalls[i];
		const struct sysno_info *info = sysno_by_number(call->abi, call->nr);

		if (call->abi != LC_ABI_X86_64 || !info || contrast_allows(CONTRAST_DOCKER, info, t->plan->keep))
			continue;
		if (n++ < NAMES_SHOWN)
			buf_addf(&line, "%s%s", line.size ? ", " : "Beyond Docker's default: ", call->name);
	}
	if (n > NAMES_SHOWN)
		buf_addf(&line, " and %zu more", n - NAMES_SHOWN);
	if (n)
		text_paragraph(t, buf_text(&line), TEXT_INDENT);
	t->out->failed |= line.failed;
}

/* --- primitives --------------------------------------------------------------------- */

static size_t count_true(const bool *set)
{
	size_t n = 0;

	for (size_t i = 0; i < primitive_count(); i++)
		n += set[i];
	return n;
}

static void add_closed(struct text *t, const struct contrast *docker)
{
	static const struct text_column columns[] = { { .title = "CLOSED" }, { .title = "WHAT FOR", .wraps = true } };
	struct text_table table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < primitive_count(); i++) {
		const struct primitive *p = primitive_at(i);
		struct libscols_line *row;
		_buf_ struct buf what = BUF_INIT;

		if (!docker->closed[i])
			continue;
		row = text_table_row(&table, NULL);
		buf_addf(&what, "%s%s%s%s", p->use, p->known[0] ? " (" : "", p->known, p->known[0] ? ")" : "");
		text_table_cell(&table, row, 0, p->id, NULL);
		text_table_add(&table, row, 1, &what, NULL);
	}
	text_table_end(&table, t->out);
}

static void add_open(struct text *t, const struct contrast *docker)
{
	static const struct text_column columns[] = {
		{ .title = "STILL OPEN" }, { .title = "THROUGH" }, { .title = "ON THE LIST BECAUSE", .wraps = true },
	};
	struct text_table table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < primitive_count(); i++) {
		const struct sys_plan *call = docker->open[i] ? contrast_opener(t->plan, primitive_at(i)) : NULL;
		struct libscols_line *row;
		_buf_ struct buf why = BUF_INIT;

		if (!call)
			continue;
		row = text_table_row(&table, NULL);
		contrast_why(call, &why);
		text_table_cell(&table, row, 0, primitive_at(i)->id, NULL);
		text_table_cell(&table, row, 1, call->name, NULL);
		text_table_add(&table, row, 2, &why, NULL);
	}
	text_table_end(&table, t->out);
}

/* Closed here and by Docker; with a hint where values of arguments could close more. */
static void add_others(struct text *t, const struct contrast *docker)
{
	_buf_ struct buf line = BUF_INIT;
	bool args = false;

	for (size_t i = 0; i < primitive_count(); i++) {
		args |= docker->open[i] && primitive_at(i)->args;
		if (!docker->open[i] && !docker->closed[i])
			buf_addf(&line, "%s%s", line.size ? ", " : "Closed by both: ", primitive_at(i)->id);
	}
	if (line.size)
		text_paragraph(t, buf_text(&line), TEXT_INDENT);
	if (args && !profile_setting(t->plan->profile, SETTING_ARGS))
		text_paragraph(t, "record --args learns which families and requests are needed, and closes the others.",
			       TEXT_INDENT);
	t->out->failed |= line.failed;
}

static void add_primitives(struct text *t)
{
	_contrast_ struct contrast docker = { 0 };
	_buf_ struct buf line = BUF_INIT;

	if (contrast_make(t->plan, CONTRAST_DOCKER, &docker) < 0) {
		t->out->failed = true;
		return;
	}
	text_title(t, "What known exploits are built of");
	buf_addf(&line, "Of %zu, %zu that Docker's default leaves open are closed; %zu stay open.", primitive_count(),
		 count_true(docker.closed), count_true(docker.open));
	text_paragraph(t, buf_text(&line), TEXT_INDENT);
	if (count_true(docker.closed))
		add_closed(t, &docker);
	if (count_true(docker.open))
		add_open(t, &docker);
	add_others(t, &docker);
	t->out->failed |= line.failed;
}

/* --- left out ----------------------------------------------------------------------- */

static void add_left(struct text_table *table, const struct plan *plan, enum refuse_why why, const struct risk *risk,
		     const char *label)
{
	_review_names_ struct review_names names = REVIEW_NAMES_INIT;
	_buf_ struct buf count = BUF_INIT;
	struct libscols_line *row;

	review_names(plan, why, risk, &names);
	if (!names.n)
		return;
	row = text_table_row(table, NULL);
	if (names.count)
		buf_addf(&count, "%" PRIu64, names.count);
	else
		buf_add(&count, "-"); /* nobody counted */
	text_table_cell(table, row, 0, label, NULL);
	text_table_add(table, row, 1, &count, NULL);
	text_table_add(table, row, 2, &names.text, NULL);
}

static void add_left_out(struct text *t)
{
	static const struct text_column columns[] = {
		{ .title = "WHY" }, { .title = "TIMES", .right = true }, { .title = "CALLS", .wraps = true },
	};
	struct text_table table;

	if (!t->plan->nrefused)
		return;
	text_title(t, "Left out, though observed or tried");
	table = text_table_begin(t->style, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < risk_count(); i++)
		add_left(&table, t->plan, REFUSE_RISK, risk_at(i), risk_at(i)->id);
	add_left(&table, t->plan, REFUSE_FAILED, NULL, "never worked");
	add_left(&table, t->plan, REFUSE_FALLBACK, NULL, "an older call does");
	text_table_end(&table, t->out);
	text_paragraph(t, "--accept keeps a call or a class; explain tells what it is good for.", TEXT_INDENT);
}

/* --- arguments, and the rest -------------------------------------------------------- */

static void add_condition(struct text *t, const struct sys_plan *call)
{
	_buf_ struct buf label = BUF_INIT, line = BUF_INIT;

	buf_addf(&label, "%s%s%s", call->name, call->abi == LC_ABI_X86_64 ? "" : " ",
		 call->abi == LC_ABI_X86_64 ? "" : sysno_abi_name(call->abi));
	contrast_condition(call, &line);
	text_field_buf(t, buf_text(&label), LABEL_WIDTH, &line);
	t->out->failed |= label.failed;
}

static void add_conditions(struct text *t)
{
	_buf_ struct buf widened = BUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < t->plan->nsyscalls; i++) {
		const struct sys_plan *call = &t->plan->syscalls[i];

		if (call->widened)
			buf_addf(&widened, "%s%s", widened.size ? ", " : "", call->name);
		if ((call->nargs || call->widened) && !n++)
			text_title(t, "Conditions on arguments");
		if (call->nargs)
			add_condition(t, call);
	}
	if (widened.size)
		buf_add(&widened, ": whatever they are given, since not all of it is known");
	text_field_buf(t, "widened", LABEL_WIDTH, &widened);
}

static void add_tenths(int tenths, struct buf *out)
{
	buf_addf(out, "%d.%d", tenths / 10, tenths % 10);
}

static void add_rest(struct text *t, const struct exposure *exposure)
{
	_buf_ struct buf pod = BUF_INIT, obstacles = BUF_INIT, unit = BUF_INIT, rings = BUF_INIT;

	text_title(t, "Beside the filter");
	contrast_obstacles(t->plan, &obstacles);
	buf_addf(&pod, "%s", pod_level_name(plan_pod_level(t->plan)));
	if (obstacles.size)
		buf_addf(&pod, "; in the way of the next level: %s", buf_text(&obstacles));
	text_field_buf(t, "Pod Security", LABEL_WIDTH, &pod);
	if (exposure && exposure->before >= 0 && exposure->after >= 0) {
		buf_add(&unit, "exposure ");
		add_tenths(exposure->after, &unit);
		buf_add(&unit, " with what generate systemd writes, ");
		add_tenths(exposure->before, &unit);
		buf_add(&unit, " of a service without settings (systemd-analyze security)");
	}
	text_field_buf(t, "systemd", LABEL_WIDTH, &unit);
	if (review_uring(t->plan, &rings))
		buf_add(&rings, "; no filter sees them");
	text_field_buf(t, "io_uring", LABEL_WIDTH, &rings);
	t->out->failed |= obstacles.failed;
}

int emit_contrast_text(const struct plan *plan, const struct exposure *exposure, const struct emit_style *style,
		       struct buf *out)
{
	struct text t = { plan, style, out };

	add_head(&t);
	add_defaults(&t);
	add_more(&t);
	add_primitives(&t);
	add_left_out(&t);
	add_conditions(&t);
	add_rest(&t, exposure);
	return buf_error(out);
}
