/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Knows the paths again by which the kernel came to a probe, mostly without
 * their stack, which costs 31 empty programs.
 *
 * A function keeps the address that it returns to at a fixed place of its
 * frame. So once a path was unwound, it is known again by the words of the
 * kernel stack where its return addresses lay: where all of them are the same,
 * the path is. A stale copy of one between the frames is asked for as well, so
 * that the true one always is among the words; where it has gone, the path is
 * unwound again.
 */
#ifndef LC_PATH_BPF_H
#define LC_PATH_BPF_H

#include "bpf/seen.bpf.h"

/*
 * Frames of an unwound stack that are not the kernel's path: the subprogram
 * that unwinds, the program and, for fexit, the trampoline, whose address no
 * table may name. What stays before the path is bpf_trace_runN for a
 * tracepoint, and the place to return to for a kretprobe.
 */
#define SKIP_TP 2
#define SKIP_FEXIT 3
#define SKIP_KRETPROBE 0
#define SKIP_KPROBE 1 /* the function itself */

#define TRAILS_TRIED 4 /* of one bucket, by the fast way */

static __always_inline __u32 trail_bucket(__u64 who, __u64 what)
{
	__u64 sum = (who ^ (what >> 32) * 0x9e3779b97f4a7c15ull) * 0xff51afd7ed558ccdull;

	return sum >> 48;
}

/* Where the words are that a trail is looked for in; what of it is used is up to the test. */
struct path_words {
	__u64 base;	   /* the address of the first */
	const void *stack; /* the same as the hook has it */
	struct scratch *copy; /* room for a copy of them */
};

typedef bool (*trail_test)(const struct lc_trail *trail, const struct path_words *words);

/* The trail that a check is on; NULL: none that is known. is_on: whether its marks are among the words. */
static __always_inline struct lc_trail *find_trail(const struct check_key *key, __u64 where,
						   const struct path_words *words, trail_test is_on)
{
	__u64 who = key_who(key), what = key_what(key);
	__u32 bucket = trail_bucket(who, what), *head = bpf_map_lookup_elem(&trail_heads, &bucket), at;

	if (!head)
		return NULL;
	at = *head;
	for (int i = 0; i < TRAILS_TRIED; i++) {
		__u32 index = at - 1;
		struct lc_trail *trail = bpf_map_lookup_elem(&trails, &index);

		if (!trail)
			return NULL;
		if (trail->who == who && trail->what == what && trail->where == where && is_on(trail, words))
			return trail;
		at = trail->next;
	}
	return NULL;
}

#endif
