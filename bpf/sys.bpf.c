// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Syscalls used: a bit per program, ABI and number. In the steady state the
 * program looks up the process, tests the bit and returns; it writes nothing.
 */
#include "bpf/scope.bpf.h"

/* arch/x86/entry/syscalls/: execve and execveat in the three tables. */
static __always_inline bool is_exec(enum lc_abi abi, __u32 nr)
{
	if (abi == LC_ABI_I386)
		return nr == 11 || nr == 358;
	if (abi == LC_ABI_X32)
		return nr == 520 || nr == 545;
	return nr == 59 || nr == 322;
}

static __noinline int first_call(__u32 slot, __u32 abi, __u32 nr)
{
	struct lc_syscall record = {
		.h = { .kind = LC_SYSCALL, .len = sizeof(record), .slot = slot, .ns = bpf_ktime_get_boot_ns() },
		.nr = nr,
		.abi = abi,
	};

	tell(&record, sizeof(record));
	return 0;
}

#define PR_SET_SYSCALL_USER_DISPATCH 59

/*
 * prctl(2): its bit is never set, so that each call comes here and not only
 * the first. User dispatch hides calls from us from now on.
 */
static __noinline int watch_prctl(struct task_struct *task, struct used *used_by, __u32 slot, __u32 abi)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	struct lc_program *program;
	int option, on;

	option = abi == LC_ABI_I386 ? regs->bx : regs->di;
	on = abi == LC_ABI_I386 ? regs->cx : regs->si;
	if (option == PR_SET_SYSCALL_USER_DISPATCH && on) {
		program = bpf_map_lookup_elem(&programs, &slot);
		if (program)
			__sync_fetch_and_or(&program->flags, LC_PROGRAM_DISPATCH);
	}
	if (!used_by || abi >= LC_ABIS || used_by->prctl[abi])
		return 0;
	used_by->prctl[abi] = 1;
	return first_call(slot, abi, abi == LC_ABI_I386 ? 172 : 157);
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
	struct odd_key key = { .slot = slot, .abi = abi, .nr = nr };
	int added = add_call(&odd_calls, &key);

	if (added < 0)
		lose(LC_LOST_ODD);
	else if (added)
		first_call(slot, abi, nr);
	return 0;
}

static __noinline int count_call(__u32 slot, __u32 abi, __u32 nr)
{
	struct odd_key key = { .slot = slot, .abi = abi, .nr = nr };

	return add_call(&call_counts, &key);
}

static __always_inline int record_call(struct task_struct *task, __u64 id)
{
	__u32 word = word_of(task), slot = word & SLOT_MASK, nr = id, abi;
	struct used *bits;
	__u64 *at, bit;

	if (!word)
		return 0;
	abi = call_abi(task, id);
	if (abi != LC_ABI_I386 && (int)nr != -1)
		nr &= ~0x40000000u;
	if (word & SLOT_ARMED) {
		__u32 *armed = slot_word(task->tgid);

		if (!armed || !is_exec(abi, nr))
			return 0;
		*armed = slot;
	}
	if (count_calls)
		count_call(slot, abi, nr);
	if (nr >= LC_SYSCALL_BITS)
		return odd_call(slot, abi, nr);
	bits = bpf_map_lookup_elem(&used, &slot);
	if (!bits)
		return 0;
	at = &bits->bits[abi][nr / 64];
	bit = 1ull << (nr % 64);
	if (*at & bit)
		return 0;
	if (nr == (abi == LC_ABI_I386 ? 172 : 157))
		return watch_prctl(task, bits, slot, abi);
	__sync_fetch_and_or(at, bit);
	return first_call(slot, abi, nr);
}

SEC("?tp_btf/sys_enter")
int BPF_PROG(call_btf, struct pt_regs *regs, long id)
{
	return record_call(bpf_get_current_task_btf(), id);
}

SEC("?raw_tp/sys_enter")
int call_raw(struct bpf_raw_tracepoint_args *ctx)
{
	return record_call(bpf_get_current_task_btf(), ctx->args[1]);
}
