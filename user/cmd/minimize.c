// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap minimize`: replays a command with less and less until nothing can go. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/target.h"
#include "cmd/trial.h"
#include "core/search.h"
#include "emit/verdict.h"
#include "kern/load.h"

#define UNSAID ULONG_MAX
#define NEEDS_TO_WORK "it has to work before it can be minimized: try it by hand, and see --drive and --timeout"

static const struct verb_usage usage = {
	"minimize",
	"FILE [options] -- CMD [ARG...]",
	"Runs CMD again and again, first under the plan of the recording in FILE, then\n"
	"with each capability left out in turn, until none can go. If the plan is not\n"
	"enough, what it lacks is found first. FILE then carries the proof: which set is\n"
	"enough, and what broke without each member. Earlier proof in FILE is replaced.\n"
	"\n"
	"A run works if CMD ends with exit status 0, or the drive command with --drive;\n"
	"see --expect. CMD reads the same input each time and its output is hidden (-v\n"
	"shows it). Syscalls are restricted with --syscalls only.\n"
	"Ends with 0 if the set is proven minimal, with 1 if not.",
};

struct minimize {
	struct target target;
	const char *output;
	unsigned long max_runs, expect;
	unsigned int colour;
	double budget;
	bool syscalls, compare;
	struct trial_oracle_state oracle;
	struct search_options search;
	uint64_t substitutes[CAP_ROOM];
	struct search_result result;
};

static int parse(struct minimize *m, int argc, char **argv)
{
	struct target *t = &m->target;
	const struct option_row rows[] = {
		{ "output", 'o', OPTION_TEXT, &m->output, "FILE", "leave FILE alone and save it there; - is stdout" },
		{ "syscalls", 0, OPTION_FLAG, &m->syscalls, NULL, "put up the syscall filter, minimize its list too" },
		{ "compare-output", 0, OPTION_FLAG, &m->compare, NULL, "CMD's standard output must stay the same" },
		{ "budget", 0, OPTION_DURATION, &m->budget, "T", "stop after T with what is known then" },
		{ "max-runs", 0, OPTION_NUMBER, &m->max_runs, "N", "stop after N trials" },
		{ "repeat", 0, OPTION_NUMBER, &t->repeat, "N", "N runs a trial: their answers must agree (1)" },
		{ "expect", 0, OPTION_NUMBER, &m->expect, "STATUS", "CMD, or --drive, ends with it if it works (0)" },
		{ "timeout", 0, OPTION_DURATION, &t->timeout, "T",
		  "a run fails after T (ten times one that works, at least 10s)" },
		TARGET_ROWS(t),
		{ "color", 0, OPTION_CHOICE, &m->colour, "WHEN", "auto (default), always or never", colour_words },
		{ NULL },
	};
	int r = target_parse(t, argc, argv, &usage, rows);

	if (!r && m->expect != UNSAID && m->expect > 255)
		return fail(-EINVAL, "--expect: an exit status is at most 255");
	if (!r && t->repeat > 100)
		return fail(-EINVAL, "--repeat: at most 100");
	return r;
}

static bool to_stdout(const struct minimize *m)
{
	return !strcmp(m->output ? m->output : m->target.file, "-");
}

/* --- the search -------------------------------------------------------------------------- */

static void prepare(struct minimize *m)
{
	struct target *t = &m->target;
	struct trial_oracle_state *s = &m->oracle;

	s->replay = target_replay(t);
	s->replay.seccomp = m->syscalls;
	s->replay.error = ENOSYS;
	s->repeat = t->repeat;
	s->compare = m->compare;
	s->budget = m->budget;
	search_prepare(t->plan, &m->search, m->substitutes);
	/* More than we have nobody can be given. */
	m->search.held = (m->search.held & session_own_set()) | t->plan->keep;
	m->search.likely &= m->search.held;
	m->search.max_runs = (unsigned int)m->max_runs;
	if (m->syscalls)
		m->search.nsyscalls = replay_candidates(t->plan, NULL);
}

/* What is to count as working. 0 or -EINVAL with fail(). */
static int settle_expected(struct minimize *m)
{
	struct replay *replay = &m->oracle.replay;
	int *expected = replay->drive ? &replay->expected_drive : &replay->expected;

	if (m->expect != UNSAID) {
		*expected = (int)m->expect;
		return 0;
	}
	if (!*expected)
		return 0;
	fail_hint("if that is how it ends when all is well, say --expect %d", *expected);
	return fail(-EINVAL, "%s ended with status %d when it was recorded: a failure looks the same whatever fails",
		    replay->drive ? "the drive command" : m->target.argv[0], *expected);
}

/* What was not tried has no verdict, and the set is not proven to be minimal. */
static void pass_over_silent(struct minimize *m)
{
	struct search_result *result = &m->result;
	size_t left = 0;

	if (!m->oracle.silent)
		return;
	for (size_t i = 0; i < result->nmembers; i++) {
		if (m->oracle.silent >> result->members[i].cap & 1)
			free_guard(&result->members[i].without);
		else
			result->members[left++] = result->members[i];
	}
	result->nmembers = left;
	result->caps_minimal = false;
	if (result->end == SEARCH_MINIMAL)
		result->end = SEARCH_SUFFICIENT;
}

/* Answers that contradict each other are worth nothing, whatever the search made of them. */
static void distrust(struct minimize *m)
{
	if (!m->oracle.unstable)
		return;
	m->result.end = SEARCH_FLAKY;
	free_guard(&m->result.what);
	m->result.what = TAKE(m->oracle.unstable);
}

static bool is_proven(const struct minimize *m)
{
	return m->result.end == SEARCH_MINIMAL || m->result.end == SEARCH_SUFFICIENT;
}

/* --- the proof --------------------------------------------------------------------------- */

static int add_members(const struct search_result *result, struct proof *proof)
{
	proof->members = calloc(result->nmembers + 1, sizeof(*proof->members));
	if (!proof->members)
		return -ENOMEM;
	for (size_t i = 0; i < result->nmembers; i++) {
		const struct search_member *m = &result->members[i];
		char *without = strdup(m->without);

		if (!without)
			return -ENOMEM;
		proof->members[proof->nmembers++] = (struct proof_member){ m->cap, m->verdict, without };
	}
	return 0;
}

static int add_needless(const struct minimize *m, struct proof *proof)
{
	const struct plan *plan = m->target.plan;
	_free_ size_t *at = NULL;
	int r = 0;

	if (!m->result.needless)
		return 0;
	at = calloc(replay_candidates(plan, NULL), sizeof(*at));
	if (!at)
		return -ENOMEM;
	replay_candidates(plan, at);
	for (size_t i = 0; !r && i < m->search.nsyscalls; i++)
		if (m->result.needless[i])
			r = sysset_add(&proof->needless[plan->syscalls[at[i]].abi], plan->syscalls[at[i]].nr, 0, 0);
	return r;
}

static int name_oracle(const struct minimize *m, struct proof *proof)
{
	char *words;

	if (!m->compare)
		return 0;
	if (asprintf(&words, "%s, and its output", proof->oracle) < 0)
		return -ENOMEM;
	free_guard(&proof->oracle);
	proof->oracle = words;
	return 0;
}

static int attach_proof(struct minimize *m)
{
	struct proof *proof = NULL;
	int r = target_new_proof(&m->target, &proof);

	if (r)
		return r;
	proof->kind = m->result.end == SEARCH_MINIMAL || m->result.caps_minimal ? PROOF_MINIMAL : PROOF_SUFFICIENT;
	proof->caps = m->result.caps;
	proof->syscalls = m->syscalls;
	proof->runs = m->oracle.runs;
	r = add_members(&m->result, proof);
	if (!r)
		r = add_needless(m, proof);
	if (!r)
		r = name_oracle(m, proof);
	if (r) {
		proof_free(&proof);
		return fail(r, "cannot keep the proof: %s", strerror(-r));
	}
	proof_free(&m->target.profile->proof);
	m->target.profile->proof = proof;
	return 0;
}

/* --- what came of it ----------------------------------------------------------------------- */

static void print_tail(const struct minimize *m)
{
	_buf_ struct buf text = BUF_INIT;

	if (!m->oracle.tail || verbosity.level != 0)
		return;
	say("the end of what %s printed:", m->target.argv[0]);
	for (const char *line = m->oracle.tail; *line;) {
		size_t n = strcspn(line, "\n");

		buf_add(&text, "  ");
		text_escape(&text, line, n);
		buf_add(&text, "\n");
		line += n + (line[n] == '\n');
	}
	fputs(buf_text(&text), stderr);
}

static void tell_silent(const struct minimize *m)
{
	_buf_ struct buf names = BUF_INIT;
	char room[32];

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++)
		if (m->oracle.silent >> cap & 1)
			buf_addf(&names, "%s%s", names.size ? ", " : "", cap_name(cap, room));
	fail_hint("the first run may have done something for good: --before CMD can undo it before each run");
	fail(-EAGAIN, "kept without a try, since the replays do not ask for it as the recording did: %s",
	     buf_text(&names));
}

static void tell_end(const struct minimize *m)
{
	const char *what = m->result.what ? m->result.what : "nothing was seen to be refused";

	if (m->oracle.interrupted)
		fail(-EINTR, "interrupted in run %u", m->oracle.runs);
	else if (m->oracle.out_of_time)
		fail(-ETIME, "the budget of %g s was used up in run %u", m->budget, m->oracle.runs);
	switch (m->result.end) {
	case SEARCH_NOTHING:
		fail_hint(NEEDS_TO_WORK);
		fail(-EINVAL, "%s fails with everything it held: %s", m->target.argv[0], what);
		break;
	case SEARCH_FLAKY:
		fail_hint(m->compare ? "without --compare-output only the exit status counts" :
				       "make its success depend on its capabilities alone, or see --repeat");
		fail(-EINVAL, "the answers cannot be trusted: %s", what);
		break;
	case SEARCH_STOPPED:
		fail(-EAGAIN, "stopped before any set was found that works%s%s", m->result.what ? ": " : "",
		     m->result.what ? what : "");
		break;
	default:
		if (m->oracle.silent)
			tell_silent(m);
		fail(-EAGAIN, "stopped before each %s was tried", m->result.caps_minimal ? "syscall" : "capability");
	}
}

/* The plan that follows from the new proof. */
static int print_result(struct minimize *m)
{
	int fd = to_stdout(m) ? STDERR_FILENO : STDOUT_FILENO;
	const struct emit_style style = output_style(fd, m->colour);
	const struct plan_options options = m->target.plan->options;
	_buf_ struct buf out = BUF_INIT;
	_plan_ struct plan *plan = NULL;
	int r = plan_make(m->target.profile, &options, &plan);

	if (!r)
		r = emit_minimize_text(plan, &m->result, &style, &out);
	if (r)
		return fail(r, "cannot tell the result: %s", strerror(-r));
	if (fd == STDOUT_FILENO)
		return output_write(NULL, buf_text(&out), out.size);
	fputs(buf_text(&out), stderr);
	return 0;
}

static int conclude(struct minimize *m)
{
	const char *path = m->output ? m->output : m->target.file;

	pass_over_silent(m);
	distrust(m);
	progress_free(&m->oracle.progress);
	if (is_proven(m)) {
		if (attach_proof(m) || print_result(m) || target_save(&m->target, path))
			return STATUS_FAILED;
		if (!to_stdout(m))
			say("%s has the proof", path);
	}
	if (m->result.end == SEARCH_MINIMAL)
		return STATUS_OK;
	tell_end(m);
	if (!is_proven(m))
		print_tail(m);
	return STATUS_FINDING;
}

/* Not even with everything it held. */
static int tell_hopeless(const struct minimize *m)
{
	fail_hint(NEEDS_TO_WORK);
	print_tail(m);
	return STATUS_FINDING;
}

static int minimize(struct minimize *m)
{
	struct target *t = &m->target;
	int r = target_load(t);

	if (r)
		return r;
	prepare(m);
	if (settle_expected(m))
		return STATUS_FINDING;
	r = replay_check(&m->oracle.replay);
	if (r)
		return r;
	if (output_check(m->output ? m->output : t->file) || trial_start(&m->oracle))
		return STATUS_USAGE;
	if (!m->syscalls)
		say("no syscall filter is put up (see --syscalls)");
	r = m->compare ? trial_refer(&m->oracle, m->search.held) : 0;
	if (!r && !m->oracle.unstable)
		r = search_run(&m->search, trial_run, &m->oracle, &m->result);
	if (r) {
		progress_free(&m->oracle.progress);
		if (r == -EINVAL && !m->oracle.status)
			return tell_hopeless(m);
		return m->oracle.status ? m->oracle.status : STATUS_FAILED;
	}
	return conclude(m);
}

static void minimize_free(struct minimize *m)
{
	search_free(&m->result);
	trial_free(&m->oracle);
	target_free(&m->target);
}

static int run_minimize(int argc, char **argv)
{
	_cleanup_(minimize_free) struct minimize m = { .target = TARGET_INIT, .oracle = TRIAL_INIT, .expect = UNSAID };
	int r = parse(&m, argc, argv);

	if (r)
		return r == -1 ? STATUS_OK : STATUS_USAGE;
	m.target.forget_proof = true;
	load_verbose(verbosity.level > 1);
	return minimize(&m);
}

const struct command command_minimize = { "minimize", "find the least set by replays", run_minimize };
