// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Syscalls used: a bit per program, ABI and number. What is done with a call whose bit hot.bpf.c does not find. */
#include "bpf/known.bpf.h"
#include "bpf/missed.bpf.h"
#include "bpf/result.bpf.h"
#include "bpf/sys.bpf.h"
#include "bpf/tried.bpf.h"
#include "bpf/values.bpf.h"
#include "bpf/watch.bpf.h"

static __noinline int first_call(__u32 slot, __u32 abi, __u32 nr)
{
	struct lc_syscall record = {
		.h = { .kind = LC_SYSCALL, .len = sizeof(record), .slot = slot_now(slot),
		       .ns = bpf_ktime_get_boot_ns() },
		.nr = nr,
		.abi = abi,
	};

	tell(&record, sizeof(record));
	return 0;
}

/* Adds one call to a table. 1: it was the first of its key, 0: it was not, negative: the table is full. */
static __always_inline int add_call(void *table, const struct odd_key *key)
{
	__u64 one = 1, *count = bpf_map_lookup_elem(table, key);

	if (!count) {
		if (!bpf_map_update_elem(table, key, &one, BPF_NOEXIST))
			return 1;
		count = bpf_map_lookup_elem(table, key); /* another CPU was first */
		if (!count)
			return -1;
	}
	__sync_fetch_and_add(count, 1);
	return 0;
}

/* Numbers that no bitmap holds: no table knows them, yet they were called. */
static __noinline int odd_call(__u32 slot, __u32 abi, __u32 nr)
{
	struct odd_key key = { .slot = slot_now(slot), .abi = abi, .nr = nr };
	int added = add_call(&odd_calls, &key);

	if (added < 0)
		lose(LC_LOST_ODD);
	else if (added)
		first_call(slot, abi, nr);
	return 0;
}

static __noinline int count_call(__u32 slot, __u32 abi, __u32 nr)
{
	struct odd_key key = { .slot = slot_now(slot), .abi = abi, .nr = nr };

	return add_call(&call_counts, &key);
}

static __always_inline void mark_used(__u32 slot, __u32 abi, __u32 nr)
{
	__u32 at = chapter * (LC_MAX_PROGRAMS + 1) + slot;
	struct used *bits = bpf_map_lookup_elem(&used, &at);

	asm volatile("" : "+r"(nr)); /* as below */
	if (bits && nr < LC_SYSCALL_BITS && abi < LC_ABIS)
		set_bits(&bits->bits[abi][nr / 64 % LC_SYSCALL_WORDS], 1ull << (nr % 64));
}

/* A number whose bit is not set. */
static __always_inline int new_call(struct task_struct *task, __u32 slot, __u32 abi, __u32 nr)
{
	enum watch what = abi == LC_ABI_I386 ? watch_32(nr) : watch_64(nr);
	int watched = what ? watch_call(task, slot_word(see(task, tgid)), nr, abi, what) : 0;
	int tried = TRIED_FIRST | TRIED_WORKED;

	if (learn_values && learn_call(task, slot, abi, nr) && !watched)
		watched = count_watched(slot, abi, nr);
	if (watched)
		tried = watched & WATCHED_FIRST ? TRIED_FIRST : 0;
	else if (follow_refusals)
		tried = try_call(slot, abi, nr);
	if (tried & TRIED_WORKED)
		mark_used(slot, abi, nr);
	if (tried & TRIED_FIRST)
		first_call(slot, abi, nr);
	if (watched & WATCHED_FILTER)
		program_change(address_of(task), 0, LC_PROGRAM_FILTERING);
	return 0;
}

static __always_inline bool is_known_call(__u32 in_chapter, __u32 slot, __u32 abi, __u32 nr)
{
	__u32 at = in_chapter * (LC_MAX_PROGRAMS + 1) + slot;
	struct used *bits = bpf_map_lookup_elem(&used, &at);

	asm volatile("" : "+r"(nr)); /* 6.1 has forgotten its limit, and the compiler has not */
	return !bits || (bits->bits[abi][nr / 64 % LC_SYSCALL_WORDS] & 1ull << (nr % 64));
}

/* What is not recorded before its next execve makes this call: whether it is one. */
static __always_inline bool begins(const struct task_struct *task, __u32 slot, __u32 abi, __u32 nr)
{
	__u32 *armed = slot_word(see(task, tgid));

	if (!armed || !is_exec(abi, nr))
		return false;
	*armed = slot;
	forget_known(see(task, tgid));
	return true;
}

/* So that the next goes the short way, if the entry is not another's. */
static __always_inline int short_cut(__u32 tgid, __u32 word, __u32 nr, __u32 in_chapter)
{
	__u64 whose = known_entry(tgid)[LC_KNOWN_WHOSE];

	if (!whose || whose == tgid)
		learn_known(tgid, word, nr, in_chapter);
	return 0;
}

__hidden __noinline int look_at_call(__u64 id)
{
	struct task_struct *task = current_task();
	__u32 in_chapter = *(volatile __u32 *)&chapter, tgid = see(task, tgid);
	__u32 word = word_of(task), slot = word & SLOT_MASK, nr = id, abi;

	if (!word)
		return short_cut(tgid, 0, 0, in_chapter);
	abi = call_abi(task, id);
	if (abi != LC_ABI_I386 && (int)nr != -1)
		nr &= ~0x40000000u;
	if ((word & SLOT_ARMED) && !begins(task, slot, abi, nr))
		return 0;
	if (follow_results && see(task, seccomp.mode) == SECCOMP_MODE_FILTER)
		enter_filtered(task, nr);
	if (count_calls)
		count_call(slot, abi, nr);
	if (nr >= LC_SYSCALL_BITS)
		return odd_call(slot, abi, nr);
	if (!is_known_call(in_chapter, slot, abi, nr))
		return new_call(task, slot, abi, nr);
	return abi == LC_ABI_X86_64 && !count_calls ? short_cut(tgid, word, nr, in_chapter) : 0;
}
