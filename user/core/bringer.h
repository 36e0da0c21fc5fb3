/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who brought a capability in, and who gave it up: from the programs that used it up to the one that got it, by what
 * their calls changed.
 */
#ifndef LC_CORE_BRINGER_H
#define LC_CORE_BRINGER_H

#include <stddef.h>

#include "base/guard.h"
#include "core/change.h"

/* How a program came by a capability. */
enum bring {
	BRING_START,   /* it was there from the start of the recording: as root, or inherited */
	BRING_GAIN,    /* a call gave it: by which rule is change_gain() of .event */
	BRING_EXEC,    /* its execve gave something; the change itself was not recorded */
	BRING_CLONE,   /* it is in a user namespace made in the recording, by clone(2) as no other call shows */
	BRING_VOID,    /* it did not: its execve would have given it, but that was void; see .event */
	BRING_UNKNOWN, /* nothing that was seen */
	BRINGS
};
const char *bring_name(enum bring bring); /* "start", "gain", "execve", "clone", "void", "unknown" */

struct bringing {
	enum bring how;
	const struct program *program; /* that got it; of BRING_VOID the one that did not */
	const struct privilege *event; /* BRING_GAIN, BRING_VOID; else NULL */
	/*
	 * What let another user than root keep it over execve on the way to .user: the call that made it ambient, or
	 * the execve of a file with this capability; NULL: nothing of that.
	 */
	const struct privilege *kept;
	const struct program *user;    /* the first of those that used it so */
	size_t users;
};

struct bringer;

/* The profile must outlive it. 0 or -ENOMEM. */
int bringer_new(const struct profile *profile, struct bringer **out);

/*
 * Each way in which a capability came to the programs that used it, in the order of these; of a capability that was
 * refused only, what was void. *out is to be freed. 0 or -ENOMEM.
 */
int bringer_find(const struct bringer *b, unsigned int cap, struct bringing **out, size_t *n);

/* All changes of privileges, by time. */
const struct privilege *const *bringer_events(const struct bringer *b, size_t *n);

/* Whether it took this capability from a permitted or bounding set. */
bool bringer_gives_up(const struct privilege *event, unsigned int cap);

/* One sentence without its end: "brought in by execve of /usr/bin/ping: file capability". */
void bringer_text(const struct bringer *b, const struct bringing *bringing, unsigned int cap, struct buf *out);

void bringer_free(struct bringer **b);
#define _bringer_ _cleanup_(bringer_free)

#endif
