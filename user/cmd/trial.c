// SPDX-License-Identifier: BSD-2-Clause
/* Knows when a replay answers a search, which refusal explains a failure, and which answers are worth nothing. */
#include "cmd/trial.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "kern/capture.h"

#define PATIENCE_FACTOR 10
#define PATIENCE_LEAST 10  /* seconds for a run, once one has worked */
#define PATIENCE_BEFORE 60 /* ... and before that */
#define TAIL_BYTES 1000
#define MAX_HARMLESS 4096
#define NANO 1e-9
#define OTHER_OUTPUT "its output is another"

/* A refusal that a run which worked had, too. */
struct harmless {
	enum layer layer;
	uint32_t nr, abi;
	int cap;
	char *program, *site;
};

/* One replay with its input and outputs. */
struct attempt {
	struct replay_end end;
	int fds[3];
	bool works;
	char *what; /* what broke */
	bool explained;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * NANO;
}

static double time_left(const struct trial_oracle_state *s)
{
	return s->budget > 0 ? s->budget - (now() - s->started) : 1e9;
}

int trial_start(struct trial_oracle_state *s)
{
	s->started = now();
	progress_start(&s->progress);
	return replay_hold_signals() ?: capture_stdin(&s->input);
}

/* --- refusals ---------------------------------------------------------------------- */

static bool is_harmless(const struct trial_oracle_state *s, const struct refused *r)
{
	for (size_t i = 0; i < s->nharmless; i++) {
		const struct harmless *h = &s->harmless[i];

		if (h->layer == r->layer && h->nr == r->nr && h->abi == r->abi && h->cap == r->cap &&
		    !strcmp(h->program, r->program) && !strcmp(h->site, r->site))
			return true;
	}
	return false;
}

static int add_harmless(struct trial_oracle_state *s, const struct refused *r)
{
	struct harmless *grown, h = { r->layer, r->nr, r->abi, r->cap, strdup(r->program), strdup(r->site) };

	grown = h.program && h.site ? reallocarray(s->harmless, s->nharmless + 1, sizeof(*grown)) : NULL;
	if (!grown) {
		free_guard(&h.program);
		free_guard(&h.site);
		return fail(-ENOMEM, "out of memory");
	}
	s->harmless = grown;
	s->harmless[s->nharmless++] = h;
	return 0;
}

static int learn_harmless(struct trial_oracle_state *s, const struct replay_end *end)
{
	int r = 0;

	for (size_t i = 0; !r && i < end->nrefusals && s->nharmless < MAX_HARMLESS; i++)
		if (!is_harmless(s, &end->refusals[i]))
			r = add_harmless(s, &end->refusals[i]);
	return r;
}

/* How well a refusal explains why a trial without some capabilities failed; 0: not at all. */
static int weight(const struct refused *r, uint64_t caps)
{
	if (r->cap >= 0 && r->cap < CAP_ROOM)
		return caps >> r->cap & 1 ? 0 : 2;
	/* What prints an error may need more syscalls than what works. */
	return r->layer == LAYER_SECCOMP;
}

/*
 * The refusal that a failure is put down to, NULL if there is none. Where only the output is another, one that the
 * call survived may be it.
 */
static const struct refused *find_culprit(const struct trial_oracle_state *s, const struct replay_end *end,
					  uint64_t caps, bool survived)
{
	const struct refused *best = NULL;

	for (size_t i = 0; i < end->nrefusals; i++) {
		const struct refused *r = &end->refusals[i];

		if ((survived || !r->survived) && !is_harmless(s, r) &&
		    weight(r, caps) > (best ? weight(best, caps) : 0))
			best = r;
	}
	return best;
}

/* --- one replay ----------------------------------------------------------------------- */

static int open_files(const struct trial_oracle_state *s, int fds[3])
{
	fds[0] = s->input >= 0 ? capture_again(s->input) : -1;
	fds[1] = s->compare || verbosity.level > 0 ? capture_output() : capture_null();
	fds[2] = capture_output();
	return (s->input >= 0 && fds[0] < 0) || fds[1] < 0 || fds[2] < 0 ? -EIO : 0;
}

static void close_attempt(struct attempt *a)
{
	for (int i = 0; i < 3; i++)
		close_guard(&a->fds[i]);
	free_guard(&a->what);
	replay_free(&a->end);
}
#define _attempt_ _cleanup_(close_attempt)

static double patience(const struct trial_oracle_state *s)
{
	double given = s->replay.timeout, left = time_left(s);

	if (!given)
		given = s->works ? replay_patience((uint64_t)(s->longest / NANO), PATIENCE_FACTOR, PATIENCE_LEAST) :
				   replay_patience(s->replay.plan->profile->duration_ns, PATIENCE_FACTOR,
						   PATIENCE_BEFORE);
	return given < left ? given : left > 0.1 ? left : 0.1;
}

/* The last lines that it printed on stderr, for whoever has to find out why nothing works. */
static void keep_tail(struct trial_oracle_state *s, int fd)
{
	uint64_t size = capture_size(fd), from = size > TAIL_BYTES ? size - TAIL_BYTES : 0;
	_buf_ struct buf text = BUF_INIT;
	char bytes[TAIL_BYTES], *line;
	ssize_t n = pread(fd, bytes, sizeof(bytes), (off_t)from);

	free_guard(&s->tail);
	line = n > 0 && from ? memchr(bytes, '\n', (size_t)n) : NULL;
	if (line) { /* the first one is cut */
		n -= line + 1 - bytes;
		memmove(bytes, line + 1, (size_t)n);
	}
	if (n > 0)
		buf_add_bytes(&text, bytes, (size_t)n);
	s->tail = text.size ? buf_take(&text) : NULL;
}

static void judge_output(struct trial_oracle_state *s, struct attempt *a)
{
	if (!s->compare || !a->works || s->reference < 0 || capture_same(s->reference, a->fds[1]))
		return;
	a->works = false;
	a->what = strdup(OTHER_OUTPUT);
}

static int explain(const struct trial_oracle_state *s, struct attempt *a, uint64_t caps)
{
	const struct refused *culprit = find_culprit(s, &a->end, caps, a->what != NULL);
	const char *end = a->what ? a->what : a->end.run.what;
	_buf_ struct buf text = BUF_INIT;

	a->explained = culprit != NULL;
	if (culprit) {
		refused_phrase(culprit, &text);
		buf_add(&text, ", ");
	}
	buf_add(&text, end ? end : "it failed");
	free_guard(&a->what);
	a->what = buf_take(&text);
	return a->what ? 0 : fail(-ENOMEM, "out of memory");
}

/*
 * What the recording saw granted and a replay does not ask for: CMD found done what it did the first time, or took
 * another way. That it works without would prove nothing.
 */
static uint64_t silent_caps(const struct plan *plan, const struct profile *now)
{
	uint64_t silent = 0;

	for (size_t i = 0; i < plan->ncaps; i++)
		if (plan->caps[i].advice == ADVICE_KEEP && plan->caps[i].granted)
			silent |= UINT64_C(1) << plan->caps[i].cap;
	for (size_t i = 0; i < now->nchecks; i++)
		if (now->checks[i].cap < CAP_ROOM)
			silent &= ~(UINT64_C(1) << now->checks[i].cap);
	return silent;
}

/* A member that is refused where it decides, and is not missed: the oracle may not look at what it is for. */
static int notice(const struct trial_oracle_state *s, struct attempt *a, uint64_t caps)
{
	const struct refused *culprit = find_culprit(s, &a->end, caps, false);
	_buf_ struct buf text = BUF_INIT;

	if (!culprit || culprit->cap < 0)
		return 0;
	buf_add(&text, "although refused in ");
	refused_phrase(culprit, &text);
	free_guard(&a->what);
	a->what = buf_take(&text);
	return a->what ? 0 : fail(-ENOMEM, "out of memory");
}

/* Its first output is what later ones are compared with. */
static int learn(struct trial_oracle_state *s, struct attempt *a)
{
	double seconds = (double)a->end.run.duration_ns * NANO;

	if (!s->works++ && a->end.session.profile)
		s->silent = silent_caps(s->replay.plan, a->end.session.profile);
	if (seconds > s->longest)
		s->longest = seconds;
	if (s->compare && s->reference < 0) {
		s->reference = a->fds[1];
		a->fds[1] = -1;
	}
	return learn_harmless(s, &a->end);
}

static int attempt(struct trial_oracle_state *s, const struct trial *trial, struct attempt *a)
{
	struct replay replay = s->replay;
	int r = open_files(s, a->fds);

	if (r)
		return r;
	replay.fds = a->fds;
	replay.captured = true;
	replay.timeout = patience(s);
	r = replay_run(&replay, trial->caps, trial->without, &a->end);
	if (verbosity.level > 0) {
		capture_replay(a->fds[1], STDERR_FILENO);
		capture_replay(a->fds[2], STDERR_FILENO);
	}
	if (r) {
		s->status = replay_failed(&a->end, r);
		return r;
	}
	s->runs++;
	s->interrupted |= a->end.session.run.signalled || a->end.session.run.interrupted;
	s->out_of_time |= a->end.run.timed_out && time_left(s) < 0.1;
	a->works = a->end.run.works;
	judge_output(s, a);
	if (a->works)
		return notice(s, a, trial->caps) ?: learn(s, a);
	keep_tail(s, a->fds[2]);
	return explain(s, a, trial->caps);
}

/* --- one trial -------------------------------------------------------------------------- */

static bool is_over(const struct trial_oracle_state *s)
{
	return s->interrupted || s->out_of_time;
}

/* One question got two answers. */
static int tell_unstable(struct trial_oracle_state *s, const struct trial *trial, const char *what)
{
	int n = s->compare && !strcmp(what, OTHER_OUTPUT) ?
			asprintf(&s->unstable, "%s: the output is another in each run", trial->about) :
			asprintf(&s->unstable, "%s: worked in one run, but not in another: %s", trial->about, what);

	if (n >= 0)
		return 0;
	s->unstable = NULL;
	return fail(-ENOMEM, "out of memory");
}

/* One run of a trial; first: nothing was answered yet. */
static int ask(struct trial_oracle_state *s, const struct trial *trial, bool first, struct trial_result *result)
{
	_attempt_ struct attempt a = { .fds = { -1, -1, -1 } };
	int r = attempt(s, trial, &a);

	if (r)
		return r;
	if (is_over(s)) {
		result->answer = TRIAL_OVER;
	} else if (first) {
		result->answer = a.works ? TRIAL_WORKS : TRIAL_FAILS;
		result->explained = a.explained;
		result->what = TAKE(a.what);
	} else if (a.works != (result->answer == TRIAL_WORKS)) {
		r = tell_unstable(s, trial, a.what ? a.what : result->what);
		result->answer = TRIAL_OVER;
	}
	return r;
}

static int ask_often(struct trial_oracle_state *s, const struct trial *trial, unsigned long times,
		     struct trial_result *result)
{
	int r = 0;

	for (unsigned long i = 0; !r && i < times && (!i || result->answer != TRIAL_OVER); i++)
		r = ask(s, trial, !i, result);
	if (r) {
		free_guard(&result->what);
		result->what = NULL;
	}
	return r;
}

int trial_refer(struct trial_oracle_state *s, uint64_t held)
{
	const struct trial trial = { .caps = held, .about = "everything it held" };
	struct trial_result result = { 0 };
	int r = ask_often(s, &trial, s->repeat > 2 ? s->repeat : 2, &result);

	if (!r && result.answer == TRIAL_FAILS)
		r = fail(-EINVAL, "it fails with everything it held: %s", result.what);
	else if (!r)
		say("reference: the output with everything it held%s", s->unstable ? " is another in each run" : "");
	free_guard(&result.what);
	return r;
}

/* Not tried: it stays. */
static int keep_silent(struct trial_result *result)
{
	result->answer = TRIAL_FAILS;
	result->explained = true;
	return 0;
}

int trial_run(void *ctx, const struct trial *trial, struct trial_result *result)
{
	struct trial_oracle_state *s = ctx;
	int r;

	if (s->silent & ~trial->caps)
		return keep_silent(result);
	s->interrupted |= replay_signalled();
	if (s->budget > 0 && time_left(s) <= 0)
		s->out_of_time = true;
	if (is_over(s)) {
		result->answer = TRIAL_OVER;
		return 0;
	}
	progress_begin(&s->progress, trial, s->longest * (double)s->repeat);
	r = ask_often(s, trial, s->repeat, result);
	if (!r)
		progress_end(&s->progress, result);
	return r;
}

void trial_free(struct trial_oracle_state *s)
{
	for (size_t i = 0; i < s->nharmless; i++) {
		free(s->harmless[i].program);
		free(s->harmless[i].site);
	}
	free(s->harmless);
	free(s->tail);
	free(s->unstable);
	close_guard(&s->input);
	close_guard(&s->reference);
	progress_free(&s->progress);
}
