// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap report`: what was used, by whom and why. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/select.h"
#include "core/plan.h"
#include "emit/emit.h"
#include "emit/least.h"
#include "emit/why.h"

static const struct verb_usage usage = {
	"report",
	"[--format text|json] [--least caps|syscalls] [--container NAME] [--unit NAME] [-o FILE] FILE...\n"
	"--why CAP [--container NAME] [--format text|json] [-o FILE] FILE",
	"Tells what the programs of a recording used, by whom and why. FILE is what\n"
	"leastcap record wrote, - is standard input. Several files are reported one\n"
	"after the other; JSON takes one file.\n"
	"--why tells the whole story of one capability: who asked for it, how that ended,\n"
	"what replays showed, what would make it needless.\n"
	"--container and --unit tell of a part of a recording of several.\n"
	"COLUMNS sets the width of the text, 0 leaves its lines as long as they are.",
};

enum report_least { LEAST_NONE, LEAST_CAPS, LEAST_SYSCALLS };

struct report_options {
	unsigned int format, least, colour;
	const char *output, *why;
	struct owner_choice choice;
	int cap; /* that .why names */
	bool strict;
};

static int emit(const struct report_options *o, const struct plan *plan, const struct emit_style *style,
		struct buf *out)
{
	bool json = o->format == FORMAT_JSON;

	if (o->why)
		return json ? emit_why_json(plan, o->cap, out) : emit_why_text(plan, o->cap, style, out);
	switch (o->least) {
	case LEAST_CAPS:
		return emit_least_caps(plan, style, out);
	case LEAST_SYSCALLS:
		return emit_least_syscalls(plan, style, out);
	default:
		return json ? emit_json(plan, style, out) : emit_text(plan, style, out);
	}
}

/* Adds the report of one file. *incomplete is set, never cleared. */
static int add_report(const struct report_options *o, const char *path, const struct emit_style *style,
		      struct buf *out, bool *incomplete)
{
	struct plan_options options = PLAN_OPTIONS_DEFAULT;
	_profile_ struct profile *profile = NULL;
	_free_ char *name = NULL;
	_plan_ struct plan *plan = NULL;
	int r = profile_load(path, &profile);

	if (r == 0)
		r = select_owners(&o->choice, path, profile, &name);
	if (r < 0)
		return r;
	options.name = name;
	r = plan_make(profile, &options, &plan);
	if (r == 0)
		r = emit(o, plan, style, out);
	if (r < 0)
		return fail(r, "cannot report %s: %s", path, strerror(-r));
	*incomplete |= plan->incomplete != 0;
	return 0;
}

/* Which capability --why asks about. */
static int read_why(struct report_options *o)
{
	const char *nearest;

	if (!o->why)
		return 0;
	if (o->least != LEAST_NONE)
		return fail(-EINVAL, "--why tells a story: it cannot go with --least");
	o->cap = cap_parse(o->why);
	if (o->cap >= 0)
		return 0;
	nearest = why_nearest(o->why);
	if (nearest)
		fail_hint("did you mean %s?", nearest);
	return fail(-EINVAL, "--why: %s is no capability", o->why);
}

static int check_operands(struct report_options *o, int n)
{
	int r = read_why(o);

	if (r < 0)
		return r;
	if (n < 1) {
		fail_hint("leastcap record -o FILE -- CMD writes one");
		return fail(-EINVAL, "report: which FILE?");
	}
	if (o->least != LEAST_NONE && o->format == FORMAT_JSON)
		return fail(-EINVAL, "--least writes plain lines: it cannot go with --format json");
	if (n > 1 && (o->format == FORMAT_JSON || o->least != LEAST_NONE || o->why)) {
		fail_hint("call it once for each file");
		return fail(-EINVAL, "%s takes one FILE, not %d",
			    o->format == FORMAT_JSON ? "--format json" : o->why ? "--why" : "--least", n);
	}
	return 0;
}

/* Everything is read before anything is written. */
static int write_reports(const struct report_options *o, char **files, int n, bool *incomplete)
{
	struct emit_style style = output_style(o->output && strcmp(o->output, "-") ? -1 : STDOUT_FILENO, o->colour);
	_buf_ struct buf out = BUF_INIT;
	int i, r;

	for (i = 0; i < n; i++) {
		if (n > 1) {
			buf_addf(&out, "%s==> ", i ? "\n" : "");
			text_print(&out, files[i]);
			buf_add(&out, " <==\n\n");
		}
		r = add_report(o, files[i], &style, &out, incomplete);
		if (r < 0)
			return r;
	}
	r = buf_error(&out);
	return r < 0 ? fail(r, "report: %s", strerror(-r)) : output_write(o->output, buf_text(&out), out.size);
}

static int report(int argc, char **argv)
{
	static const char *const leasts[] = { "none", "caps", "syscalls", NULL };
	struct report_options o = { 0 };
	const struct option_row rows[] = {
		{ "format", 0, OPTION_CHOICE, &o.format, "FORMAT", "text (default) or json", format_words },
		{ "least", 0, OPTION_CHOICE, &o.least, "SET",
		  "only the least set: caps (one line) or syscalls (one a line)", leasts },
		{ "why", 0, OPTION_TEXT, &o.why, "CAP", "the story of one capability, CAP_NET_RAW or net_raw" },
		SELECT_ROWS(&o.choice),
		{ "output", 'o', OPTION_TEXT, &o.output, "FILE", "write to FILE instead of standard output" },
		{ "color", 0, OPTION_CHOICE, &o.colour, "WHEN", "auto (default), always or never", colour_words },
		{ "strict", 0, OPTION_FLAG, &o.strict, NULL, "exit 5 if the recording is incomplete" },
		{ NULL },
	};
	bool incomplete = false;
	int first = options_parse(argc, argv, &usage, rows, false);

	if (first < 0)
		return first == -1 ? STATUS_OK : STATUS_USAGE;
	if (check_operands(&o, argc - first) < 0 || write_reports(&o, argv + first, argc - first, &incomplete) < 0)
		return STATUS_USAGE;
	if (o.strict && incomplete) {
		fail(-EIO, "the recording is incomplete");
		return STATUS_INCOMPLETE;
	}
	return STATUS_OK;
}

const struct command command_report = { "report", "what a recording used, by whom and why", report };
