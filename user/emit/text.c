// SPDX-License-Identifier: BSD-2-Clause
/* The text report: what people see first. Its frame, and how sure it is of itself. */
#include "emit/text.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "emit/arguments.h"
#include "emit/proof.h"
#include "emit/runtime_part.h"
#include "emit/text_table.h"

#define LABEL_WIDTH 10
#define COMMAND_WIDTH 33

/* --- shared words ------------------------------------------------------------- */

void text_paint(struct text *t, const char *colour, const char *text)
{
	if (t->style->colour)
		buf_add(t->out, colour);
	text_add(t->out, t->style, text);
	if (t->style->colour)
		buf_add(t->out, TEXT_PLAIN);
}

/* Ends a line that has indent columns so far; wrapped under its own beginning. */
static void add_wrapped(struct text *t, const char *text, size_t indent)
{
	_buf_ struct buf clean = BUF_INIT;

	text_add(&clean, t->style, text);
	text_wrap(t->out, buf_text(&clean), t->style->width, indent, indent);
	buf_add(t->out, "\n");
	t->out->failed |= clean.failed;
}

void text_title(struct text *t, const char *title)
{
	buf_add(t->out, "\n");
	text_paint(t, TEXT_BOLD, title);
	buf_add(t->out, "\n");
}

void text_paragraph(struct text *t, const char *text, size_t indent)
{
	buf_addf(t->out, "%*s", (int)indent, "");
	add_wrapped(t, text, indent);
}

void text_field(struct text *t, const char *label, size_t width, const char *text)
{
	buf_addf(t->out, "%*s%-*s", TEXT_INDENT, "", (int)width, label);
	add_wrapped(t, text, TEXT_INDENT + width);
}

void text_field_buf(struct text *t, const char *label, size_t width, const struct buf *text)
{
	t->out->failed |= text->failed;
	if (text->size)
		text_field(t, label, width, buf_text(text));
}

void text_program_name(const struct program *program, struct buf *out)
{
	if (program->exe[0])
		buf_add(out, program->exe);
	else
		buf_addf(out, "[%s]", program->comm);
}

void text_count(struct buf *out, unsigned long long n, const char *one, const char *many)
{
	buf_addf(out, "%llu %s", n, n == 1 ? one : many);
}

void text_duration(uint64_t ns, struct buf *out)
{
	double seconds = ns / 1e9;
	unsigned long long whole = ns / 1000000000u;

	if (seconds < 0.9995)
		buf_addf(out, "%.0f ms", seconds * 1e3);
	else if (whole < 60)
		buf_addf(out, "%.1f s", seconds);
	else if (whole < 3600)
		buf_addf(out, "%llu min %llu s", whole / 60, whole % 60);
	else
		buf_addf(out, "%llu h %llu min", whole / 3600, whole / 60 % 60);
}

/* --- header ------------------------------------------------------------------- */

/* Gregorian date of a day since 1970-01-01; gmtime() would read the environment. */
void text_date(struct buf *out, uint64_t days)
{
	uint64_t z = days + 719468; /* from 0000-03-01: a leap day ends its year */
	uint64_t era = z / 146097, day = z % 146097;
	uint64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	uint64_t month;

	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	day -= (153 * month + 2) / 5;
	buf_addf(out, "%04llu-%02llu-%02llu", (unsigned long long)(era * 400 + year + (month >= 10)),
		 (unsigned long long)(month < 10 ? month + 3 : month - 9), (unsigned long long)day + 1);
}

static void add_time(struct buf *out, uint64_t realtime_ns)
{
	unsigned int seconds = realtime_ns / 1000000000u % 86400;

	text_date(out, realtime_ns / 1000000000u / 86400);
	buf_addf(out, " %02u:%02u:%02u UTC", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static void add_recorded(struct text *t)
{
	const struct profile *p = t->plan->profile;
	_buf_ struct buf value = BUF_INIT;

	add_time(&value, p->start_realtime_ns);
	buf_add(&value, ", for ");
	text_duration(p->duration_ns, &value);
	buf_addf(&value, ", on Linux %s %s", p->release, p->machine);
	text_field_buf(t, "Recorded", LABEL_WIDTH, &value);
}

static void add_command(struct text *t)
{
	static const char *const scopes[] = {
		[0] = "unknown",
		[LC_SCOPE_COMMAND] = "a command and its descendants",
		[LC_SCOPE_PIDS] = "chosen processes and their descendants",
		[LC_SCOPE_ALL] = "every process of the machine",
		[LC_SCOPE_CGROUP] = "the processes of a cgroup and their descendants",
	};
	const struct profile *p = t->plan->profile;
	_buf_ struct buf value = BUF_INIT;
	size_t i;

	if (!p->command) {
		text_field(t, "Scope", LABEL_WIDTH, scopes[p->scope < ARRAY_SIZE(scopes) ? p->scope : 0]);
		return;
	}
	for (i = 0; p->command[i]; i++) {
		buf_add(&value, i ? " " : "");
		text_shell_word(&value, p->command[i]);
	}
	text_field_buf(t, "Command", LABEL_WIDTH, &value);
}

static void add_hooks(struct text *t)
{
	const struct profile *p = t->plan->profile;
	_buf_ struct buf value = BUF_INIT;
	size_t i;

	for (i = 0; i < p->nhooks; i++)
		buf_addf(&value, "%s%s: %s", i ? ", " : "", p->hooks[i].role,
			 p->hooks[i].hook[0] ? p->hooks[i].hook : "none");
	if (p->nhooks)
		text_field_buf(t, "Hooks", LABEL_WIDTH, &value);
}

static void add_verdict(struct text *t)
{
	buf_addf(t->out, "%*s%-*s", TEXT_INDENT, "", LABEL_WIDTH, "Complete");
	if (t->plan->incomplete)
		text_paint(t, TEXT_BOLD_RED, "NO: the sets may be too small, see the end");
	else
		text_paint(t, TEXT_GREEN, "yes");
	buf_add(t->out, "\n");
}

static void add_proof(struct text *t)
{
	_buf_ struct buf value = BUF_INIT;

	proof_plan_text(t->plan, &value);
	if (t->plan->proof == PROOF_NONE)
		buf_add(&value, ": what follows is what was seen, not what was tried without");
	text_field_buf(t, "Proof", LABEL_WIDTH, &value);
}

static void add_header(struct text *t)
{
	_buf_ struct buf title = BUF_INIT;

	buf_addf(&title, "What %s used", t->plan->name);
	text_paint(t, TEXT_BOLD, buf_text(&title));
	buf_add(t->out, "\n");
	add_command(t);
	add_recorded(t);
	add_hooks(t);
	add_verdict(t);
	add_proof(t);
	t->out->failed |= title.failed;
}

/* --- end ---------------------------------------------------------------------- */

/* "opts lsm" becomes "opts, lsm". */
static void add_words(struct buf *out, const char *words)
{
	for (; *words; words++)
		if (*words == ' ')
			buf_add(out, ", ");
		else
			buf_add_bytes(out, words, 1);
}

/* What the hooks cannot see by their nature, met or not. */
static void add_blind_spots(struct text *t)
{
	const struct profile *p = t->plan->profile;
	_buf_ struct buf line = BUF_INIT;
	size_t i;

	for (i = 0; i < p->nhooks; i++) {
		if (!p->hooks[i].blind[0])
			continue;
		buf_add(&line, line.size ? "; " : "Blind spots of its hooks: ");
		add_words(&line, p->hooks[i].blind);
		buf_addf(&line, " (%s)", p->hooks[i].role);
	}
	if (line.size)
		text_paragraph(t, buf_text(&line), TEXT_INDENT);
	t->out->failed |= line.failed;
}

static void add_reasons(struct text *t)
{
	unsigned int i;

	for (i = 0; i < INCOMPLETE_REASONS; i++) {
		_buf_ struct buf reason = BUF_INIT;

		if (!(t->plan->incomplete >> i & 1))
			continue;
		profile_reason_text(t->plan->profile, 1u << i, &reason);
		buf_addf(t->out, "%*s- ", TEXT_INDENT, "");
		add_wrapped(t, buf_text(&reason), TEXT_INDENT + 2);
		t->out->failed |= reason.failed;
	}
}

static void add_completeness(struct text *t)
{
	if (t->plan->incomplete) {
		text_title(t, "INCOMPLETE: the sets above may be too small");
		add_reasons(t);
	} else {
		text_title(t, "Complete");
		text_paragraph(t, "Nothing was lost, and nothing was met that the recording could not see.",
			       TEXT_INDENT);
	}
	add_blind_spots(t);
}

static void add_command_line(struct text *t, const char *command, const char *what)
{
	buf_addf(t->out, "%*s%-*s%s\n", TEXT_INDENT, "", COMMAND_WIDTH, command, what);
}

static void add_next(struct text *t)
{
	text_title(t, "Next");
	if (t->plan->proof == PROOF_NONE)
		add_command_line(t, "leastcap verify FILE -- CMD", "tries this set");
	if (t->plan->proof != PROOF_MINIMAL)
		add_command_line(t, "leastcap minimize FILE -- CMD", "finds what can go");
	add_command_line(t, "leastcap generate docker FILE", "flags for docker run");
	add_command_line(t, "leastcap generate systemd FILE", "settings for a unit");
	add_command_line(t, "leastcap generate seccomp FILE", "a seccomp profile");
	add_command_line(t, "leastcap generate --list", "all targets");
}

int emit_text(const struct plan *plan, const struct emit_style *style, struct buf *out)
{
	struct text t = { .plan = plan, .style = style, .out = out };

	add_header(&t);
	text_caps(&t);
	text_phases(&t);
	text_notes(&t);
	text_privileges(&t);
	text_owners(&t);
	text_programs(&t);
	text_syscalls(&t);
	text_arguments(&t);
	text_runtime(&t);
	text_refused(&t);
	add_completeness(&t);
	add_next(&t);
	return buf_error(out);
}
