// SPDX-License-Identifier: BSD-2-Clause
/* Knows who is asked about processes: /proc, the kernel, and the runtimes about their containers. */
#include "cmd/audit_look.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "cmd/cmd.h"
#include "kern/feature.h"
#include "kern/holder.h"
#include "kern/label.h"
#include "kern/load.h"
#include "kern/privfiles.h"

struct look {
	struct audit *audit;
	struct labels *labels;
};

/* A record that cannot be right is counted, and the others are taken. */
static int feed(void *ctx, const void *record, size_t n)
{
	struct look *look = ctx;
	int r = audit_feed(look->audit, record, n);

	return r == -EBADMSG ? 0 : r;
}

/* The owner first: its labels are told of it. */
static int feed_and_ask(void *ctx, const void *record, size_t n)
{
	struct look *look = ctx;
	const struct lc_head *head = record;
	int r = feed(ctx, record, n);

	return !r && head->kind == LC_OWNER ? labels_take(look->labels, record) : r;
}

static int look_at_pids(const struct audit_processes *which, struct holders *h)
{
	const struct scope *s = which->scope;
	int r = 0;

	for (size_t i = 0; !r && i < which->npids; i++) {
		r = holders_process(h, which->pids[i]);
		if (r == -ESRCH)
			r = fail(r, "audit: no process %d", which->pids[i]);
	}
	for (size_t i = 0; !r && i < s->npids; i++) {
		r = holders_family(h, s->pid[i]);
		if (r == -ESRCH)
			r = fail(r, "audit: process %d is gone", s->pid[i]);
	}
	return r;
}

static int look_at_scope(const struct audit_processes *which, struct holders *h)
{
	const struct scope *s = which->scope;
	int r = look_at_pids(which, h);

	for (size_t i = 0; !r && i < s->ncgroups; i++)
		r = holders_cgroup(h, s->cgroup[i]);
	if (!r && s->npid_ns)
		r = holders_pid_ns(h, s->pid_ns, s->npid_ns);
	return !r && s->all ? holders_all(h) : r;
}

int audit_look_processes(const struct audit_processes *which, struct audit *a, struct audit_options *options)
{
	struct look look = { .audit = a };
	_labels_ struct labels *labels = NULL;
	_holders_ struct holders *h = NULL;
	struct holder_here here;
	struct features f;
	int r = labels_new(feed, &look, &labels);

	if (r)
		return fail(r, "out of memory");
	look.labels = labels;
	load_verbose(verbosity.level > 1); /* -v is for what we have to say ourselves */
	r = holders_open(feed_and_ask, &look, true, &h);
	if (r)
		return r;
	r = look_at_scope(which, h);
	r = r ? r : labels_tick(labels);
	if (r)
		return fail(r, "cannot look at processes: %s", strerror(-r));
	holders_here(h, &here);
	features_read(&f);
	options->user_ns = here.user_ns;
	options->pid_ns = here.pid_ns;
	options->mnt_ns = here.mnt_ns;
	options->cap_last = f.cap_last;
	return 0;
}

int audit_look_files(const char *dir, bool cross, struct audit *a)
{
	const struct privfiles_options options = { .cross = cross };
	struct look look = { .audit = a };
	struct privfiles_seen seen = { 0 };
	int r = privfiles_walk(dir, &options, feed, &look, &seen);

	if (r)
		return fail(r, "cannot look through %s: %s", dir, strerror(-r));
	if (seen.unreadable)
		say("%s: %zu files or directories could not be looked at", dir, seen.unreadable);
	if (seen.too_long)
		say("%s: %zu files with privileges have a path that is too long to be told", dir, seen.too_long);
	return 0;
}
