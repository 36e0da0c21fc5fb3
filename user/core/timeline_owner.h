/* SPDX-License-Identifier: BSD-2-Clause */
/* What the live view remembers of containers and units: whose programs are, from now on and for what is told next. */
#ifndef LC_CORE_TIMELINE_OWNER_H
#define LC_CORE_TIMELINE_OWNER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/decode.h"
#include "core/timeline.h"

struct live_owner;

struct live_owners {
	struct live_owner *at[LC_MAX_OWNERS + 1]; /* by id; NULL: not told */
	uint32_t of[LC_MAX_PROGRAMS + 1];	  /* by program; 0: not known */
	uint32_t version;			  /* of the last that was learned */
};

/* Takes LC_OWNER, LC_LABEL and LC_PROGRAM; ignores any other. 0 or -ENOMEM. */
int live_owners_feed(struct live_owners *o, const union record *r);

/* NULL if it is not known. */
const struct event_owner *live_owners_at(const struct live_owners *o, uint32_t id);
const struct event_owner *live_owners_of(const struct live_owners *o, uint32_t slot); /* with or without a chapter */

void live_owners_clear(struct live_owners *o);

#endif
