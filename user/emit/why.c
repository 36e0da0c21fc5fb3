// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tells the story of one capability as somebody would who has read the whole
 * recording: what to do, who asked, how it ended, when, what that means, what replays
 * showed, what would make it needless, and what it is worth to an attacker.
 */
#include "emit/why.h"

#include <inttypes.h>

#include "base/ascii.h"
#include "base/nearest.h"
#include "core/advise.h"
#include "core/remedy.h"
#include "emit/evidence.h"
#include "emit/json_part.h"
#include "emit/phases.h"
#include "emit/text.h"
#include "emit/text_table.h"

#define WHY_SCHEMA "leastcap/why/1"
#define PLACES_MAX 4 /* told one by one; the rest is counted */

/* A story in the making. */
struct story {
	const struct plan *plan;
	unsigned int cap;
	const struct cap_plan *advice; /* NULL: the plan has nothing on it */
	struct buf *out;
};

/* "Takes over ..." in the middle of a sentence; "CAP_X" and the like stay. */
static void add_lowered(struct buf *out, const char *text)
{
	bool word = text[0] && text[1] >= 'a' && text[1] <= 'z';
	char first = word ? ascii_lower(text[0]) : text[0];

	if (!text[0])
		return;
	buf_add_bytes(out, &first, 1);
	buf_add(out, text + 1);
}

static void add_times(struct buf *out, uint64_t n)
{
	if (n == 1)
		buf_add(out, "once");
	else
		buf_addf(out, "%" PRIu64 " times", n);
}

/* --- what to do ------------------------------------------------------------------ */

static bool has(uint64_t set, unsigned int cap)
{
	return cap < CAP_ROOM && (set >> cap & 1);
}

/* Nobody asked. */
static void tell_absence(struct story *s)
{
	const struct profile *p = s->plan->profile;

	buf_add(s->out, "Leave it out: no program asked for it while this was recorded");
	if (p->outcome.permitted && has(p->outcome.permitted, s->cap))
		buf_add(s->out, ", though the command had it from its beginning");
	else if (p->outcome.permitted)
		buf_add(s->out, ", and the command did not have it from its beginning");
	buf_add(s->out, ". The recording has ");
	text_count(s->out, p->nprograms, "program", "programs");
	buf_add(s->out, " and ");
	text_count(s->out, s->plan->ncaps, "other capability", "other capabilities");
	buf_add(s->out, ".");
	if (s->plan->proof == PROOF_NONE)
		buf_add(s->out, " Some needs show no check (a process that traces or enters one which holds more, a "
				"capability that is only handed on to children): leastcap verify finds those.");
	else
		buf_add(s->out, " A replay without it worked.");
}

static void tell_advice(struct story *s)
{
	static const char *const heads[] = {
		[ADVICE_KEEP] = "Keep it: ",
		[ADVICE_DROP] = "Drop it: ",
		[ADVICE_ASK] = "Decide yourself, it is not in the set: ",
	};

	_Static_assert(ARRAY_SIZE(heads) == ADVICES, "a beginning for each advice");
	if ((unsigned int)s->advice->advice < ADVICES)
		buf_add(s->out, heads[s->advice->advice]);
	plan_reason_text(s->plan, s->advice, s->out);
	buf_add(s->out, ".");
}

/* --- who asked ------------------------------------------------------------------- */

static size_t count_programs(const struct evidence_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		size_t k = 0;

		while (k < i && list->at[k].check->program != list->at[i].check->program)
			k++;
		n += k == i;
	}
	return n;
}

/* "in bind() at __inet_bind by /usr/sbin/nginx, in ..., and in 3 other places" */
static void add_places(struct story *s, const struct evidence_list *list)
{
	size_t shown = list->n <= PLACES_MAX ? list->n : PLACES_MAX;

	for (size_t i = 0; i < shown; i++) {
		buf_add(s->out, !i ? ": " : "; ");
		evidence_place_text(s->plan, &list->at[i], s->out);
	}
	if (shown < list->n) {
		buf_add(s->out, "; and in ");
		text_count(s->out, list->n - shown, "other place", "other places");
	}
	buf_add(s->out, ".");
}

static void add_answers(struct story *s, const struct check *first)
{
	uint64_t granted = s->advice->granted, denied = s->advice->denied;
	char room[32];

	if (!granted && !denied) { /* the checks were for a wider one */
		buf_addf(s->out, " The kernel asked for %s instead", cap_name(first->cap, room));
		return;
	}
	buf_add(s->out, " It was ");
	if (granted) {
		buf_add(s->out, "granted ");
		add_times(s->out, granted);
	}
	if (denied) {
		buf_add(s->out, granted ? " and refused " : "refused ");
		add_times(s->out, denied);
	}
}

static bool is_implied(const struct cap_plan *cap)
{
	return cap->decider && (cap->decider->flags & LC_CHECK_IMPLIED);
}

static void tell_places(struct story *s, const struct evidence_list *list)
{
	size_t programs = count_programs(list);

	if (!list->n)
		return;
	if (is_implied(s->advice))
		buf_add(s->out, " No check was made of it; the kernel compared whole sets");
	else
		add_answers(s, list->at[0].check);
	if (programs > 1)
		buf_addf(s->out, ", on behalf of %zu programs", programs);
	add_places(s, list);
}

/* --- how it ended, and when -------------------------------------------------------- */

static void tell_results(struct story *s, const struct evidence *sum)
{
	if (!sum->nresults)
		return;
	if (sum->nresults == 1 && !sum->results->error) {
		buf_add(s->out, " Every call it was asked in succeeded.");
		return;
	}
	buf_add(s->out, " The calls it was asked in ended so: ");
	evidence_results_text(sum, s->out);
	buf_add(s->out, ".");
}

static void add_phase(struct story *s, unsigned int phases)
{
	static const char *const texts[] = {
		[1 << PHASE_INIT] = "only before the workload served (",
		[1 << PHASE_SERVING] = "only once the workload served (",
		[1 << PHASE_INIT | 1 << PHASE_SERVING] = "both before and after the workload began to serve (",
	};

	if (phases >= ARRAY_SIZE(texts) || !texts[phases])
		return;
	buf_addf(s->out, ", %s", texts[phases]);
	phases_boundary_text(s->plan, s->out);
	buf_add(s->out, ")");
}

static void tell_time(struct story *s, const struct evidence *sum)
{
	buf_add(s->out, " It was asked for ");
	if (sum->last_ns / 1000000 > sum->first_ns / 1000000) {
		buf_add(s->out, "from ");
		text_duration(sum->first_ns, s->out);
		buf_add(s->out, " to ");
		text_duration(sum->last_ns, s->out);
		buf_add(s->out, " after the recording began");
	} else {
		buf_add(s->out, sum->last_ns ? "" : "first ");
		text_duration(sum->first_ns, s->out);
		buf_add(s->out, " after the recording began");
	}
	add_phase(s, sum->phases);
	buf_add(s->out, ".");
}

/* --- what it means ------------------------------------------------------------------ */

static void tell_class(struct story *s)
{
	static const char *const texts[] = {
		[CLASS_DECISIVE] = "decisive: where it is missing, the call fails",
		[CLASS_PROBE] = "a probe: silent, and it seldom decides whether the call works",
		[CLASS_EARLY] = "early: made before the kernel knows whether it matters",
		[CLASS_ALTERNATIVE] = "an alternative: one of several capabilities that would do",
		[CLASS_LIMIT] = "made only past a limit, and then decisive",
		[CLASS_UNCLASSIFIED] = "unclassified: what it decides at that place is not known to this version",
	};
	const struct check *c = s->advice->decider;
	const struct site *site = c ? check_site(c) : NULL;

	_Static_assert(ARRAY_SIZE(texts) == CLASSES, "words for each class");
	if (!c || (unsigned int)s->advice->class >= CLASSES)
		return;
	buf_addf(s->out, " %s is %s", is_implied(s->advice) ? "Such a comparison" : "Such a check",
		 texts[s->advice->class]);
	if (evidence_untold(s->advice) && site && site->without && site->without[0])
		buf_addf(s->out, "; without it: %s", site->without);
	if (site && site->source && site->source[0])
		buf_addf(s->out, " (%s)", site->source);
	buf_add(s->out, ".");
}

static void add_judge(const struct proof *proof, struct buf *out)
{
	buf_add(out, " That took ");
	text_count(out, proof->runs, "replay", "replays");
	if (proof->release && proof->release[0])
		buf_addf(out, " on Linux %s", proof->release);
	if (proof->oracle && proof->oracle[0])
		buf_addf(out, ", judged by the %s", proof->oracle);
	buf_add(out, ".");
}

static void tell_proof(struct story *s)
{
	const struct proof_member *m = s->advice->member;
	const struct proof *proof = s->plan->profile->proof;

	if (s->plan->proof == PROOF_NONE || !proof) {
		if (s->advice->advice != ADVICE_DROP)
			buf_add(s->out, " Nobody has tried without it: leastcap minimize does.");
		return;
	}
	if (evidence_untold(s->advice)) { /* the advice has told it */
		add_judge(proof, s->out);
		return;
	}
	if (m && m->verdict == MEMBER_NEEDLESS)
		buf_add(s->out, " A replay without it worked");
	else if (m)
		buf_addf(s->out, " A replay without it failed%s%s", m->without && m->without[0] ? ": " : "",
			 m->without ? m->without : "");
	else
		buf_addf(s->out, " The set was replayed %s it, and worked",
			 s->advice->advice == ADVICE_KEEP ? "with" : "without");
	if (proof->release && proof->release[0])
		buf_addf(s->out, " (on Linux %s)", proof->release);
	buf_add(s->out, ".");
}

static void tell_remedies(struct story *s)
{
	const struct remedy *remedy;
	const char *value;

	for (size_t i = 0; (remedy = remedy_for(s->plan, s->advice, i, &value)); i++) {
		buf_addf(s->out, "%s%s", i ? "; or " : " It would be needless with another setting: ", remedy->advice);
		if (value)
			buf_addf(s->out, " (was %s)", value);
	}
	if (remedy_for(s->plan, s->advice, 0, &value))
		buf_add(s->out, ".");
}

static void tell_worth(struct story *s)
{
	const struct cap_info *info = cap_info(s->cap);

	if (!info) {
		buf_add(s->out, " This version does not know what it permits.");
		return;
	}
	buf_addf(s->out, " Risk %s: with it an attacker ", cap_risk_name(info->risk));
	add_lowered(s->out, info->attack);
	if (s->advice && s->advice->advice == ADVICE_DROP)
		return;
	buf_add(s->out, " What may do in its place: ");
	add_lowered(s->out, info->instead);
}

/* --- the whole ------------------------------------------------------------------------ */

static int tell_evidence(struct story *s)
{
	_evidence_ struct evidence_list list = EVIDENCE_INIT, sum = EVIDENCE_INIT;
	int r = evidence_group(s->advice, &list);

	if (r == 0)
		r = evidence_sum(s->advice, &sum);
	if (r < 0)
		return r;
	tell_places(s, &list);
	if (sum.n) {
		tell_results(s, sum.at);
		tell_time(s, sum.at);
	}
	return 0;
}

static int tell(const struct plan *plan, unsigned int cap, struct buf *out)
{
	struct story s = { .plan = plan, .cap = cap, .advice = plan_cap(plan, cap), .out = out };
	int r = 0;

	if (s.advice) {
		tell_advice(&s);
		r = tell_evidence(&s);
		tell_class(&s);
		tell_proof(&s);
		tell_remedies(&s);
	} else {
		tell_absence(&s);
	}
	tell_worth(&s);
	return r < 0 ? r : buf_error(out);
}

int emit_why_text(const struct plan *plan, unsigned int cap, const struct emit_style *style, struct buf *out)
{
	struct text t = { .plan = plan, .style = style, .out = out };
	const struct cap_plan *advice = plan_cap(plan, cap);
	_buf_ struct buf story = BUF_INIT;
	char room[32];
	int r = tell(plan, cap, &story);

	if (r < 0)
		return r;
	buf_addf(out, "%s: %s\n", cap_name(cap, room), advice ? advice_name(advice->advice) : "not asked for");
	text_paragraph(&t, buf_text(&story), TEXT_INDENT);
	return buf_error(out);
}

static json_t *worth(unsigned int cap)
{
	const struct cap_info *info = cap_info(cap);

	if (!info)
		return json_null();
	return json_pack("{s:s, s:s, s:s, s:s}", "risk", cap_risk_name(info->risk), "permits", info->permits, "attack",
			 info->attack, "instead", info->instead);
}

int emit_why_json(const struct plan *plan, unsigned int cap, struct buf *out)
{
	const struct cap_plan *advice = plan_cap(plan, cap);
	_buf_ struct buf story = BUF_INIT;
	struct jsonflow j = JSONFLOW_INIT(out);
	char room[32];
	int r = tell(plan, cap, &story);

	if (r < 0)
		return r;
	jsonflow_open(&j, '{');
	jsonflow_text_of(&j, "schema", WHY_SCHEMA);
	jsonflow_text_of(&j, "capability", cap_name(cap, room));
	jsonflow_text_of(&j, "advice", advice ? advice_name(advice->advice) : NULL);
	jsonflow_member(&j, "story", jsonout_buf(&story));
	jsonflow_member(&j, "worth", worth(cap));
	jsonflow_key(&j, "facts");
	if (advice)
		json_part_capability(&j, plan, advice);
	else
		jsonflow_null(&j);
	jsonflow_close(&j, '}');
	buf_add(out, "\n");
	return buf_error(out);
}

const char *why_nearest(const char *text)
{
	bool whole = ascii_after(text, "cap_") != NULL;
	struct nearest n = NEAREST_INIT(text);

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		const char *name = cap_info(cap)->name;

		nearest_offer(&n, whole ? name : ascii_after(name, "CAP_"));
	}
	return n.best;
}
