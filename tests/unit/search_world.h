/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A workload that is made up: what it needs, what it does when that is
 * missing, and a log of what was tried on it.
 */
#ifndef LC_TESTS_UNIT_SEARCH_WORLD_H
#define LC_TESTS_UNIT_SEARCH_WORLD_H

#include "base/fail.h" /* before cmocka.h, which has a macro of that name */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/capability.h>

#include "base/guard.h"
#include "core/search.h"

#define BIT(cap) (UINT64_C(1) << (cap))
#define HELD (BIT(CAP_LAST_CAP + 1) - 1)
#define PLAN (BIT(CAP_CHOWN) | BIT(CAP_KILL) | BIT(CAP_SYS_ADMIN))
#define WORLD_CLAUSES 16
#define WORLD_CALLS 512
#define WORLD_RUNS 4096

struct world {
	uint64_t clauses[WORLD_CLAUSES]; /* works if it has one of each */
	size_t nclauses;
	bool calls[WORLD_CALLS]; /* and all of these */
	size_t ncalls;
	bool puzzling;	    /* its failures cannot be explained */
	bool speechless;    /* they come without a phrase */
	const char *despite; /* what it says when it works, or NULL */
	unsigned int fluke; /* this run's answer is the opposite */
	unsigned int over;  /* this run does not end */
	unsigned int error; /* this run fails with -EIO */
	/* what was seen */
	unsigned int runs;
	char about[WORLD_RUNS][128];
	uint64_t caps[WORLD_RUNS];
	bool worked[WORLD_RUNS];
	bool last_worked_without[WORLD_CALLS];
	unsigned int remaining[WORLD_RUNS];
};

/* The first clause that is not satisfied, or 0. */
static inline uint64_t world_lacks(const struct world *w, uint64_t caps)
{
	for (size_t i = 0; i < w->nclauses; i++)
		if (!(w->clauses[i] & caps))
			return w->clauses[i];
	return 0;
}

static inline bool world_works(const struct world *w, uint64_t caps, const bool *without)
{
	for (size_t i = 0; without && i < w->ncalls; i++)
		if (without[i] && w->calls[i])
			return false;
	return !world_lacks(w, caps);
}

static inline char *world_says(const struct world *w, uint64_t caps)
{
	uint64_t lacks = world_lacks(w, caps);
	char room[32], text[64];

	if (w->speechless)
		return NULL;
	if (lacks)
		snprintf(text, sizeof(text), "no %s", cap_name((unsigned int)__builtin_ctzll(lacks), room));
	else
		snprintf(text, sizeof(text), "no syscall");
	return strdup(text);
}

static inline int world_try(void *ctx, const struct trial *t, struct trial_result *result)
{
	struct world *w = ctx;
	unsigned int run = w->runs++;
	bool works = world_works(w, t->caps, t->without);

	assert_true(run < WORLD_RUNS);
	assert_int_equal(t->run, run + 1);
	snprintf(w->about[run], sizeof(w->about[run]), "%s", t->about);
	w->caps[run] = t->caps;
	w->remaining[run] = t->remaining;
	if (run + 1 == w->error)
		return (fail)(-EIO, "the run failed");
	if (run + 1 == w->over) {
		w->runs--;
		result->answer = TRIAL_OVER;
		return 0;
	}
	works ^= run + 1 == w->fluke;
	w->worked[run] = works;
	if (works && t->without)
		memcpy(w->last_worked_without, t->without, w->ncalls * sizeof(bool));
	result->answer = works ? TRIAL_WORKS : TRIAL_FAILS;
	if (works) {
		result->what = w->despite ? strdup(w->despite) : NULL;
		return 0;
	}
	result->what = world_says(w, t->caps);
	result->explained = !w->puzzling;
	return 0;
}

static inline struct search_result world_search(struct world *w, const struct search_options *o)
{
	struct search_result result;

	assert_int_equal(search_run(o, world_try, w, &result), 0);
	assert_int_equal(result.runs, w->runs);
	return result;
}

static inline const struct search_member *world_member(const struct search_result *r, unsigned int cap)
{
	for (size_t i = 0; i < r->nmembers; i++)
		if (r->members[i].cap == cap)
			return &r->members[i];
	return NULL;
}

static inline void world_expect(const struct search_result *r, unsigned int cap, enum member_verdict verdict,
				const char *without)
{
	const struct search_member *m = world_member(r, cap);

	if (!m)
		fail_msg("capability %u has no verdict", cap);
	assert_int_equal(m->verdict, verdict);
	assert_string_equal(m->without, without);
}

static inline void world_tried(const struct world *w, const char *const *about, size_t n)
{
	for (size_t i = 0; i < n && i < w->runs; i++)
		assert_string_equal(w->about[i], about[i]);
	assert_int_equal(w->runs, n);
}
/* All that was tried, in its order. */
#define TRIALS(w, ...)                                                   \
	do {                                                             \
		static const char *const about_[] = { __VA_ARGS__ };     \
		world_tried(&(w), about_, ARRAY_SIZE(about_));         \
	} while (0)

#endif
