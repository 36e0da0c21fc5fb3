// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Syscalls used: a bit per program, ABI and number. In the steady state the
 * program looks up the process, tests the bit and returns; it writes nothing.
 */
#include "bpf/missed.bpf.h"
#include "bpf/result.bpf.h"
#include "bpf/scope.bpf.h"
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

	if (bits && nr < LC_SYSCALL_BITS && abi < LC_ABIS)
		set_bits(&bits->bits[abi][nr / 64], 1ull << (nr % 64));
}

/* A number whose bit is not set. Whether the call loads a seccomp filter. */
static __noinline int new_call(struct task_struct *task, __u32 slot, __u32 abi, __u32 nr)
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
	return watched & WATCHED_FILTER;
}

static __always_inline int record_call(struct task_struct *task, __u64 id)
{
	__u32 word = word_of(task), slot = word & SLOT_MASK, at, nr = id, abi;
	struct used *bits;

	if (!word)
		return 0;
	abi = call_abi(task, id);
	if (abi != LC_ABI_I386 && (int)nr != -1)
		nr &= ~0x40000000u;
	if (word & SLOT_ARMED) {
		__u32 *armed = slot_word(see(task, tgid));

		if (!armed || !is_exec(abi, nr))
			return 0;
		*armed = slot;
	}
	if (follow_results && see(task, seccomp.mode) == SECCOMP_MODE_FILTER)
		enter_filtered(task, nr);
	if (count_calls)
		count_call(slot, abi, nr);
	if (nr >= LC_SYSCALL_BITS)
		return odd_call(slot, abi, nr);
	at = chapter * (LC_MAX_PROGRAMS + 1) + slot;
	bits = bpf_map_lookup_elem(&used, &at);
	if (!bits || (bits->bits[abi][nr / 64] & 1ull << (nr % 64)))
		return 0;
	if (new_call(task, slot, abi, nr))
		program_change(address_of(task), 0, LC_PROGRAM_FILTERING);
	return 0;
}

SEC("?tp_btf/sys_enter")
int BPF_PROG(call_btf, struct pt_regs *regs, long id)
{
	return record_call(current_task(), id);
}

SEC("?raw_tp/sys_enter")
int call_raw(struct bpf_raw_tracepoint_args *ctx)
{
	return record_call(current_task(), ctx->args[1]);
}
