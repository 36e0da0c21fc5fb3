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
	unsigned int portable, runtime;
	bool list, no_runtime, exec, no_exec, nonroot, strict;
};

static const char *const runtime_choices[] = { "any", "runc", "crun", "containerd", "systemd", "none", NULL };
static const enum runtime runtimes[] = {
	RUNTIME_ANY, RUNTIME_RUNC, RUNTIME_CRUN, RUNTIME_CONTAINERD, RUNTIME_SYSTEMD, RUNTIME_NONE,
};
_Static_assert(ARRAY_SIZE(runtime_choices) == ARRAY_SIZE(runtimes) + 1, "a runtime for each word");

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

static int check_choices(const struct generate_options *o)
{
	if (o->no_runtime && o->runtime && runtimes[o->runtime] != RUNTIME_NONE)
		return fail(-EINVAL, "--no-runtime and --runtime %s say different things",
			    runtime_choices[o->runtime]);
	return o->exec && o->no_exec ? fail(-EINVAL, "--exec and --no-exec say different things") : 0;
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
	struct plan_options options = {
		.portable = o->portable,
		.runtime = o->no_runtime ? RUNTIME_NONE : runtimes[o->runtime],
		.exec = !o->no_exec,
		.name = o->name,
		.nonroot = o->nonroot,
	};
	_profile_ struct profile *profile = NULL;
	_plan_ struct plan *plan = NULL;
	_free_ char *name = NULL;
	_buf_ struct buf out = BUF_INIT;
	int r = profile_load(path, &profile);

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
	static const char *const portables[] = { [PORTABLE_NONE] = "none", [PORTABLE_LIBC] = "libc", NULL };
	struct generate_options o = { .portable = PORTABLE_LIBC };
	const struct option_row rows[] = {
		{ "list", 0, OPTION_FLAG, &o.list, NULL, "list the targets" },
		{ "output", 'o', OPTION_TEXT, &o.output, "FILE", "write to FILE instead of standard output" },
		SELECT_ROWS(&o.choice),
		{ "name", 0, OPTION_TEXT, &o.name, "NAME", "what the generated thing is called" },
		{ "portable", 0, OPTION_CHOICE, &o.portable, "HOW",
		  "libc (default): add what another libc calls instead; none: as recorded", portables },
		{ "runtime", 0, OPTION_CHOICE, &o.runtime, "R",
		  "what will start it, and needs calls itself: any (default), runc, crun, "
		  "containerd, systemd or none", runtime_choices },
		{ "no-runtime", 0, OPTION_FLAG, &o.no_runtime, NULL, "the same as --runtime none" },
		{ "exec", 0, OPTION_FLAG, &o.exec, NULL, "others will join it: exec, health checks (default)" },
		{ "no-exec", 0, OPTION_FLAG, &o.no_exec, NULL, "nobody will join it" },
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
	if (check_choices(&o) < 0 || check_operands(argc - first, argv + first) < 0)
		return STATUS_USAGE;
	return write_target(&o, emitter_find(argv[first]), argv[first + 1]);
}

const struct command command_generate = { "generate", "the least set as flags, profile or unit", generate };
