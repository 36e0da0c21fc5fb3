// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counts who has not waited yet, and turns the page when nobody is left. */
#include "bpf/phase.bpf.h"
#include "bpf/check.bpf.h"
#include "bpf/known.bpf.h"

const volatile __u32 look_for_boundary = 0;

__u32 serving_from = 0;
__s32 starting = 0;
__u32 listens = 0;
__u32 restarted = 0;
__u32 boundary_slot = 0, drop_slot = 0;
__u64 boundary_ns = 0, drop_ns = 0;
__u32 boundary_sign = 0;
__u64 boundary_drop_ns = 0; /* the last drop before the boundary */
__u32 boundary_drop_slot = 0;

/* The last chapter is kept for recorder_serves(), the one before for the workload of a runtime that turned pages. */
static __always_inline __u32 last_chapter(void)
{
	return restarted ? LC_CHAPTERS - 2 : LC_CHAPTERS - 3;
}

static __always_inline void turn_page(__u32 slot)
{
	__u32 next = chapter + 1;

	if (starting || !listens || next > last_chapter() || replace_word(&serving_from, 0, next))
		return;
	boundary_slot = slot;
	boundary_ns = bpf_ktime_get_boot_ns();
	boundary_drop_ns = drop_ns;
	boundary_drop_slot = drop_slot;
	boundary_sign = LC_BOUNDARY_WAIT;
	chapter = next;
	forget_all_known();
}

/* Whoever clears the flag counts. */
static __always_inline bool settle(__u32 *word)
{
	if (!(clear_bits(word, SLOT_STARTING) & SLOT_STARTING))
		return false;
	__sync_fetch_and_add(&starting, -1);
	return true;
}

__hidden __noinline int phase_wait(__u32 *word)
{
	if (word && (*word & SLOT_STARTING) && settle(word))
		turn_page(*word & SLOT_MASK);
	return 0;
}

__hidden __noinline int phase_leave(__u32 word)
{
	if (!(word & SLOT_STARTING))
		return 0;
	__sync_fetch_and_add(&starting, -1);
	turn_page(word & SLOT_MASK);
	return 0;
}

__hidden __noinline int phase_listen(__u32 slot)
{
	listens = 1;
	turn_page(slot);
	return 0;
}

__hidden __noinline int phase_drop(__u32 *word)
{
	if (!look_for_boundary || !word || (*word & SLOT_LATE) || !permitted_of(current_task()))
		return 0;
	if (serving_from && chapter >= last_chapter())
		return 0; /* no page is left to turn: what comes counts as serving */
	drop_slot = *word & SLOT_MASK;
	drop_ns = bpf_ktime_get_boot_ns();
	serving_from = 0;
	if (!(set_bits(word, SLOT_STARTING) & SLOT_STARTING))
		__sync_fetch_and_add(&starting, 1);
	return 0;
}
