// SPDX-License-Identifier: BSD-2-Clause
/* Knows what each runtime is called, whether it is there, and how it is told a plan. */
#include "cmd/runtime.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/fail.h"
#include "cmd/filter.h"
#include "cmd/runtime_oci.h"
#include "emit/emit.h"
#include "kern/spawn.h"

const char *const runtime_words[] = {
	[LAUNCHER_DIRECT] = "direct", [LAUNCHER_RUNC] = "runc", [LAUNCHER_CRUN] = "crun",
	[LAUNCHER_SYSTEMD] = "systemd", NULL,
};
_Static_assert(ARRAY_SIZE(runtime_words) == LAUNCHERS + 1, "a word for each runtime");

static bool is_oci(enum launcher runtime)
{
	return runtime == LAUNCHER_RUNC || runtime == LAUNCHER_CRUN;
}

enum runtime runtime_to_add(enum launcher runtime)
{
	static const enum runtime added[] = {
		[LAUNCHER_DIRECT] = RUNTIME_NONE, [LAUNCHER_RUNC] = RUNTIME_RUNC, [LAUNCHER_CRUN] = RUNTIME_CRUN,
		[LAUNCHER_SYSTEMD] = RUNTIME_SYSTEMD,
	};

	_Static_assert(ARRAY_SIZE(added) == LAUNCHERS, "an answer for each launcher");
	return added[runtime];
}

static int check_program(const char *name, const char *package)
{
	_free_ char *path = NULL;

	if (!spawn_find(name, &path))
		return 0;
	fail_clear();
	fail_hint("install %s, for example: apt-get install %s", name, package);
	return fail(-EOPNOTSUPP, "--runtime %s: %s is not installed", package, name);
}

int runtime_check(enum launcher runtime)
{
	struct stat st;

	if (is_oci(runtime))
		return check_program(runtime_words[runtime], runtime_words[runtime]);
	if (runtime != LAUNCHER_SYSTEMD)
		return 0;
	/* sd_booted(3) */
	if (lstat("/run/systemd/system", &st)) {
		fail_hint("verify on a machine that systemd runs, or take another --runtime");
		return fail(-EOPNOTSUPP, "--runtime systemd: systemd does not run this machine");
	}
	return check_program("systemd-run", "systemd");
}

/* --- by ourselves ---------------------------------------------------------- */

/* The same conditions and refusals as in what is generated; for the rest what this replay is to answer. */
static int prepare_filter(const struct launch_options *o, const struct plan *plan, struct launch *l)
{
	struct plan asked = *plan;
	int r;

	asked.deny = (struct sys_answer){ ANSWER_ERRNO, (uint32_t)o->error };
	r = filter_from_plan(&asked, &l->filter);
	l->jail.filter = l->filter.insns;
	l->jail.nfilter = l->filter.n;
	return r;
}

static int prepare_direct(const struct launch_options *o, const struct plan *plan, struct launch *l)
{
	int r = o->seccomp && plan->nsyscalls ? prepare_filter(o, plan, l) : 0;

	l->jail.caps = plan->keep;
	l->jail.no_new_privs = plan->no_new_privs;
	l->jailed = true;
	l->user = o->user;
	for (char **word = o->argv; !r && *word; word++)
		r = launch_add(l, "%s", *word);
	if (!r && !(l->path = strdup(o->path)))
		r = fail(-ENOMEM, "out of memory");
	return r;
}

/* --- by systemd -------------------------------------------------------------- */

/* Each setting of the drop-in that `generate systemd` writes. */
static int add_properties(const struct plan *plan, struct launch *l)
{
	_buf_ struct buf unit = BUF_INIT;
	int r = emitter_find("systemd")->emit(plan, &unit);

	for (const char *line = buf_text(&unit); !r && *line; line += line[0] == '\n') {
		size_t n = strcspn(line, "\n");

		if (line[0] >= 'A' && line[0] <= 'Z')
			r = launch_add(l, "--property=%.*s", (int)n, line);
		line += n;
	}
	return r;
}

/* What the drop-in does not say: the last word on a setting counts. */
static int add_surroundings(const struct launch_options *o, const struct plan *plan, struct launch *l)
{
	_free_ char *cwd = getcwd(NULL, 0);
	int r = launch_add(l, "--working-directory=%s", cwd ? cwd : "/");

	if (!r)
		r = launch_add(l, "--property=NoNewPrivileges=%s", plan->no_new_privs ? "yes" : "no");
	if (!r)
		r = launch_add(l, "--property=SystemCallErrorNumber=%d", o->error);
	if (!r && (!o->seccomp || !plan->nsyscalls))
		r = launch_add(l, "--property=SystemCallFilter=");
	if (!r && o->user)
		r = launch_add(l, "--uid=%s", o->user);
	for (char **word = environ; !r && *word; word++)
		r = launch_add(l, "--setenv=%s", *word);
	return r;
}

static int prepare_systemd(const struct launch_options *o, const struct plan *plan, struct launch *l)
{
	static const char *const words[] = { "systemd-run", "--quiet", "--wait", "--pipe", "--collect" };
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(words); i++)
		r = launch_add(l, "%s", words[i]);
	if (!r)
		r = add_properties(plan, l);
	if (!r)
		r = add_surroundings(o, plan, l);
	if (!r)
		r = launch_add(l, "--");
	for (char **word = o->argv; !r && *word; word++)
		r = launch_add(l, "%s", *word);
	return r ? r : spawn_find(words[0], &l->path);
}

/* --- all of them --------------------------------------------------------------- */

int launch_add(struct launch *l, const char *format, ...)
{
	char **grown = reallocarray(l->argv, l->nargv + 2, sizeof(*grown));
	va_list args;
	int n;

	if (!grown)
		return fail(-ENOMEM, "out of memory");
	l->argv = grown;
	va_start(args, format);
	n = vasprintf(&l->argv[l->nargv], format, args);
	va_end(args);
	if (n < 0) {
		l->argv[l->nargv] = NULL;
		return fail(-ENOMEM, "out of memory");
	}
	l->argv[++l->nargv] = NULL;
	return 0;
}

int launch_end(struct launch *l)
{
	int r = 0;

	if (l->bundled) {
		r = oci_delete(l);
		bundle_free(&l->bundle);
		l->bundled = false;
	}
	return r;
}

void launch_free(struct launch *l)
{
	launch_end(l);
	for (size_t i = 0; i < l->nargv; i++)
		free(l->argv[i]);
	free(TAKE(l->argv));
	l->nargv = 0;
	free(TAKE(l->path));
	filter_program_free(&l->filter);
}

int launch_prepare(const struct launch_options *o, const struct plan *plan, struct launch *out)
{
	struct launch l = { .runtime = o->runtime, .bundle = BUNDLE_INIT };
	int r;

	switch (o->runtime) {
	case LAUNCHER_RUNC:
	case LAUNCHER_CRUN:
		r = oci_prepare(o, plan, &l);
		break;
	case LAUNCHER_SYSTEMD:
		r = prepare_systemd(o, plan, &l);
		break;
	default:
		r = prepare_direct(o, plan, &l);
	}
	if (r) {
		launch_free(&l);
		return r;
	}
	*out = l;
	return 0;
}
