/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a search knows so far, shared by its parts: core/search*.c and nobody else.
 */
#ifndef LC_CORE_SEARCH_STATE_H
#define LC_CORE_SEARCH_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/search.h"

/* What a step returns if not -errno. ENDED: the search is over, .result->end says how. */
enum step { STEP_FAILS, STEP_WORKS, STEP_ENDED };

struct failure {
	uint64_t caps;
	char *what;
};

struct search {
	const struct search_options *options;
	trial_oracle oracle;
	void *ctx;
	struct search_result *result; /* .caps: the smallest set that worked, if .works */
	bool works;
	uint64_t added;	      /* put into the plan since it was not enough */
	uint64_t substituted; /* in the place of wider ones */
	uint64_t replaced;    /* these wider ones: out for good */
	uint64_t instead[CAP_ROOM]; /* of those: what took their place */
	uint64_t judged;      /* these have a verdict */
	enum member_verdict verdicts[CAP_ROOM];
	char *without[CAP_ROOM]; /* what broke; NULL: nothing */
	struct failure *failures;
	size_t nfailures, room;
	struct buf about; /* of the next trial */
};

static inline uint64_t cap_bit(unsigned int cap)
{
	return UINT64_C(1) << cap;
}

static inline unsigned int cap_total(uint64_t caps)
{
	unsigned int n = 0;

	for (; caps; caps &= caps - 1)
		n++;
	return n;
}

/* text in the place of what was there; NULL: nothing */
static inline void put_text(char **at, char *text)
{
	_free_ char *old = *at;

	(void)old;
	*at = text;
}

/* How often n things can be halved until one is left. */
static inline unsigned int halvings(size_t n)
{
	unsigned int k = 0;

	while (n > (size_t)1 << k)
		k++;
	return k;
}

/* Starts the name of the next trial anew. */
void search_about(struct search *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "CAP_A, CAP_B and CAP_C" */
void search_names(uint64_t caps, struct buf *b);

/*
 * Tries one set, twice if it fails for no visible reason. A set that works becomes the result's.
 * enum step or -errno. *what (FAILS; malloc()ed, not NULL): what broke.
 */
int search_try_caps(struct search *s, uint64_t caps, unsigned int remaining, char **what);
/* The same for the result's capabilities without these syscalls; which of them is the caller's to remember. */
int search_try_calls(struct search *s, const bool *without, unsigned int remaining);

/* The parts in their order; enum step (WORKS: go on) or -errno. */
int search_grow(struct search *s);
int search_shrink(struct search *s);
int search_calls(struct search *s);

/* Upper bounds of what these parts take. */
unsigned int search_shrink_runs(const struct search *s, uint64_t members);
unsigned int search_calls_runs(size_t undecided);

#endif
