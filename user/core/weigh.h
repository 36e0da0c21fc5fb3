/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one capability check is worth, and what several checks of one decision
 * are worth together: for advice, and for what a replay was refused.
 */
#ifndef LC_CORE_WEIGH_H
#define LC_CORE_WEIGH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/plan.h"

/* What a check says, strongest first: the strongest of a capability decides. */
enum weight {
	WEIGHT_DECISIVE,
	WEIGHT_LIMIT,
	WEIGHT_ALTERNATIVE,
	WEIGHT_NARROWER,
	WEIGHT_FILE,
	WEIGHT_EARLY,
	WEIGHT_UNCLASSIFIED, /* the last that keeps */
	WEIGHT_FALLBACK,
	WEIGHT_DENIED,
	WEIGHT_FUTILE,
	WEIGHT_SHOWN,
	WEIGHT_DENIED_LSM,
	WEIGHT_DENIED_NAMESPACE,
	WEIGHT_ASKED, /* the last that asks */
	WEIGHT_SUBSTITUTED,
	WEIGHT_COVERED,
	WEIGHT_MADE_NAMESPACE,
	WEIGHT_OWNER,
	WEIGHT_OVERRIDDEN,
	WEIGHT_SURVIVED,
	WEIGHT_FUTILE_EARLY,
	WEIGHT_NO_NEW_PRIVS,
	WEIGHT_HARMLESS,
	WEIGHTS
};

/* A check in the scales. cap differs from check->cap where it argues for a narrower one. */
struct weighed {
	const struct check *check;
	const struct site *row;
	unsigned int cap;
	enum weight weight;
	uint64_t narrower; /* capabilities that would do in place of .cap; empty for most */
};

/* What the answers of a whole recording depend on. */
struct weigh_context {
	const struct profile *profile;
	bool no_new_privs; /* the plan sets it */
	const struct roles *roles; /* whose checks count; NULL: all */
};

enum weight weigh(const struct weigh_context *context, const struct check *c, const struct site *row);

/* All checks of context->profile that count; w has room for them. How many are in the scales. */
size_t weigh_all(const struct weigh_context *context, struct weighed *w);

/* EPERM or EACCES. */
bool error_is_forbidden(uint32_t error);

/* The failure that speaks of permission, else the most frequent one; NULL if no call is known to have failed. */
const struct result *check_worst_result(const struct check *c);

/* The class of a check by its place and what is known of it. */
enum check_class weigh_class(const struct check *c, const struct site *row);

/* access(2) and its kin: the question is the program's, asked with its real ids. */
bool check_in_access(const struct check *c);

/* On credentials that io_uring took from a personality or the maker of the ring. */
bool check_in_ring(const struct check *c);

/* The row for a check of another capability at the same place; NULL if there is none. */
const struct site *check_site_of(const struct check *c, unsigned int cap);

/* Whether how the call ended says how the check mattered: not where the answer travels in a message. */
bool check_results_tell(const struct check *c, const struct site *row);

/*
 * Joins the checks of one decision in w[0..n), which it sorts: of capabilities that were asked one after the
 * other at most one is needed. A wide one that narrower ones can replace gets them in .narrower.
 */
void settle_decisions(struct weighed *w, size_t n, unsigned int cap_last);

/* Drops narrow ones where a wide one that is kept does as well, in the same phases. After settle_narrower(). */
void settle_covered(struct weighed *w, size_t n);

/* How many entries settle_narrower() appends at most. */
size_t settle_extra(const struct weighed *w, size_t n);

/* Puts the narrower ones in the place of a wide one that is needed nowhere else. How many there are then. */
size_t settle_narrower(struct weighed *w, size_t n);

#endif
