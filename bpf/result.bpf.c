// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Results: how the calls ended in which capability checks were made, and
 * the calls that a seccomp filter turned away.
 *
 * A call without checks costs the test of a few bits at its end: the word of
 * its process counts the threads that are in a call with some.
 */
#include "bpf/result.bpf.h"

#define PENDING_CHECKS 30 /* distinct facts of one call */

struct pending {
	__u32 nr, n;
	__u32 check[PENDING_CHECKS];
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct pending);
} pendings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct odd_key); /* .reserved: the error */
	__type(value, __u64);
} refusals SEC(".maps");

static __always_inline bool is_pending(const struct pending *p, __u32 id)
{
	for (__u32 i = 0; i < PENDING_CHECKS && i < p->n; i++)
		if (p->check[i] == id)
			return true;
	return false;
}

__noinline int follow_check(__u32 id, __u32 nr)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct pending *p = bpf_task_storage_get(&pendings, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	__u32 *word;

	if (!p) {
		lose(LC_LOST_RESULTS);
		return 0;
	}
	if (!p->n) {
		word = slot_word(task->tgid);
		if (word)
			__sync_fetch_and_add(word, SLOT_PENDING);
	} else if (p->nr != nr) {
		p->n = 0; /* its end was missed */
	}
	p->nr = nr;
	if (is_pending(p, id))
		return 0;
	if (p->n >= PENDING_CHECKS) {
		lose(LC_LOST_RESULTS);
		return 0;
	}
	p->check[p->n] = id;
	p->n++;
	return 0;
}

__hidden __noinline __u32 followed(struct task_struct *task)
{
	struct pending *p = bpf_task_storage_get(&pendings, task, NULL, 0);

	return p && p->n ? SLOT_PENDING : 0;
}

__hidden __noinline int unfollow(struct task_struct *task)
{
	struct pending *p = bpf_task_storage_get(&pendings, task, NULL, 0);
	__u32 *word = slot_word(task->tgid);

	if (!p || !p->n || !word)
		return 0;
	p->n = 0;
	__sync_fetch_and_sub(word, SLOT_PENDING);
	return 0;
}

/* Adds one to a counter of a table. */
static __always_inline void count_in(void *table, const void *key)
{
	__u64 one = 1, *count = bpf_map_lookup_elem(table, key);

	if (!count) {
		if (!bpf_map_update_elem(table, key, &one, BPF_NOEXIST))
			return;
		count = bpf_map_lookup_elem(table, key); /* another CPU was first */
	}
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		lose(LC_LOST_RESULTS);
}

/* include/linux/errno.h: ERESTARTSYS .. ERESTART_RESTARTBLOCK. The call begins anew and asks again. */
static __always_inline bool is_restart(long ret)
{
	return ret <= -512 && ret >= -516;
}

static __always_inline __u32 error_of(long ret)
{
	return ret < 0 && ret >= -4095 ? -ret : 0;
}

static __noinline int end_call(struct task_struct *task, __u32 nr, long ret)
{
	struct pending *p = bpf_task_storage_get(&pendings, task, NULL, 0);
	struct result_key key = { .error = error_of(ret) };
	__u32 *word = slot_word(task->tgid), n;

	if (!p || !p->n || !word)
		return 0;
	__sync_fetch_and_sub(word, SLOT_PENDING);
	n = ((p->nr ^ nr) & ~0x40000000u) || is_restart(ret) ? 0 : p->n; /* the bit of x32 */
	p->n = 0;
	for (__u32 i = 0; i < PENDING_CHECKS && i < n; i++) {
		key.check = p->check[i];
		count_in(&results, &key);
	}
	return 0;
}

static __always_inline bool was_entered(__u32 slot, __u32 abi, __u32 nr)
{
	struct odd_key key = { .abi = abi, .nr = nr };

	for (__u32 past = 0; past < LC_CHAPTERS; past++) {
		__u32 at = past * (LC_MAX_PROGRAMS + 1) + slot;
		struct used *bits = bpf_map_lookup_elem(&used, &at);

		if (bits && bits->bits[abi][nr / 64] >> (nr % 64) & 1)
			return true;
		key.slot = slot | past << LC_CHAPTER_SHIFT;
		if (bpf_map_lookup_elem(&watched_calls, &key))
			return true;
	}
	return false;
}

#define EPERM 1
#define EACCES 13
#define ENOSYS 38

/*
 * A call that ends without having begun, under a filter: the filter turned it away. It has begun if any process of
 * the program ever entered it, so one that is refused only for its arguments is not seen. execve ends in another
 * program than it begins in. What was under way when the recording began has not begun for us either.
 */
static __noinline int see_refusal(struct task_struct *task, __u32 slot, __u32 nr, long ret)
{
	struct lc_program *program = bpf_map_lookup_elem(&programs, &slot);
	enum lc_abi abi = call_abi(task, nr);
	__u32 error = error_of(ret);
	struct odd_key key = { .slot = slot_now(slot), .abi = abi, .reserved = error };

	if (abi == LC_ABI_X32)
		nr &= ~0x40000000u;
	if (!program || !error || is_restart(ret) || nr >= LC_SYSCALL_BITS || task->ptrace)
		return 0;
	if ((program->flags & LC_PROGRAM_ADOPTED) && error != EPERM && error != EACCES && error != ENOSYS)
		return 0;
	key.nr = nr;
	if (!was_entered(slot, abi, nr))
		count_in(&refusals, &key);
	return 0;
}

static __always_inline int record_end(struct task_struct *task, __u32 nr, long ret)
{
	__u32 *at = slot_word(task->tgid), word;

	if (!at)
		return 0;
	word = *at;
	if (word & PENDING_MASK)
		end_call(task, nr, ret);
	if (word && !(word & SLOT_ARMED) && task->seccomp.mode == SECCOMP_MODE_FILTER && ret < 0)
		see_refusal(task, word & SLOT_MASK, nr, ret);
	return 0;
}

SEC("?tp_btf/sys_exit")
int BPF_PROG(result_btf, struct pt_regs *regs, long ret)
{
	return record_end(bpf_get_current_task_btf(), regs->orig_ax, ret);
}

SEC("?raw_tp/sys_exit")
int result_raw(struct bpf_raw_tracepoint_args *ctx)
{
	const struct pt_regs *regs = (const void *)ctx->args[0];

	return record_end(bpf_get_current_task_btf(), BPF_CORE_READ(regs, orig_ax), ctx->args[1]);
}
