/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A check that a hook sees: what it is, in which call it is made, and how it is counted. */
#ifndef LC_SEEN_BPF_H
#define LC_SEEN_BPF_H

#include "bpf/live.bpf.h"
#include "bpf/moot.bpf.h"
#include "bpf/result.bpf.h"
#include "bpf/scope.bpf.h"

/* What a check is besides its path. */
struct check_key {
	__u32 slot;
	__u16 cap, flags;
	__u32 nr, abi;
	__u64 stack; /* hash of its frames; 0: not unwound */
};

/* The key but for its stack, as two words. */
static __always_inline __u64 key_who(const struct check_key *key)
{
	return (__u64)key->slot << 32 | (__u32)key->flags << 16 | key->cap;
}

static __always_inline __u64 key_what(const struct check_key *key)
{
	return (__u64)key->nr << 32 | key->abi;
}

/*
 * A path that is not known again: unwinds, finds or stores the fact. who, what: its key; stack: where its return
 * addresses begin; skip: frames that are not the kernel's path (path.bpf.h).
 */
extern __hidden int new_path(void *ctx, __u64 who, __u64 what, const void *stack, __u32 skip);

/* Nothing comes between on a CPU, neither a task nor this program again, before it has ended. Set by the loader. */
extern const volatile __u32 checks_are_alone;

/* One more time. *last: when it was; written only when the clock has ticked since. */
static __always_inline void count_again(__u32 index, __u64 *last, __u32 nr, __u32 flags)
{
	__u32 at = bpf_get_smp_processor_id() * LC_MAX_CHECKS + index;
	__u64 now = bpf_jiffies64(), *count = bpf_map_lookup_elem(&tallies, &at);
	struct lc_stored *stored;

	if (!count)
		lose(LC_LOST_CHECKS);
	else if (checks_are_alone)
		*count += 1;
	else
		__sync_fetch_and_add(count, 1);
	if (*last != now)
		*last = now;
	if (follow_results && nr != LC_NO_SYSCALL)
		follow_check(index + 1, nr, flags & LC_CHECK_DENIED);
	stored = tell_checks ? bpf_map_lookup_elem(&checks, &index) : NULL;
	if (stored)
		live_check(&stored->check, 0);
}

/* Workers of io_uring are in no call, nor is the kernel: their registers mean nothing. */
static __always_inline bool is_in_call(const struct task_struct *task, struct check_key *key)
{
	key->nr = LC_NO_SYSCALL;
	key->abi = LC_ABI_X86_64;
	return !(see(task, flags) & (PF_KTHREAD | WORKER_FLAGS));
}

/* Which call the check is made in. */
static __always_inline void read_call(struct check_key *key, const struct task_struct *task, const struct pt_regs *regs)
{
	if (!regs)
		return;
	key->nr = regs->orig_ax;
	if (key->nr == LC_NO_SYSCALL)
		return; /* a fault or an interrupt */
	key->abi = call_abi(task, key->nr);
	if (key->abi == LC_ABI_X32)
		key->nr &= ~0x40000000u;
	if (key->cap == CAP_FSETID || (key->cap >= CAP_SETGID && key->cap <= CAP_SETPCAP) || key->cap == CAP_NET_ADMIN)
		key->flags |= moot_flags(task, regs, key->cap, key->nr, key->abi == LC_ABI_I386);
}

#endif
