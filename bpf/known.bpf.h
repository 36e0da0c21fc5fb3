/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is known of a process, in one line of memory, so that its next call finds
 * in it that nothing is to be done: the calls it has made since it was last
 * looked at anew, and whether a thread of its is in a call whose end is waited
 * for. Never the truth: an entry that is emptied costs the next calls the long
 * way.
 *
 * Entries are direct-mapped. Who has one keeps it until its process exits, so
 * nobody sets a bit in an entry that became another's meanwhile; the process that
 * comes later to a taken one goes the long way. A bystander's has all bits.
 * The loader, too, may empty entries, and count one pending in each.
 */
#ifndef LC_KNOWN_BPF_H
#define LC_KNOWN_BPF_H

#include "bpf/scope.bpf.h"

#define KNOWN_ENTRIES 16384 /* 1 MiB */
#define KNOWN_CALLS 384 /* numbers below: all of x86-64 but those of x32 */

_Static_assert(LC_KNOWN_BITS + KNOWN_CALLS / 64 == LC_KNOWN_WORDS, "a bit for each call");

extern __u64 known[KNOWN_ENTRIES * LC_KNOWN_WORDS];

static __always_inline __u64 *known_entry(__u32 tgid)
{
	return &known[tgid % KNOWN_ENTRIES * LC_KNOWN_WORDS];
}

/* Whether nothing is to be done about this call, in the 64-bit table. */
static __always_inline bool is_known(__u32 tgid, __u64 nr)
{
	const __u64 *entry = known_entry(tgid);
	__u32 n = nr;

	return nr < KNOWN_CALLS && entry[LC_KNOWN_WHOSE] == tgid && (entry[LC_KNOWN_BITS + n / 64] >> (n % 64) & 1);
}

/* Whether a thread is in a call whose end is waited for: of this process, or of one that shares the entry. */
static __always_inline bool may_be_pending(__u32 tgid)
{
	return known_entry(tgid)[LC_KNOWN_PENDING];
}

static __always_inline void count_pending(__u32 tgid, __s64 n)
{
	__sync_fetch_and_add(&known_entry(tgid)[LC_KNOWN_PENDING], n);
}

#ifndef LC_OLD

/* Nothing is to be done about the next calls of this number by the process, as long as its word and the chapter are. */
extern __hidden int learn_known(__u32 tgid, __u32 word, __u32 nr, __u32 in_chapter);

/* After its word has changed: all is to be looked at anew. */
extern __hidden int forget_known(__u32 tgid);

/* It has exited. */
extern __hidden int leave_known(__u32 tgid);

/* After the chapter has changed, in which all facts are new. Global: the verifier looks at it once. */
extern int forget_all_known(void);

#else

#define learn_known(tgid, word, nr, in_chapter) ((void)0)
#define forget_known(tgid) ((void)0)
#define leave_known(tgid) ((void)0)
#define forget_all_known() ((void)0)

#endif
#endif
