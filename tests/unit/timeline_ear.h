/* SPDX-License-Identifier: BSD-2-Clause */
/* Records for a timeline, and an ear that keeps what it told. */
#ifndef LC_TESTS_UNIT_TIMELINE_EAR_H
#define LC_TESTS_UNIT_TIMELINE_EAR_H

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

#include "core/decode.h"
#include "core/timeline.h"

#define MS 1000000ull
#define START (1000 * MS)
#define AHEAD 1790000000000000000ull
#define NR_CHOWN 92
#define NR_OPENAT 257

/* --- what was told ------------------------------------------------------------------ */

#define TOLD_MAX 8192

struct told {
	enum event_type type;
	uint64_t ms; /* since START */
	uint32_t pid, tid, uid, cap, flags, id;
	bool first;
	char comm[80], exe[64], site[32], frames[128];
	const struct lc_stack *user_stack;
};

struct ear {
	struct told told[TOLD_MAX];
	size_t n;
	int answer; /* what the sink returns */
};

static inline int listen(void *ctx, const struct event *e)
{
	struct ear *ear = ctx;
	struct told *t = &ear->told[ear->n++];

	assert_true(ear->n <= TOLD_MAX);
	*t = (struct told){ .type = e->type, .pid = e->pid, .tid = e->tid, .uid = e->uid, .cap = e->cap,
			    .flags = e->flags, .first = e->first, .user_stack = e->user_stack };
	t->ms = (e->realtime_ns - AHEAD - START) / MS;
	t->id = e->type == EVENT_REFUSAL ? e->denial->id : e->check;
	snprintf(t->comm, sizeof(t->comm), "%s", e->comm);
	snprintf(t->exe, sizeof(t->exe), "%s", e->exe);
	snprintf(t->site, sizeof(t->site), "%s", e->site ? e->site : "");
	for (size_t i = 0; i < e->nframes; i++) {
		strcat(t->frames, i ? " " : "");
		strcat(t->frames, e->frames[i]);
	}
	return ear->answer;
}

static struct ear *ear; /* of the test that runs */

static inline int new_ear(void **state)
{
	(void)state;
	ear = calloc(1, sizeof(*ear));
	return ear ? 0 : -1;
}

static inline int free_ear(void **state)
{
	(void)state;
	free(ear);
	return 0;
}

static inline struct timeline *timeline(const struct timeline_filter *filter)
{
	const struct timeline_filter none = { 0 };
	struct timeline *t = NULL;

	assert_int_equal(timeline_new(filter ? filter : &none, AHEAD, listen, ear, &t), 0);
	return t;
}

/* --- records --------------------------------------------------------------------------- */

#define HEAD(type, of, slot_, ms) \
	.h = { .kind = (of), .len = sizeof(struct type), .slot = (slot_), .ns = START + (ms) * MS }

#define FEED(t, record) assert_int_equal(timeline_feed(t, &(record), sizeof(record)), 0)

static inline void feed_check(struct timeline *t, uint32_t id, uint32_t cap, uint32_t flags)
{
	struct lc_check c = { HEAD(lc_check, LC_CHECK, 2, 1), .id = id, .cap = cap, .flags = flags,
			      .nr = NR_CHOWN, .nframes = 4, .ip = { 1, 2, 3, 4 } };

	FEED(t, c);
}

static inline void feed_symbol(struct timeline *t, uint64_t ip, const char *name)
{
	struct lc_symbol s = { HEAD(lc_symbol, LC_SYMBOL, 0, 0), .ip = ip };

	snprintf(s.name, sizeof(s.name), "%s", name);
	FEED(t, s);
}

/* bpf_prog_x <- cap_capable <- ns_capable <- chown_common */
static inline void feed_symbols(struct timeline *t)
{
	feed_symbol(t, 1, "bpf_prog_x");
	feed_symbol(t, 2, "cap_capable");
	feed_symbol(t, 3, "ns_capable");
	feed_symbol(t, 4, "chown_common.isra.0");
}

static inline struct lc_seen seen_at(uint32_t id, uint64_t ms, const char *comm)
{
	struct lc_seen s = { HEAD(lc_seen, LC_SEEN, 2, ms), .check = id, .pid = 10, .tid = 11, .uid = 33 };

	snprintf(s.comm, sizeof(s.comm), "%s", comm);
	return s;
}

static inline void see(struct timeline *t, uint32_t id, uint64_t ms)
{
	struct lc_seen s = seen_at(id, ms, "nginx");

	FEED(t, s);
}

static inline void feed_program(struct timeline *t, uint32_t slot, const char *path, size_t n)
{
	struct lc_program p = { HEAD(lc_program, LC_PROGRAM, slot, 0), .path_len = n };

	memcpy(p.path, path, n);
	FEED(t, p);
}

/* Refused by nothing that was seen: the audit log may say more. */
static inline struct lc_denial denial_at(uint32_t id, uint64_t ms)
{
	return (struct lc_denial){ HEAD(lc_denial, LC_DENIAL, 2, ms), .id = id, .nr = NR_OPENAT, .error = EACCES,
				   .by = LC_REFUSER_OTHER, .pid = 10, .tid = 11, .comm = "nginx",
				   .creds = { .uid = 33 } };
}

static inline void refuse(struct timeline *t, uint32_t id, uint64_t ms)
{
	struct lc_denial d = denial_at(id, ms);

	FEED(t, d);
}

#define test(f) cmocka_unit_test_setup_teardown(f, new_ear, free_ear)

#endif
