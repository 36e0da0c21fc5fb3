// SPDX-License-Identifier: BSD-2-Clause
/* `leastcap verify`: replays a command under exactly the plan of its recording. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/output.h"
#include "cmd/replay.h"
#include "cmd/target.h"
#include "core/errnos.h"
#include "core/verdict.h"
#include "emit/verdict.h"
#include "kern/load.h"

#define MAX_RUNS 1000
/* Ten times as long as it took, and a minute for what takes no time: who hangs is found, who is slow today is not. */
#define PATIENCE_FACTOR 10
#define PATIENCE_LEAST 60

static const struct verb_usage usage = {
	"verify",
	"FILE [options] -- CMD [ARG...]",
	"Runs CMD again under exactly the plan that follows from the recording in FILE:\n"
	"its capabilities in all five sets, no_new_privs if the plan has it, and a\n"
	"seccomp filter with its syscalls. What is refused now and was not then is told,\n"
	"with the line of the plan that would allow it. Ends with CMD's own status if it\n"
	"passed, with 1 if it did not.\n"
	"\n"
	"A run passes if it ends with the exit status that the recording has, or the\n"
	"drive command with --drive.",
};

struct verify {
	struct target target;
	const char *output, *error_name;
	unsigned int format, colour;
	bool no_seccomp, strict;
	int error;
	struct replay_end *ends; /* [nends] */
	size_t nends;
	struct verdict verdict;
	struct verdict_refusal *refusals;
	struct verdict_run *runs;
};

static int parse(struct verify *v, int argc, char **argv)
{
	struct target *t = &v->target;
	const struct option_row rows[] = {
		{ "repeat", 0, OPTION_NUMBER, &t->repeat, "N", "run it N times (1)" },
		TARGET_ROWS(t),
		{ "no-seccomp", 0, OPTION_FLAG, &v->no_seccomp, NULL, "only the capabilities: no syscall filter" },
		{ "errno", 0, OPTION_TEXT, &v->error_name, "NAME", "what other syscalls get (ENOSYS)" },
		{ "timeout", 0, OPTION_DURATION, &t->timeout, "T",
		  "a run fails after T (ten times the recording, at least 60s)" },
		{ "strict", 0, OPTION_FLAG, &v->strict, NULL, "a refusal that CMD survives is a failure as well" },
		{ "format", 0, OPTION_CHOICE, &v->format, "FORMAT", "text (default) or json", format_words },
		{ "output", 'o', OPTION_TEXT, &v->output, "FILE", "if it passes, save the profile with that proof" },
		{ "color", 0, OPTION_CHOICE, &v->colour, "WHEN", "auto (default), always or never", colour_words },
		{ NULL },
	};
	int r = target_parse(t, argc, argv, &usage, rows);

	if (r)
		return r;
	if (t->repeat > MAX_RUNS)
		return fail(-EINVAL, "--repeat: at most %d", MAX_RUNS);
	v->error = errno_of(v->error_name);
	if (v->error <= 0)
		return fail(-EINVAL, "--errno \"%s\": not the name of an error", v->error_name);
	if (v->output && !strcmp(v->output, "-"))
		return fail(-EINVAL, "--output: standard output has the verdict");
	return 0;
}

/* --- the runs --------------------------------------------------------------------- */

static bool same_refusal(const struct refused *a, const struct refused *b)
{
	return a->layer == b->layer && a->nr == b->nr && a->abi == b->abi && a->cap == b->cap &&
	       a->survived == b->survived && a->error == b->error && !strcmp(a->program, b->program) &&
	       !strcmp(a->site, b->site);
}

/* An earlier replay showed that it works without. */
static bool is_needless(const struct proof *proof, const struct refused *r)
{
	if (!proof)
		return false;
	if (r->layer == LAYER_SECCOMP)
		return r->abi < LC_ABIS && sysset_has(&proof->needless[r->abi], r->nr);
	for (size_t i = 0; i < proof->nmembers; i++)
		if ((int)proof->members[i].cap == r->cap && proof->members[i].verdict == MEMBER_NEEDLESS)
			return true;
	return false;
}

/* Those of one more run; what was seen before is counted. */
static int add_refusals(struct verify *v, const struct replay_end *end)
{
	struct verdict *out = &v->verdict;
	struct verdict_refusal *grown =
		reallocarray(v->refusals, out->nrefusals + end->nrefusals + 1, sizeof(*grown));

	if (!grown)
		return fail(-ENOMEM, "out of memory");
	v->refusals = out->refusals = grown;
	for (size_t i = 0; i < end->nrefusals; i++) {
		size_t at = 0;

		if (end->run.works && is_needless(v->target.profile->proof, &end->refusals[i]))
			continue;
		while (at < out->nrefusals && !same_refusal(&grown[at].refused, &end->refusals[i]))
			at++;
		if (at == out->nrefusals)
			grown[out->nrefusals++] = (struct verdict_refusal){ .refused = end->refusals[i] };
		grown[at].runs++;
	}
	return 0;
}

/*
 * Not survived first. Of these capabilities first: whoever reports the lack of one may need calls for it that the
 * recording has not.
 */
static int rank(const struct verdict_refusal *r)
{
	return 2 * r->refused.survived + (r->refused.layer == LAYER_SECCOMP);
}

/* Beyond that the order of the runs. */
static void order_refusals(struct verdict *v)
{
	for (size_t i = 1; i < v->nrefusals; i++) {
		struct verdict_refusal moved = v->refusals[i];
		size_t at = i;

		for (; at && rank(&v->refusals[at - 1]) > rank(&moved); at--)
			v->refusals[at] = v->refusals[at - 1];
		v->refusals[at] = moved;
	}
}

static int run_all(struct verify *v, const struct replay *replay)
{
	struct verdict *out = &v->verdict;
	int r = replay_hold_signals();
	bool stop = false;

	for (size_t i = 0; !r && !stop && i < v->target.repeat; i++) {
		struct replay_end *end = &v->ends[i];

		if (replay_signalled())
			break;
		if (v->target.repeat > 1)
			say("run %zu of %lu", i + 1, v->target.repeat);
		v->nends = i + 1;
		r = replay_run(replay, replay->plan->keep, NULL, end);
		if (r)
			break;
		v->runs[out->nruns++] = end->run;
		out->passes += end->run.works;
		stop = end->session.run.signalled || end->session.run.interrupted;
		r = add_refusals(v, end);
	}
	order_refusals(out);
	out->passed = out->passes == out->nruns && out->nruns && !(v->strict && out->nrefusals);
	return r;
}

static int prepare(struct verify *v, const struct replay *replay)
{
	const struct target *t = &v->target;

	v->ends = calloc(t->repeat, sizeof(*v->ends));
	v->runs = calloc(t->repeat, sizeof(*v->runs));
	if (!v->ends || !v->runs)
		return fail(-ENOMEM, "out of memory");
	v->verdict = (struct verdict){
		.plan = t->plan,
		.runtime = runtime_words[t->runtime],
		.user = t->user,
		.release = t->host.release,
		.seccomp = replay->seccomp,
		.error = replay->error,
		.no_new_privs = t->plan->no_new_privs,
		.driven = t->drive != NULL,
		.strict = v->strict,
		.expected = replay->expected,
		.expected_drive = replay->expected_drive,
		.runs = v->runs,
		.wanted = t->repeat,
	};
	return 0;
}

/* --- what came of it --------------------------------------------------------------- */

static int print_verdict(const struct verify *v)
{
	const struct emit_style style = output_style(STDOUT_FILENO, v->colour);
	_buf_ struct buf out = BUF_INIT;
	int r = v->format == FORMAT_JSON ? emit_verdict_json(&v->verdict, &style, &out) :
					   emit_verdict_text(&v->verdict, &style, &out);

	if (!r)
		r = buf_error(&out);
	return r ? fail(r, "cannot tell the verdict: %s", strerror(-r)) : output_write(NULL, buf_text(&out), out.size);
}

/* What earlier replays proved of the same set stands. */
static int save_proof(struct verify *v)
{
	struct target *t = &v->target;
	struct proof *proof = NULL;
	int r;

	if (t->profile->proof && t->profile->proof->kind == PROOF_MINIMAL) {
		t->profile->proof->runs += v->verdict.nruns;
		return target_save(t, v->output);
	}
	r = target_new_proof(t, &proof);
	if (r)
		return r;
	proof->kind = PROOF_SUFFICIENT;
	proof->caps = t->plan->keep;
	proof->syscalls = v->verdict.seccomp;
	proof->runs = v->verdict.nruns;
	proof_free(&t->profile->proof);
	t->profile->proof = proof;
	return target_save(t, v->output);
}

static int conclude(struct verify *v)
{
	const struct verdict *verdict = &v->verdict;
	int status;

	if (print_verdict(v))
		return STATUS_FAILED;
	if (!verdict->passed)
		return STATUS_FINDING;
	if (v->output && save_proof(v))
		return STATUS_FAILED;
	status = session_status(&v->ends[v->nends - 1].session);
	if (status)
		fail_clear();
	return status;
}

static int verify(struct verify *v)
{
	struct target *t = &v->target;
	const int to_stderr[] = { -1, STDERR_FILENO, -1 };
	struct replay replay;
	int r;

	t->error = v->error;
	r = target_load(t);
	if (r)
		return r;
	replay = target_replay(t);
	replay.seccomp = !v->no_seccomp;
	replay.error = v->error;
	replay.fds = v->format == FORMAT_JSON ? to_stderr : NULL;
	if (!replay.timeout)
		replay.timeout = replay_patience(t->profile->duration_ns, PATIENCE_FACTOR, PATIENCE_LEAST);
	r = replay_check(&replay);
	if (r)
		return r;
	if (v->output && output_check(v->output))
		return STATUS_USAGE;
	if (replay.seccomp && !t->plan->nsyscalls)
		say("%s has no syscalls: no filter is put up", t->file);
	r = prepare(v, &replay);
	v->verdict.expected_known = replay_expect(&replay);
	if (!r)
		r = run_all(v, &replay);
	if (r)
		return v->nends ? replay_failed(&v->ends[v->nends - 1], r) : STATUS_FAILED;
	return conclude(v);
}

static void verify_free(struct verify *v)
{
	for (size_t i = 0; i < v->nends; i++)
		replay_free(&v->ends[i]);
	free(v->ends);
	free(v->runs);
	free(v->refusals);
	target_free(&v->target);
}

static int run_verify(int argc, char **argv)
{
	_cleanup_(verify_free) struct verify v = { .target = TARGET_INIT, .error_name = "ENOSYS" };
	int r = parse(&v, argc, argv);

	if (r)
		return r == -1 ? STATUS_OK : STATUS_USAGE;
	load_verbose(verbosity.level > 0);
	return verify(&v);
}

const struct command command_verify = { "verify", "replay a command under its plan", run_verify };
