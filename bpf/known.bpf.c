// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Fills and empties the entries. Who sets bits looks at the word and the chapter
 * again afterwards; who changes one of them empties the entry afterwards; between
 * the two steps of each lies an instruction that locks. So whichever comes first, a
 * bit that belongs to what was does not stay.
 */
#include "bpf/known.bpf.h"

__u64 known[KNOWN_ENTRIES * LC_KNOWN_WORDS] __attribute__((aligned(64))) = {};

#ifndef LC_OLD

static __always_inline void empty(__u64 *entry)
{
	for (int i = LC_KNOWN_BITS; i < LC_KNOWN_WORDS; i++)
		entry[i] = 0;
}

/* The entry, if it is the process's or nobody's; that has no bits. */
static __always_inline __u64 *own_entry(__u32 tgid)
{
	__u64 *entry = known_entry(tgid), whose = entry[LC_KNOWN_WHOSE];

	return whose == tgid || (!whose && !replace_word(&entry[LC_KNOWN_WHOSE], 0, tgid)) ? entry : NULL;
}

__hidden __noinline int learn_known(__u32 tgid, __u32 word, __u32 nr, __u32 in_chapter)
{
	__u64 *entry = own_entry(tgid);
	__u32 *now = slot_word(tgid);

	if (!entry || !now || nr >= KNOWN_CALLS)
		return 0;
	if (word)
		set_bits(&entry[LC_KNOWN_BITS + nr / 64], 1ull << (nr % 64));
	for (int i = LC_KNOWN_BITS; !word && i < LC_KNOWN_WORDS; i++)
		set_bits(&entry[i], ~0ull);
	if ((*(volatile __u32 *)now ^ word) & (SLOT_MASK | SLOT_ARMED) || *(volatile __u32 *)&chapter != in_chapter)
		empty(entry);
	return 0;
}

__hidden __noinline int forget_known(__u32 tgid)
{
	__u64 *entry = known_entry(tgid);

	/* Locks, and says whose it is. */
	if (__sync_fetch_and_or(&entry[LC_KNOWN_WHOSE], 0) == tgid)
		empty(entry);
	return 0;
}

__hidden __noinline int leave_known(__u32 tgid)
{
	__u64 *entry = known_entry(tgid);

	if (entry[LC_KNOWN_WHOSE] != tgid)
		return 0;
	empty(entry);
	swap_word(&entry[LC_KNOWN_WHOSE], 0);
	return 0;
}

#define AT_ONCE 16

/* Global, so that the verifier looks at it once, and not at each of the blocks. */
__noinline int empty_block(__u32 block)
{
	if (block >= KNOWN_ENTRIES / AT_ONCE)
		return 0;
	for (__u32 i = 0; i < AT_ONCE; i++)
		empty(&known[(block * AT_ONCE + i) * LC_KNOWN_WORDS]);
	return 0;
}

__noinline int forget_all_known(void)
{
	__sync_fetch_and_or(&known[LC_KNOWN_WHOSE], 0); /* locks */
	for (__u32 block = 0; block < KNOWN_ENTRIES / AT_ONCE; block++)
		empty_block(block);
	return 0;
}

#endif
