/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the profile maker share: core/fold_profile.c has the
 * recording and its programs, core/fold_calls.c their syscalls, core/fold_checks.c
 * the checks and how the calls ended they were made in, core/fold_context.c the rest.
 */
#ifndef LC_CORE_FOLD_MAKER_H
#define LC_CORE_FOLD_MAKER_H

#include "core/decode.h"
#include "core/fold_facts.h"

/* Stands for slot 0, as no program has id 0. */
#define NO_SLOT_ID (LC_MAX_PROGRAMS + 1)
#define IDS (LC_MAX_PROGRAMS + 2)
#define NO_INDEX UINT32_MAX

struct maker {
	const struct fold *fold;
	struct profile *profile;
	uint32_t index[IDS]; /* of the program with this id, or NO_INDEX */
	bool no_phases;	     /* the boundary is not the workload's */
};

/* The id of the program in a slot with or without a chapter. */
static inline uint32_t id_of(uint32_t slot)
{
	return slot_program(slot) ? slot_program(slot) : NO_SLOT_ID;
}

/* The slot, with its chapter, that a list of fold.calls is of. */
static inline uint32_t call_slot(uint32_t list)
{
	return list / (LC_MAX_PROGRAMS + 1) << LC_CHAPTER_SHIFT | list % (LC_MAX_PROGRAMS + 1);
}

/* Time since the start. */
static inline uint64_t since(const struct maker *m, uint64_t ns)
{
	return ns > m->profile->start_ns ? ns - m->profile->start_ns : 0;
}

static inline uint64_t add_saturated(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

/* The earlier of two times, where 0 says that it is not known. */
static inline uint64_t earlier(uint64_t a, uint64_t b)
{
	return a && (!b || a < b) ? a : b;
}

/* The phase of a slot's chapter, as a set; 0 where no boundary was seen. */
uint32_t maker_phases(const struct maker *m, uint32_t slot);

/* 0 or -ENOMEM. */
int maker_copy(const char *text, char **out);
int maker_copy_escaped(const char *text, char **out);
int maker_calls(struct maker *m);  /* the syscalls of the programs */
int maker_values(struct maker *m); /* of their arguments */
int maker_checks(struct maker *m);
int maker_refusals(struct maker *m);
int maker_verdicts(struct maker *m); /* of the refusals */
int maker_owners(struct maker *m);
int maker_privileges(struct maker *m);
int maker_settings(struct maker *m);
int maker_boundary(struct maker *m);
int maker_outcome(struct maker *m);

#endif
