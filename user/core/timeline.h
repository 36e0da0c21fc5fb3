/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The live view: records of bpf/event.h in the order they come, to events that
 * a line can be made of. A refusal is held back for a moment, since the audit
 * log tells of it later than the call ends; checks are not.
 */
#ifndef LC_CORE_TIMELINE_H
#define LC_CORE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"
#include "core/change.h"
#include "core/layer.h"

enum event_type { EVENT_CHECK, EVENT_REFUSAL, EVENT_PRIVILEGE, EVENT_MOVE, EVENT_TYPES };

#define TIMELINE_WAIT_NS 60000000ull /* as long a refusal is held back */
#define TIMELINE_HELD 4096	     /* as many are; then the oldest is told at once */

/* Whose a program is (core/owner.h). Texts are escaped; NULL: not known, or none. */
struct event_owner {
	const char *container, *container_id; /* its name, or the first digits of its id; all of it */
	const char *image;
	const char *pod, *pod_namespace; /* name, else uid */
	const char *unit;
	const char *cgroup;
	const struct owner *facts; /* all that is known of it */
	uint32_t version; /* of what is said here: another number when something else is */
};

/* One event. Points into the timeline: good until the sink returns. Texts are escaped. */
struct event {
	enum event_type type;
	uint64_t realtime_ns;	/* CLOCK_REALTIME */
	uint32_t pid, tid, uid; /* pids as the loader's pid namespace counts */
	const char *comm, *exe; /* exe "" if not known */
	const struct event_owner *owner; /* NULL: not known */
	uint32_t nr, abi;	/* nr LC_NO_SYSCALL: in none */
	/* EVENT_CHECK */
	uint32_t check, cap, flags; /* lc_check.id, LC_CHECK_* */
	const char *site;	/* "" if not known; as .exe the same pointer while it says the same */
	bool first;		/* the first of its fact */
	const char *const *frames; /* kernel stack of the fact, innermost first, without the tracing machinery */
	size_t nframes;
	const struct lc_stack *user_stack; /* NULL: none */
	/* EVENT_REFUSAL; .site, .first, .frames and .user_stack of the check that speaks for it, if there was one */
	const struct lc_denial *denial;
	const struct layer_verdict *verdict;
	/* EVENT_PRIVILEGE */
	const struct lc_stance *stance;
	const struct change *change; /* the same, with what the executed file had to give */
	/* EVENT_MOVE; .owner is whose it is now, which may be told later than that it is */
	const struct lc_move *move;
	const struct event_owner *from; /* NULL: not known */
};

typedef int (*event_sink)(void *ctx, const struct event *event); /* 0, or -errno to stop */

/* Which events are told. Of checks the kernel side has told no others in the first place. */
struct timeline_filter {
	uint64_t caps;	  /* bit N: capability N; 0: all, and what is of none */
	const char *comm; /* of the thread, as it is; NULL: any */
	bool by_uid;
	uint32_t uid;	  /* real uid; if by_uid */
	bool denied;	  /* checks that were denied, calls that were refused, privileges that were not given */
	bool results;	  /* the calls' results are followed: without a hook for them something is missing */
};

struct timeline;

/* ahead_ns: what CLOCK_REALTIME is ahead of CLOCK_BOOTTIME. 0 or -ENOMEM. */
int timeline_new(const struct timeline_filter *filter, uint64_t ahead_ns, event_sink sink, void *ctx,
		 struct timeline **out);

/* Takes one record; -EBADMSG for a bad one, which is counted; -ENOMEM; the sink's -errno. */
int timeline_feed(struct timeline *t, const void *bytes, size_t n);

/* Tells what was held back until now (CLOCK_BOOTTIME, ns); UINT64_MAX: everything. 0 or the sink's -errno. */
int timeline_tick(struct timeline *t, uint64_t now_ns);

/* When the next one is due; UINT64_MAX: nothing is held back. */
uint64_t timeline_due(const struct timeline *t);

/* For the line at the end; what the sweep tells is in it. */
struct timeline_sum {
	uint64_t events[EVENT_TYPES]; /* told */
	uint64_t lost[LC_CAUSES];     /* LC_LOST_BAD: with the records that could not be understood here */
	uint64_t produced, delivered; /* records of the ring */
	bool no_checks, no_results, no_processes; /* no hook serves the role "capability", "result", "process" */
};
void timeline_sum(const struct timeline *t, struct timeline_sum *sum);

void timeline_free(struct timeline **t);
#define _timeline_ _cleanup_(timeline_free)

#endif
