/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was refused in a replay and not in the recording that its plan was
 * made from: by which layer, in which call, and which line of the plan would
 * allow it.
 */
#ifndef LC_CORE_REFUSED_H
#define LC_CORE_REFUSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/layer.h"
#include "core/plan.h"

struct refused {
	enum layer layer;
	const char *program; /* its path, else its comm; points into the replay's profile */
	uint32_t nr, abi;    /* nr LC_NO_SYSCALL outside of one */
	uint32_t error;	     /* errno(3) of the call; 0: it succeeded all the same, or is not known */
	bool survived;	     /* each call succeeded all the same */
	int cap;	     /* CAPABILITY and its kin; else -1 */
	const char *site;    /* "" if there is none */
	const struct check *check; /* or NULL (seccomp) */
	uint64_t count;
};

/*
 * New refusals, those that were not survived first, then by program and call. What was refused in the recording, too,
 * is not new, unless it was survived there and is not now. Refusals that are no need are left out: at places where the
 * answer changes no result, of one of several capabilities where another was granted, on credentials of others.
 * below: only programs at or below the first whose path is that (what a container runtime does on the way is its own
 * business); NULL: all.
 * 0 or -ENOMEM. Freed by free(); both profiles must outlive it.
 */
int refused_new(const struct profile *before, const struct profile *now, const char *below, struct refused **out,
		size_t *n);

/* "setpriv: bind() refused with EACCES: CAP_NET_BIND_SERVICE at inet_bind", one phrase, into b. */
void refused_text(const struct refused *r, struct buf *b);

/* "bind: EACCES at inet_bind", the end of a phrase of somebody else's, into b. */
void refused_phrase(const struct refused *r, struct buf *b);

/* The line of the plan that would allow it: "keep CAP_NET_BIND_SERVICE", "allow bind (i386)", or why none, into b. */
void refused_remedy(const struct refused *r, struct buf *b);

#endif
