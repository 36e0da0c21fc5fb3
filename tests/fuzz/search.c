// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the search for a least set with workloads that need any one of each of some sets of
 * capabilities and certain syscalls, tell why they fail or not, are given up at some point, or answer
 * wrongly once: it ends, and what it says holds.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/guard.h"
#include "core/search.h"

#define MAX_CLAUSES 12
#define MAX_CALLS 64
#define MAX_PAIRS 16
#define MAX_RUNS 2000
#define BIT(cap) (UINT64_C(1) << (cap))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	const uint8_t *at;
	size_t n;
};

struct workload {
	struct search_options options;
	uint64_t substitutes[CAP_ROOM];
	uint64_t clauses[MAX_CLAUSES];
	size_t nclauses;
	uint64_t calls; /* those it needs */
	bool explains, monotone;
	unsigned int wrong, over; /* in this run; 0: never */
	unsigned int runs;
	uint64_t last_caps; /* of the last trial that worked */
	bool worked;
};

static void demand(bool claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

static uint64_t take(struct bytes *b, size_t n)
{
	uint64_t number = 0;

	for (; n && b->n; n--, b->at++, b->n--)
		number = number << 8 | *b->at;
	return number;
}

/* A wider one does what a narrower one does. */
static void widen(struct workload *w)
{
	for (unsigned int wide = 0; wide < CAP_ROOM; wide++)
		for (size_t i = 0; i < w->nclauses; i++)
			if (w->clauses[i] & w->substitutes[wide])
				w->clauses[i] |= BIT(wide);
}

static void read_workload(struct workload *w, struct bytes b)
{
	uint8_t flags = (uint8_t)take(&b, 1);

	*w = (struct workload){ .explains = flags & 1 };
	w->wrong = flags & 2 ? (unsigned int)take(&b, 1) : 0;
	w->over = flags & 4 ? (unsigned int)take(&b, 1) : 0;
	w->options.max_runs = flags & 8 ? (unsigned int)take(&b, 1) : 0;
	w->options.nsyscalls = take(&b, 1) % (MAX_CALLS + 1);
	w->calls = take(&b, 8);
	w->options.held = take(&b, 8);
	w->options.plan = take(&b, 8);
	w->options.likely = take(&b, 8);
	w->nclauses = take(&b, 1) % (MAX_CLAUSES + 1);
	for (size_t i = 0; i < w->nclauses; i++)
		for (int n = 0; n < 3; n++)
			w->clauses[i] |= BIT(take(&b, 1) % CAP_ROOM);
	w->monotone = true;
	for (uint64_t pairs = take(&b, 1) % MAX_PAIRS; pairs; pairs--) {
		unsigned int wide = take(&b, 1) % CAP_ROOM, narrow = take(&b, 1) % CAP_ROOM;

		w->substitutes[wide] |= BIT(narrow);
		w->monotone &= narrow < wide;
		w->options.substitutes = w->substitutes;
	}
	widen(w);
}

static bool works(const struct workload *w, uint64_t caps, const bool *without)
{
	for (size_t i = 0; i < w->nclauses; i++)
		if (!(w->clauses[i] & caps))
			return false;
	for (size_t i = 0; without && i < w->options.nsyscalls; i++)
		if (without[i] && (w->calls >> i & 1))
			return false;
	return true;
}

static int try_workload(void *ctx, const struct trial *t, struct trial_result *result)
{
	struct workload *w = ctx;
	bool answer = works(w, t->caps, t->without);

	demand(++w->runs < MAX_RUNS, "it ends");
	demand(t->about && *t->about, "a trial has a name");
	if (w->runs == w->over) {
		result->answer = TRIAL_OVER;
		result->what = strdup("given up");
		return 0;
	}
	answer ^= w->runs == w->wrong;
	result->answer = answer ? TRIAL_WORKS : TRIAL_FAILS;
	result->explained = w->explains;
	result->what = t->run & 1 ? strdup("broken") : NULL;
	w->worked |= answer;
	if (answer)
		w->last_caps = t->caps;
	return 0;
}

static void check_members(const struct workload *w, const struct search_result *r)
{
	for (size_t i = 0; i < r->nmembers; i++) {
		const struct search_member *m = &r->members[i];

		demand(m->cap < CAP_ROOM && (!i || r->members[i - 1].cap < m->cap), "members ascend");
		demand(!!(r->caps & BIT(m->cap)) == (m->verdict != MEMBER_NEEDLESS),
		       "members are in the set or needless");
		demand(m->without && (m->verdict == MEMBER_NEEDLESS || *m->without), "what is needed has a reason");
		demand(m->verdict != MEMBER_ADDED || r->grown, "only what grew has additions");
	}
	if (r->caps_minimal)
		demand(r->nmembers >= (size_t)__builtin_popcountll(r->caps), "each member was tried");
	demand(!w->worked || r->end == SEARCH_FLAKY || r->end == SEARCH_MINIMAL || r->end == SEARCH_SUFFICIENT,
	       "what worked counts");
}

/* The answers were all true and consistent. */
static void check_truth(const struct workload *w, const struct search_result *r)
{
	if (r->end == SEARCH_MINIMAL || r->end == SEARCH_SUFFICIENT)
		demand(works(w, r->caps, r->needless), "the set works");
	if (r->end == SEARCH_NOTHING)
		demand(!works(w, w->options.held | w->options.plan, NULL), "nothing works");
	demand(r->end != SEARCH_FLAKY, "nobody is called flaky without cause");
	for (unsigned int cap = 0; r->end == SEARCH_MINIMAL && w->monotone && cap < CAP_ROOM; cap++)
		if (r->caps & BIT(cap))
			demand(!works(w, r->caps & ~BIT(cap), NULL), "each capability is needed");
	for (size_t i = 0; r->end == SEARCH_MINIMAL && i < w->options.nsyscalls; i++)
		demand(r->needless[i] == !(w->calls >> i & 1), "each syscall that is not needed goes");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct workload w;
	struct search_result r;

	read_workload(&w, (struct bytes){ data, size });
	demand(search_run(&w.options, try_workload, &w, &r) == 0, "it says how it ended");
	demand(!w.options.max_runs || r.runs <= w.options.max_runs, "the budget holds");
	if (r.end == SEARCH_MINIMAL || r.end == SEARCH_SUFFICIENT)
		demand(w.worked && r.caps == w.last_caps, "the set was tried and worked");
	demand((r.end == SEARCH_FLAKY || r.end == SEARCH_NOTHING) <= (r.what != NULL), "a bad end has a reason");
	check_members(&w, &r);
	if (!w.wrong || w.wrong > w.runs)
		check_truth(&w, &r);
	search_free(&r);
	return 0;
}
