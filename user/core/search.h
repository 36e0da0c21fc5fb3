/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The search for a least set: which set to try next, and what the answers
 * amount to. It knows neither processes nor time; the oracle does.
 *
 * Order of the trials:
 * 1. the plan. If it fails, everything the workload held: if that fails too there is nothing to learn.
 *    Then the least that must be added to the plan is found by bisection (those of .likely first).
 * 2. each member by itself is left out, the dangerous first; what works without it stays out. For one that has
 *    narrower substitutes all of them are put in its place: if that fails it is needed, else it is gone and each
 *    substitute is a member to be left out in its turn. So N members take N trials and one more for each substitute.
 * 3. with .nsyscalls the same for the syscalls, in chunks that double where they can go and are halved where not.
 *
 * It takes for granted that more never breaks what worked with less: what is part of a set that failed is not tried,
 * and a member that was needed is not tried again once others are gone. The set that comes out was itself tried.
 */
#ifndef LC_CORE_SEARCH_H
#define LC_CORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/plan.h"

enum trial_answer {
	TRIAL_WORKS,
	TRIAL_FAILS,
	TRIAL_OVER, /* no budget left, interrupted: stop here with what is known */
};

/* One set to try. */
struct trial {
	uint64_t caps;
	const bool *without; /* [nsyscalls]: observed syscalls of the plan left out; NULL: none */
	unsigned int run;    /* this one, from 1 */
	/* At most, after this one, if each failure is explained; a plan is taken to work, or else to lack but one. */
	unsigned int remaining;
	const char *about; /* "the plan", "without CAP_CHOWN", ...; good until the next trial */
};

struct trial_result {
	enum trial_answer answer;
	bool explained; /* FAILS: a refusal that was seen accounts for it; if not, it is tried twice */
	char *what;	/* malloc()ed: what broke, a phrase; WORKS: what was refused all the same; may be NULL */
};

/* 0, or -errno with fail() to end the search: nothing is known then. */
typedef int (*trial_oracle)(void *ctx, const struct trial *trial, struct trial_result *result);

struct search_options {
	uint64_t plan;	  /* to begin with: the plan's keep */
	uint64_t held;	  /* what the workload held when it was recorded; superset of plan */
	uint64_t likely;  /* part of held that the profile has a sign of: asked for, denied, narrower ones */
	const uint64_t *substitutes; /* [CAP_ROOM]: narrower ones that may do instead */
	size_t nsyscalls; /* 0: the syscalls are not searched */
	unsigned int max_runs; /* 0: no limit */
};

enum search_end {
	SEARCH_MINIMAL,	   /* proven: without any one member it fails */
	SEARCH_SUFFICIENT, /* .caps works; stopped before each member was tried */
	SEARCH_NOTHING,	   /* fails with everything it held */
	SEARCH_FLAKY,	   /* the same set worked and failed: .what says which */
	SEARCH_STOPPED,	   /* before any set was found that works */
};

struct search_member {
	unsigned int cap;
	enum member_verdict verdict;
	/* malloc()ed: what broke; where it works without: "", or what was refused; if it was replaced: by what */
	char *without;
};

struct search_result {
	enum search_end end;
	uint64_t caps; /* the smallest set that worked; 0 if none did */
	bool caps_minimal; /* each capability was tried; the search may have stopped among the syscalls */
	struct search_member members[CAP_ROOM]; /* those tried, ascending by cap */
	size_t nmembers;
	bool *needless; /* [nsyscalls] malloc()ed; NULL if none was tried */
	unsigned int runs; /* those that gave an answer */
	bool grown;	/* the plan was not enough */
	/* malloc()ed or NULL: what broke with everything it held (STOPPED: with the plan), or which set was flaky */
	char *what;
};

/* 0 or -errno with fail(). *result is to be freed by search_free() in either case. */
int search_run(const struct search_options *options, trial_oracle oracle, void *ctx, struct search_result *result);
void search_free(struct search_result *result);

/*
 * What a search begins with for this profile and plan: held (from the outcome, else every capability of that kernel),
 * likely, and the substitutes table [CAP_ROOM]: narrower capabilities that would do at a place where the wide one was
 * checked (core/site.h) or were asked for at the same place, and CAP_DAC_READ_SEARCH for CAP_DAC_OVERRIDE. The rest of
 * *options is 0.
 */
void search_prepare(const struct plan *plan, struct search_options *options, uint64_t substitutes[CAP_ROOM]);

#endif
