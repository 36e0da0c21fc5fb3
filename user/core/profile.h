/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A profile: what the programs of one recording did, and how sure we are of
 * it. Facts only; what follows from them is core/advise.h.
 *
 * Every string in here is text_escape()d: it holds no byte that a terminal or
 * a line-based format would act on.
 */
#ifndef LC_CORE_PROFILE_H
#define LC_CORE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/guard.h"
#include "bpf/event.h"

#define PROFILE_SCHEMA "leastcap/profile/1"
#define PROFILE_CALLERS 6

/* Syscall numbers of one ABI, ascending, each once. count 0: not counted. */
struct sysuse {
	uint32_t nr;
	uint64_t count;
	uint64_t first_ns; /* since profile.start_ns; 0 if not known */
};
struct sysset {
	struct sysuse *use;
	size_t n, room;
};

struct program {
	uint32_t id;	 /* > 0, unique in the profile */
	uint32_t parent; /* id of the program that executed it; 0: none */
	uint32_t flags;	 /* LC_PROGRAM_* */
	char *exe;	 /* absolute path as its mount namespace had it, or "" */
	char *comm;
	uint64_t dev, ino;
	uint64_t instances, alive;
	uint32_t uid;
	uint64_t first_ns; /* since profile.start_ns */
	struct sysset syscalls[LC_ABIS];
};

#define CHECK_NS_FLAGS (LC_CHECK_NS_INIT | LC_CHECK_NS_OTHER) /* neither: the program's own namespace */

/* One capability fact: this program, this capability, this place, this answer. */
struct check {
	uint32_t program; /* struct program.id */
	uint32_t cap;
	uint32_t flags;	  /* LC_CHECK_*; DENIED says which answer */
	uint32_t nr, abi; /* nr LC_NO_SYSCALL outside of one */
	char *site;	  /* call site symbol; "" if the kernel gave no stack */
	char *callers[PROFILE_CALLERS]; /* nearest first, NULL-padded */
	uint64_t count;
	uint64_t first_ns; /* since profile.start_ns */
};

struct hook_use {
	char *role, *hook; /* hook "" : the role was not served */
	char *blind;	   /* words separated by one space */
};

struct profile {
	struct program *programs; /* parents before children */
	size_t nprograms;
	struct check *checks;
	size_t nchecks;
	struct hook_use *hooks;
	size_t nhooks;
	char **command; /* NULL-terminated; NULL for a recording without CMD */
	uint64_t lost[LC_CAUSES];
	uint64_t produced, delivered;
	uint64_t start_realtime_ns; /* CLOCK_REALTIME of the start */
	uint64_t start_ns;	    /* its CLOCK_BOOTTIME, for *_ns above; 0 once read from a file */
	uint64_t duration_ns;
	uint32_t scope;	   /* enum lc_scope */
	uint32_t cap_last; /* highest capability of that kernel */
	char *release, *machine;
	bool ended; /* the recording was closed in good order */
};

/* Reasons why a set may be too small. profile_reason_text() spells them. */
enum incomplete_reason {
	INCOMPLETE_LOST = 1u << 0,	  /* some .lost[] is not 0 */
	INCOMPLETE_HOOK = 1u << 1,	  /* a needed role had no hook */
	INCOMPLETE_IO_URING = 1u << 2,	  /* operations through rings are no syscalls */
	INCOMPLETE_DISPATCH = 1u << 3,	  /* user dispatch hides calls */
	INCOMPLETE_SECCOMP = 1u << 4,	  /* a seccomp kill hides what would have come next */
	INCOMPLETE_ABI = 1u << 5,	  /* numbers no table knows */
	INCOMPLETE_ALIVE = 1u << 6,	  /* processes of the scope live on, unrecorded */
	INCOMPLETE_NOT_ENDED = 1u << 7,	  /* the file was not closed in good order */
	INCOMPLETE_REASONS = 8,
};

/* Set of enum incomplete_reason; 0: complete. Derived, never stored. */
unsigned int profile_incomplete(const struct profile *p);

/* One sentence for one reason (exactly one bit) in this profile, into b. */
void profile_reason_text(const struct profile *p, enum incomplete_reason reason, struct buf *b);

/* NULL if there is none. */
const struct program *profile_program(const struct profile *p, uint32_t id);

/* The program the recording was about; NULL if it was about none in particular. */
const struct program *profile_root(const struct profile *p);

/* Adds nr to the set, keeping it sorted; counts add up, first_ns keeps the least. 0 or -ENOMEM. */
int sysset_add(struct sysset *s, uint32_t nr, uint64_t count, uint64_t first_ns);
bool sysset_has(const struct sysset *s, uint32_t nr);

const char *loss_cause_name(enum lc_cause cause); /* key in "lost": "ring", "programs", ... */

/* Limits of profile_parse(); a file beyond them is refused, with the limit named. */
#define PROFILE_MAX_BYTES (64u << 20)
#define PROFILE_MAX_DEPTH 16
#define PROFILE_MAX_PROGRAMS 8192u /* a recording has LC_MAX_PROGRAMS at most */

/*
 * Reads a profile written by profile_write(). bytes need not end in NUL.
 * -EINVAL with fail() naming line or key: not JSON, truncated, duplicate key, too deep, too
 * many programs, wrong type, value out of range, unknown id; -ENOTSUP: another schema or a newer
 * version; -EFBIG: over PROFILE_MAX_BYTES; -ENOMEM. *out untouched on failure.
 */
int profile_parse(const void *bytes, size_t n, struct profile **out);

/* JSON, one object, sorted and indented so that two runs can be diffed. 0 or -ENOMEM. */
int profile_write(const struct profile *p, struct buf *out);

void profile_free(struct profile **p);
#define _profile_ _cleanup_(profile_free)

#endif
