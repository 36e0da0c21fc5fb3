// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Makes good at the end of a call what was missed at its beginning. */
#include "bpf/missed.bpf.h"
#include "bpf/tried.bpf.h"
#include "bpf/watch.bpf.h"

const volatile __u32 calls_are_missed = 0;
__u32 unjudged = 0;

static __always_inline bool is_used(__u32 slot, __u32 abi, __u32 nr)
{
	__u32 at = chapter * (LC_MAX_PROGRAMS + 1) + slot;
	struct used *bits = bpf_map_lookup_elem(&used, &at);

	return bits && nr < LC_SYSCALL_BITS && abi < LC_ABIS && bits->bits[abi][nr / 64] >> (nr % 64) & 1;
}

/* In any chapter: it may have begun in one and ended in the next. */
static __noinline bool was_used(__u32 slot, __u32 abi, __u32 nr)
{
	struct odd_key key = { .abi = abi, .nr = nr };

	for (__u32 past = 0; past < LC_CHAPTERS; past++) {
		__u32 at = past * (LC_MAX_PROGRAMS + 1) + slot;
		struct used *bits = bpf_map_lookup_elem(&used, &at);

		if (bits && nr < LC_SYSCALL_BITS && abi < LC_ABIS && bits->bits[abi][nr / 64] >> (nr % 64) & 1)
			return true;
		key.slot = slot | past << LC_CHAPTER_SHIFT;
		if (bpf_map_lookup_elem(&watched_calls, &key) || bpf_map_lookup_elem(&tried_calls, &key))
			return true;
	}
	return false;
}

/* A number each of whose calls is looked at gets no bit. */
static __noinline int make_used(__u32 slot, __u32 abi, __u32 nr)
{
	struct odd_key key = { .slot = slot_now(slot), .abi = abi, .nr = nr };
	__u32 at = chapter * (LC_MAX_PROGRAMS + 1) + slot;
	struct used *bits = bpf_map_lookup_elem(&used, &at);
	__u64 one = 1;

	if (abi == LC_ABI_I386 ? watch_32(nr) : watch_64(nr)) {
		if (bpf_map_update_elem(&watched_calls, &key, &one, BPF_ANY))
			lose(LC_LOST_ODD);
	} else if (bits && nr < LC_SYSCALL_BITS && abi < LC_ABIS) {
		set_bits(&bits->bits[abi][nr / 64], 1ull << (nr % 64));
	}
	return 0;
}

/*
 * Under a seccomp filter, or a tracer, it may have been turned away instead; and what was under way when a process was
 * taken in began before that.
 */
static __always_inline bool is_plain(struct task_struct *task, __u32 slot)
{
	struct lc_program *program = bpf_map_lookup_elem(&programs, &slot);

	return see(task, seccomp.mode) != SECCOMP_MODE_FILTER && !see(task, ptrace) && program &&
	       !(program->flags & LC_PROGRAM_ADOPTED);
}

__hidden __noinline int call_ends(struct task_struct *task, __u32 slot, __u64 id, long ret)
{
	enum lc_abi abi = call_abi(task, id);
	__u32 nr = id;

	if ((int)nr == -1) /* rt_sigreturn, which needs no proof */
		return 0;
	if (abi != LC_ABI_I386)
		nr &= ~0x40000000u;
	if (is_exec(abi, nr) && !ret)
		return 0;
	if (is_plain(task, slot) && nr < LC_SYSCALL_BITS) {
		if (!is_used(slot, abi, nr) && !was_used(slot, abi, nr))
			make_used(slot, abi, nr);
	} else {
		unjudged = 1;
	}
	return 0;
}
