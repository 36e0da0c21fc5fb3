// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap trace`: events of processes as they happen, a line each. */
#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sys/wait.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/scope.h"
#include "cmd/session.h"
#include "core/cap.h"
#include "core/timeline.h"
#include "core/word.h"
#include "emit/trace_json.h"
#include "emit/trace_text.h"
#include "kern/load.h"
#include "kern/spawn.h"

#define FLUSH_SIZE 65536
#define RING_DEFAULT (8ul << 20)
/* Checks do not wake us: many are taken at once. While nothing comes each pause is twice as long as the last. */
#define PAUSE_NS UINT64_C(20000000)
#define REST_NS (8 * PAUSE_NS)

static const struct verb_usage usage = {
	"trace",
	"[--denied] [--stack] [--unique] [--comm NAME] [--uid UID] [--cap CAP[,CAP]] [-o FILE] -- CMD [ARG...]\n"
	"trace [options] -p PID[,PID...] | --cgroup PATH | --unit NAME | --container NAME | --all",
	"Prints each capability check as it is made, in the columns of bcc's capable,\n"
	"with the system call and the place in the kernel, and of a command what changes\n"
	"its privileges, in words. With --denied each call that\n"
	"was refused: the layer that refused (a question mark: inferred), the object, the\n"
	"reason and the fix. Until CMD ends, T is over, or SIGINT. Ends with CMD's own\n"
	"status.",
};

enum trace_format { TRACE_TEXT, TRACE_JSONL };
static const char *const trace_formats[] = { [TRACE_TEXT] = "text", [TRACE_JSONL] = "jsonl", NULL };

struct trace {
	const char *output, *user, *comm, *uid, *cap, *withhold;
	double duration;
	unsigned long ring;
	unsigned int format, colour; /* enum trace_format, colour_when */
	bool denied, stack, unique, extra;
	struct scope scope;
	char **argv; /* CMD and its arguments; NULL without CMD */
	struct timeline_filter filter;
	struct recorder_live live;
	/* while it runs */
	struct timeline *timeline;
	struct trace_text *text;
	struct trace_json *json;
	struct buf out;	  /* not written yet */
	int fd;		  /* -1: nothing was written yet */
	int64_t offset;	  /* of local time */
	uint64_t pause;	  /* the last one */
	bool fed;	  /* something came since then */
	int error;	  /* of writing */
};

static int parse_options(int argc, char **argv, struct trace *t)
{
	const struct option_row rows[] = {
		SCOPE_ROWS(&t->scope),
		{ "user", 'u', OPTION_TEXT, &t->user, "NAME", "run CMD with the ids and groups of this user" },
		{ "denied", 0, OPTION_FLAG, &t->denied, NULL, "only what was refused, by which layer, and the fix" },
		{ "stack", 0, OPTION_FLAG, &t->stack, NULL, "with the stacks of what is new" },
		{ "unique", 0, OPTION_FLAG, &t->unique, NULL, "only what is new" },
		{ "extra", 'x', OPTION_FLAG, &t->extra, NULL, "with the columns TID, CONTAINER and INSETID" },
		{ "comm", 0, OPTION_TEXT, &t->comm, "NAME", "only threads of this name" },
		{ "uid", 0, OPTION_TEXT, &t->uid, "UID|NAME", "only of this user" },
		{ "cap", 0, OPTION_TEXT, &t->cap, "CAP[,CAP]", "only of these capabilities" },
		{ "format", 0, OPTION_CHOICE, &t->format, "F", "text (default) or jsonl: a JSON object a line",
		  trace_formats },
		{ "output", 'o', OPTION_TEXT, &t->output, "FILE", "write it there; - is stdout (default)" },
		{ "duration", 'd', OPTION_DURATION, &t->duration, "T", "stop after T: 10, 1.5s, 2m" },
		{ "ring", 0, OPTION_SIZE, &t->ring, "SIZE", "size of the ring buffer (8M)" },
		{ "color", 0, OPTION_CHOICE, &t->colour, "WHEN", "auto (default), always or never", colour_words },
		{ "withhold", 0, OPTION_TEXT, &t->withhold, "HOOK[,HOOK]", "pass over these (see doctor)" },
		{ NULL },
	};

	return options_parse(argc, argv, &usage, rows, true);
}

/* --- filters ----------------------------------------------------------------------- */

static int parse_uid(struct trace *t)
{
	struct passwd *user;
	char *end;
	unsigned long uid;

	if (!t->uid)
		return 0;
	user = getpwnam(t->uid);
	uid = user ? user->pw_uid : strtoul(t->uid, &end, 10);
	if (!user && (*t->uid < '0' || *t->uid > '9' || *end || uid >= UINT32_MAX))
		return fail(-EINVAL, "trace: --uid %s: neither a user nor the number of one", t->uid);
	t->filter.by_uid = true;
	t->filter.uid = uid;
	return 0;
}

static int add_cap(struct trace *t, const char *name)
{
	int cap = cap_parse(name);
	const char *near;

	if (cap < 0) {
		near = word_nearest(name);
		if (near)
			fail_hint("did you mean %s?", near);
		return fail(-EINVAL, "trace: --cap: no capability %s", name);
	}
	t->filter.caps |= UINT64_C(1) << cap;
	return 0;
}

static int parse_caps(struct trace *t)
{
	_free_ char *list = t->cap ? strdup(t->cap) : NULL;
	char *next = list, *name;
	int r = 0;

	if (t->cap && !list)
		return fail(-ENOMEM, "out of memory");
	while (!r && (name = strsep(&next, ",")))
		r = add_cap(t, name);
	return r;
}

static int parse_filters(struct trace *t)
{
	int r = parse_uid(t);

	if (!r)
		r = parse_caps(t);
	if (r)
		return r;
	if (t->comm && (!*t->comm || strlen(t->comm) >= LC_COMM_LEN))
		return fail(-EINVAL, "trace: --comm %s: the name of a thread has 1 to %d bytes", t->comm,
			    LC_COMM_LEN - 1);
	t->filter.comm = t->comm;
	t->filter.denied = t->denied;
	t->filter.results = t->denied || t->format == TRACE_JSONL || t->argv;
	t->live = (struct recorder_live){
		.caps = t->filter.caps,
		.comm = t->comm,
		.by_uid = t->filter.by_uid,
		.uid = t->filter.uid,
		.denied = t->denied,
		.unique = t->unique,
	};
	return 0;
}

static int check(struct trace *t)
{
	int r = scope_check(&t->scope, "trace", t->argv != NULL);

	if (!r && t->user && !t->argv)
		r = fail(-EINVAL, "trace: --user needs a command to run");
	return r ? r : parse_filters(t);
}

/* --- lines --------------------------------------------------------------------------- */

/* The file begins with the first of them: until then whatever was there before stays. */
static int flush(struct trace *t)
{
	int r = t->fd < 0 ? output_stream(t->output, &t->fd) : 0;

	if (r)
		return r;
	r = buf_error(&t->out);
	if (r)
		return fail(r, "out of memory");
	r = t->error ? t->error : output_add(t->fd, t->out.text, t->out.size);
	t->out.size = 0;
	if (!r)
		return 0;
	t->error = r;
	if (r == -EPIPE) /* whoever read it has enough */
		return r;
	return fail(r, "cannot write %s: %s", !t->output || !strcmp(t->output, "-") ? "standard output" : t->output,
		    strerror(-r));
}

static int take_event(void *ctx, const struct event *event)
{
	struct trace *t = ctx;
	int r;

	if (event->owner && !scope_has(&t->scope, event->owner->facts))
		return 0;
	r = t->text ? trace_text_event(t->text, event, t->offset, &t->out) :
			  trace_json_event(t->json, event, &t->out);

	if (r)
		return fail(r, "out of memory");
	return t->out.size >= FLUSH_SIZE ? flush(t) : 0;
}

static int feed(void *ctx, const void *record, size_t n)
{
	struct trace *t = ctx;

	t->fed = true;
	return timeline_feed(t->timeline, record, n);
}

static uint64_t now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

static int64_t local_offset(void)
{
	time_t t = time(NULL);
	struct tm tm;

	return localtime_r(&t, &tm) ? tm.tm_gmtoff : 0;
}

/* A pipe that nobody reads any more tells so before it is written to. */
static bool is_read(const struct trace *t)
{
	struct pollfd out = { .fd = t->fd };

	return poll(&out, 1, 0) <= 0 || !(out.revents & POLLERR);
}

static int tick(void *ctx, uint64_t *wait_ns)
{
	struct trace *t = ctx;
	uint64_t time_ns = now(CLOCK_BOOTTIME), due;
	int r = timeline_tick(t->timeline, time_ns);

	t->offset = local_offset();
	due = timeline_due(t->timeline);
	t->pause = t->fed || !t->pause ? PAUSE_NS : t->pause < REST_NS ? 2 * t->pause : REST_NS;
	t->fed = false;
	*wait_ns = due < time_ns + t->pause ? due - time_ns : t->pause;
	if (!r)
		r = flush(t);
	if (!r && !is_read(t))
		r = t->error = -EPIPE;
	return r;
}

/* --- the run --------------------------------------------------------------------------- */

static int open_text(struct trace *t)
{
	bool to_stdout = !t->output || !strcmp(t->output, "-");
	const struct trace_text_options options = {
		.style = output_style(to_stdout ? STDOUT_FILENO : -1, t->colour),
		.denied = t->denied,
		.extra = t->extra,
		.stack = t->stack,
	};
	int r = trace_text_new(&options, &t->text);

	if (!r)
		trace_text_header(t->text, &t->out);
	return r;
}

static int open_lines(struct trace *t)
{
	uint64_t ahead = now(CLOCK_REALTIME) - now(CLOCK_BOOTTIME);
	int r = t->format == TRACE_JSONL ? trace_json_new(t->stack, &t->json) : open_text(t);

	if (!r)
		r = timeline_new(&t->filter, ahead, take_event, t, &t->timeline);
	t->offset = local_offset();
	return r ? fail(r, "out of memory") : 0;
}

/* What was held back, and the last words. */
static int finish(struct trace *t)
{
	_buf_ struct buf words = BUF_INIT;
	struct timeline_sum sum;
	int r = timeline_tick(t->timeline, UINT64_MAX);

	timeline_sum(t->timeline, &sum);
	if (!r && t->json)
		r = trace_json_sum(&sum, &t->out);
	if (!r)
		r = flush(t);
	if (r || t->json || verbosity.level < 0)
		return r;
	r = trace_text_sum(&sum, "leastcap: ", &words);
	fputs(buf_text(&words), stderr);
	return r;
}

static struct session_options session_of(const struct trace *t, const char *path, const struct session_watch *watch)
{
	return (struct session_options){
		.argv = t->argv,
		.path = path,
		.pids = t->scope.pid,
		.npids = t->scope.npids,
		.members = scope_members(&t->scope),
		.user = t->user,
		.withhold = t->withhold,
		.duration = t->duration,
		.ring = t->ring,
		.watch = watch,
	};
}

/* Who asked for the end does not ask what became of CMD by that. */
static int status_of(const struct session_end *end)
{
	const struct run_result *run = &end->run;

	return run->signalled && (!run->exited || WIFSIGNALED(run->status)) ? STATUS_OK : session_status(end);
}

static int trace_session(struct trace *t, const char *path)
{
	const bool json = t->format == TRACE_JSONL;
	const struct session_watch watch = {
		.feed = feed,
		.tick = tick,
		.ctx = t,
		.live = t->denied && !json ? NULL : &t->live, /* the refused calls tell all that text shows */
		.refusals = t->denied || json,
		.each_refusal = !t->unique,
		.stances = t->denied || json || t->argv, /* of a running system they would cost everybody */
		.user_stacks = t->stack,
	};
	const struct session_options options = session_of(t, path, &watch);
	_session_ struct session_end end = { 0 };
	int r = session_run(&options, &end);

	if (!r)
		r = finish(t);
	if (!r || t->error == -EPIPE)
		return status_of(&end);
	return t->error ? STATUS_FAILED : session_failed(&options, &end, r);
}

/* A reader that went is told by write(2). Children do not inherit it: spawn empties their mask. */
static void block_sigpipe(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static int trace_scope(struct trace *t)
{
	_free_ char *path = NULL;
	int r = check(t);

	if (r)
		return STATUS_USAGE;
	if (t->argv && (r = spawn_find(t->argv[0], &path)))
		return r == -EACCES ? STATUS_NOT_EXECUTABLE : STATUS_NOT_FOUND;
	load_verbose(verbosity.level > 0);
	r = load_allowed();
	if (r)
		return session_setup_failed(r);
	r = output_check(t->output);
	if (r)
		return STATUS_USAGE;
	block_sigpipe();
	r = open_lines(t);
	return r ? STATUS_FAILED : trace_session(t, path);
}

static int run_trace(int argc, char **argv)
{
	struct trace t = { .fd = -1, .ring = RING_DEFAULT };
	int at = parse_options(argc, argv, &t), status;

	if (at < 0)
		return at == -1 ? STATUS_OK : STATUS_USAGE;
	t.argv = at < argc ? argv + at : NULL;
	status = trace_scope(&t);
	scope_close(&t.scope);
	timeline_free(&t.timeline);
	trace_text_free(&t.text);
	trace_json_free(&t.json);
	buf_free(&t.out);
	close_guard(&t.fd);
	return status;
}

const struct command command_trace = { "trace", "show checks and refusals as they happen, with the fix", run_trace };
