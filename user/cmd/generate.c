// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap generate`: the least sets in the form a target takes. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/exposure.h"
#include "cmd/filter.h"
#include "cmd/filter_choice.h"
#include "cmd/load.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/select.h"
#include "core/plan.h"
#include "emit/contrast.h"
#include "emit/emit.h"

static const struct verb_usage usage = {
	"generate",
	"TARGET [-o FILE] [options] FILE\n--explain [options] FILE\n--list",
	"Writes the least capabilities and syscalls of a recording for TARGET: flags, a\n"
	"profile, a unit, a command. FILE is what leastcap record wrote, - is standard\n"
	"input. What is incomplete or unproven is said in comments and on standard error.",
};

struct generate_options {
	const char *output, *name;
	struct owner_choice choice;
	struct filter_choice filter;
	unsigned int format; /* enum output_format: of the explanation */
	bool list, nonroot, strict, measure, explain;
};

static void print_targets(void)
{
	size_t i;

	for (i = 0; i < emitter_count(); i++)
		printf("%-16s %s\n", emitter_at(i)->name, emitter_at(i)->summary);
}

static int unknown_target(const char *name)
{
	const char *nearest = emitter_nearest(name);

	if (nearest)
		fail_hint("did you mean %s?", nearest);
	else
		fail_hint("leastcap generate --list names the targets");
	return fail(-EINVAL, "unknown target %s", name);
}

static int check_operands(const struct generate_options *o, int n, char **words)
{
	if (o->explain && n == 1)
		return 0;
	if (n < 1) {
		fail_hint("leastcap generate --list names the targets");
		return fail(-EINVAL, "generate: which TARGET?");
	}
	if (!emitter_find(words[0]))
		return unknown_target(words[0]);
	if (n < 2) {
		fail_hint("leastcap record -o FILE -- CMD writes one");
		return fail(-EINVAL, "generate %s: which FILE?", words[0]);
	}
	if (n > 2) {
		fail_hint("call it once for each file");
		return fail(-EINVAL, "generate %s takes one FILE, not %d", words[0], n - 1);
	}
	return 0;
}

/* One message a line; of what has no filter not what a filter leaves out. */
static void say_warnings(const struct emitter *target, const struct plan *plan)
{
	_buf_ struct buf lines = BUF_INIT;
	const char *p;

	if (target && target->filter == FILTER_NONE)
		emit_warnings_caps(plan, "", &lines);
	else
		emit_warnings(plan, "", &lines);
	for (p = buf_text(&lines); *p;) {
		size_t n = strcspn(p, "\n");

		say("warning: %.*s", (int)n, p);
		p += n + (p[n] == '\n');
	}
}

/* --- the filter ------------------------------------------------------------------------ */

/*
 * A tool that reads names by a library of that age leaves out what it does not know, and says nothing. Of what only
 * stands in for others that is told to who asks for more.
 */
static void say_unknown(const struct plan *plan, const struct filter_report *report)
{
	_buf_ struct buf names = BUF_INIT;
	char room[32];

	for (size_t i = 0; i < report->nunknown; i++)
		if (verbosity.level > 0 || plan_observed(plan, report->unknown[i]))
			buf_addf(&names, " %s", report->unknown[i]);
	if (names.size)
		say("warning: libseccomp %s of this machine does not know, and tools here leave out in silence:%s",
		    filter_library(room), buf_text(&names));
}

static void say_report(const struct filter_report *report)
{
	_buf_ struct buf text = BUF_INIT;

	if (verbosity.level < 1)
		return;
	filter_report_text(report, &text);
	say("filter: %s", buf_text(&text));
}

static int measure(const struct filter_program *program)
{
	struct filter_cost cost;
	int r = filter_measure(program, &cost);

	if (r == 0 && cost.call_known)
		say("filter: loaded in %.0f us; getppid takes %.0f ns with it, %.0f ns without", cost.load_us,
		    cost.call_ns, cost.bare_ns);
	else if (r == 0)
		say("filter: loaded in %.0f us; it ends who calls getppid: what a call costs is not known",
		    cost.load_us);
	return r;
}

/* What is written, as a filter: compiled and held against the plan. text: of a FILTER_JSON. */
static int check_filter(const struct generate_options *o, const struct emitter *target, const struct plan *plan,
			const struct buf *text, struct filter_program *program)
{
	const struct ruleset_promise promise = { .ignored = target->ignored, .shape = target->shape };
	_filter_report_ struct filter_report report = { 0 };
	_ruleset_ struct ruleset rules = RULESET_INIT;
	const struct ruleset_host host = { .arch = SYSNO_X86_64, .caps = plan->keep };
	bool reread = target->filter == FILTER_JSON;
	int r = reread ? ruleset_read(text->text, text->size, &host, &rules) : 0;

	if (r == 0)
		r = filter_checked(plan, reread ? &rules : NULL, &promise, program, &report);
	if (r < 0)
		return r;
	if (target->filter != FILTER_PROGRAM)
		say_unknown(plan, &report);
	say_report(&report);
	return o->measure ? measure(program) : 0;
}

static int emit_program(const struct emitter *target, const struct plan *plan, const struct filter_program *program,
			struct buf *out)
{
	struct emit_program given = { .bytes = program->insns, .size = program->n * sizeof(*program->insns) };
	_ruleset_ struct ruleset rules = RULESET_INIT;
	_free_ char *pfc = NULL;
	int r = ruleset_make(plan, target->ignored, &rules);

	if (r == 0)
		r = filter_pfc_from_rules(&rules, &pfc);
	if (r < 0)
		return r;
	given.pfc = pfc;
	return target->emit_program(plan, &given, out);
}

static int make_text(const struct generate_options *o, const struct emitter *target, const struct plan *plan,
		     struct buf *out)
{
	_filter_program_ struct filter_program program = { 0 };
	int r = target->emit ? target->emit(plan, out) : 0;

	if (r == 0)
		r = buf_error(out);
	if (r == 0 && target->filter != FILTER_NONE && plan->nsyscalls)
		r = check_filter(o, target, plan, out, &program);
	if (r == 0 && target->emit_program)
		r = emit_program(target, plan, &program, out);
	return r ? r : buf_error(out);
}

/* --- what is written -------------------------------------------------------------------- */

static int explain_plan(const struct generate_options *o, const struct plan *plan, struct buf *out)
{
	struct emit_style style = output_style(o->output ? -1 : STDOUT_FILENO, COLOUR_AUTO);
	struct exposure exposure = EXPOSURE_UNKNOWN;
	_buf_ struct buf dropin = BUF_INIT;
	int r = emitter_find("systemd")->emit(plan, &dropin);

	if (r < 0)
		return r;
	exposure_measure(buf_text(&dropin), dropin.size, &exposure);
	return o->format == FORMAT_JSON ? emit_contrast_json(plan, &exposure, out) :
					  emit_contrast_text(plan, &exposure, &style, out);
}

static int write_plan(const struct generate_options *o, const struct emitter *target, const struct plan *plan)
{
	_buf_ struct buf out = BUF_INIT;
	const char *what = o->explain ? "the explanation" : target->name;
	int r;

	if (!o->explain && target->binary && (!o->output || !strcmp(o->output, "-")) && isatty(STDOUT_FILENO)) {
		fail_hint("-o FILE, or send it on");
		return fail(-EINVAL, "generate %s is not text, and standard output is a terminal", target->name);
	}
	r = o->explain ? explain_plan(o, plan, &out) : make_text(o, target, plan, &out);
	if (r < 0)
		return fail_message() ? r : fail(r, "cannot generate %s: %s", what, strerror(-r));
	return output_write(o->output, buf_text(&out), out.size);
}

static int write_target(const struct generate_options *o, const struct emitter *target, const char *path)
{
	struct plan_options options = { .name = o->name, .nonroot = o->nonroot };
	_filter_words_ char **accepted = NULL;
	_profile_ struct profile *profile = NULL;
	_plan_ struct plan *plan = NULL;
	_free_ char *name = NULL;
	int r = filter_choose(&o->filter, &options, &accepted);

	if (r == 0)
		r = profile_load(path, &profile);
	if (r == 0)
		r = select_owners(&o->choice, path, profile, &name);
	if (r < 0)
		return STATUS_USAGE;
	options.name = o->name ?: name;
	r = plan_make(profile, &options, &plan);
	if (r < 0) {
		fail(r, "cannot make a plan of %s: %s", path, strerror(-r));
		return STATUS_USAGE;
	}
	if (o->strict && plan->incomplete) {
		fail(-EIO, "%s is incomplete, nothing was written", path);
		return STATUS_INCOMPLETE;
	}
	if (write_plan(o, target, plan) < 0)
		return STATUS_USAGE;
	say_warnings(o->explain ? NULL : target, plan);
	return STATUS_OK;
}

static int generate(int argc, char **argv)
{
	struct generate_options o = { .filter = FILTER_CHOICE_INIT };
	const struct option_row rows[] = {
		{ "list", 0, OPTION_FLAG, &o.list, NULL, "list the targets" },
		{ "output", 'o', OPTION_TEXT, &o.output, "FILE", "write to FILE instead of standard output" },
		SELECT_ROWS(&o.choice),
		{ "name", 0, OPTION_TEXT, &o.name, "NAME", "what the generated thing is called" },
		FILTER_CHOICE_ROWS(&o.filter),
		{ "nonroot", 0, OPTION_FLAG, &o.nonroot, NULL, "the workload will not run as root" },
		{ "explain", 0, OPTION_FLAG, &o.explain, NULL,
		  "say instead what it refuses, against what containers and services have by default" },
		{ "format", 0, OPTION_CHOICE, &o.format, "FORMAT", "of --explain: text (default) or json",
		  format_words },
		{ "measure", 0, OPTION_FLAG, &o.measure, NULL, "say what the filter costs here" },
		{ "strict", 0, OPTION_FLAG, &o.strict, NULL, "write nothing and exit 5 if it is incomplete" },
		{ NULL },
	};
	int first = options_parse(argc, argv, &usage, rows, false);

	if (first < 0)
		return first == -1 ? STATUS_OK : STATUS_USAGE;
	if (o.list) {
		print_targets();
		return STATUS_OK;
	}
	if (check_operands(&o, argc - first, argv + first) < 0)
		return STATUS_USAGE;
	return write_target(&o, emitter_find(argv[first]), argv[argc - 1]);
}

const struct command command_generate = { "generate", "the least set as flags, profile or unit", generate };
