// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap generate`: the least sets in the form a target takes. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/filter_choice.h"
#include "cmd/load.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/select.h"
#include "core/plan.h"
#include "emit/emit.h"

static const struct verb_usage usage = {
	"generate",
	"TARGET [-o FILE] [options] FILE\n--list",
	"Writes the least capabilities and syscalls of a recording for TARGET: flags, a\n"
	"profile, a unit, a command. FILE is what leastcap record wrote, - is standard\n"
	"input. What is incomplete or unproven is said in comments and on standard error.",
};

struct generate_options {
	const char *output, *name;
	struct owner_choice choice;
	struct filter_choice filter;
	bool list, nonroot, strict;
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

static int check_operands(int n, char **words)
{
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

/* One message a line of emit_warnings(). */
static void say_warnings(const struct plan *plan)
{
	_buf_ struct buf lines = BUF_INIT;
	const char *p;

	emit_warnings(plan, "", &lines);
	for (p = buf_text(&lines); *p;) {
		size_t n = strcspn(p, "\n");

		say("warning: %.*s", (int)n, p);
		p += n + (p[n] == '\n');
	}
}

static int write_target(const struct generate_options *o, const struct emitter *target, const char *path)
{
	struct plan_options options = { .name = o->name, .nonroot = o->nonroot };
	_filter_words_ char **accepted = NULL;
	_profile_ struct profile *profile = NULL;
	_plan_ struct plan *plan = NULL;
	_free_ char *name = NULL;
	_buf_ struct buf out = BUF_INIT;
	int r = filter_choose(&o->filter, &options, &accepted);

	if (r == 0)
		r = profile_load(path, &profile);
	if (r == 0)
		r = select_owners(&o->choice, path, profile, &name);
	if (r < 0)
		return STATUS_USAGE;
	options.name = o->name ?: name;
	r = plan_make(profile, &options, &plan);
	if (r == 0 && o->strict && plan->incomplete) {
		fail(-EIO, "%s is incomplete, nothing was written", path);
		return STATUS_INCOMPLETE;
	}
	if (r == 0)
		r = target->emit(plan, &out);
	if (r < 0 || (r = buf_error(&out)) < 0) {
		fail(r, "cannot generate %s: %s", target->name, strerror(-r));
		return STATUS_USAGE;
	}
	if (output_write(o->output, buf_text(&out), out.size) < 0)
		return STATUS_USAGE;
	say_warnings(plan);
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
	if (check_operands(argc - first, argv + first) < 0)
		return STATUS_USAGE;
	return write_target(&o, emitter_find(argv[first]), argv[first + 1]);
}

const struct command command_generate = { "generate", "the least set as flags, profile or unit", generate };
