// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Owns what all hooks share: maps, settings, counters, and the programs by
 * which the loader names itself, the command it launches and the processes
 * it was asked to follow.
 */
#define LC_SCOPE_OWNER
#include "bpf/scope.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile __u32 scope_all = 0;
const volatile __u32 count_calls = 0;

__u64 lost[LC_CAUSES] = {};
__u64 produced = 0;
__u32 next_program = 1; /* slot 0 is the bystanders' */
__u32 next_check = 0;
__u32 self_tgid = 0;
__u64 regs_at = 0; /* from the bottom of a kernel stack to the registers of user space */
__u32 self_level = 0; /* of the loader's pid namespace: the one that reads the iterator */
/* Level of the user namespace the scope began in: a deeper one was made inside. */
__u32 base_level = 0xffffffff;
__u32 adopted = 0; /* processes that the last walk of `adopt` took in */

/* -p PID: the processes to follow, as the loader's pid namespace counts. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u32);
} wanted SEC(".maps");

/*
 * Makes a running process one of `slot`, in which it was counted. Only once:
 * two of its threads may both be here. Returns its word.
 */
static __noinline __u32 take_in(struct task_struct *task, __u32 *word, __u32 slot)
{
	if (!word)
		return 0;
	if (!__sync_val_compare_and_swap(word, 0, slot)) {
		/* It may have left since: then its exit saw no word to clear, and leaves it to us. */
		if (BPF_CORE_READ(task, signal, live.counter) || !__sync_lock_test_and_set(word, 0))
			return slot;
		program_leave(slot, 0);
		return 0;
	}
	program_leave(slot, 1);
	return *word;
}

__hidden __u32 scope_adopt(struct task_struct *task)
{
	__u32 tgid = task->tgid, slot;
	__u32 *word = slot_word(tgid);
	struct mm_struct *mm;

	if (!word || tgid == self_tgid || (task->flags & PF_KTHREAD))
		return 0;
	mm = task->mm;
	if (!mm)
		return 0;
	slot = program_enter(task, mm->exe_file, 0, LC_PROGRAM_ROOT | LC_PROGRAM_ADOPTED);
	return take_in(task, word, slot);
}

/* Run once by the loader in its own context: its tgid and pid namespace as the kernel counts. */
SEC("?raw_tp")
int name_self(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();

	self_tgid = task->tgid;
	self_level = task->thread_pid->level;
	*(volatile __u64 *)&regs_at = bpf_task_pt_regs(task);
	regs_at = *(volatile __u64 *)&regs_at - (__u64)task->stack; /* read back: a pointer must not be subtracted from */
	return 0;
}

static __always_inline __u32 user_level(const struct task_struct *task)
{
	return BPF_CORE_READ(task, cred, user_ns, level);
}

/* Run by the child that will become CMD: followed from its next execve on. */
SEC("?raw_tp")
int arm_self(void *ctx)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	__u32 slot = __sync_fetch_and_add(&next_program, 1);
	struct lc_program *program = bpf_map_lookup_elem(&programs, &slot);
	__u32 *word = slot_word(tgid);

	if (!program || !word)
		return 1;
	base_level = user_level(bpf_get_current_task_btf());
	program->h.kind = LC_PROGRAM;
	program->h.len = sizeof(*program);
	program->h.slot = slot;
	program->h.ns = bpf_ktime_get_boot_ns();
	program->flags = LC_PROGRAM_ROOT;
	program->tgid = tgid;
	program->instances = 1;
	program->alive = 1;
	*word = slot | SLOT_ARMED;
	return 0;
}

static __always_inline __u32 own_pid(const struct task_struct *leader, __u32 level)
{
	struct pid *pid = BPF_CORE_READ(leader, thread_pid);

	if (level > BPF_CORE_READ(pid, level))
		return 0;
	return BPF_CORE_READ(pid, numbers[level].nr);
}

/*
 * -p PID: visits every task the loader can see and takes in the wanted ones
 * and the children of those already in. The loader repeats the walk until it
 * adds nobody; whoever is forked meanwhile is taken in by the fork hook.
 */
SEC("?iter/task")
int adopt(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	__u32 parent_word = 0, *word, *up, nr, slot;
	struct mm_struct *mm;

	if (!task || task->pid != task->tgid || (task->flags & PF_KTHREAD))
		return 0;
	word = slot_word(task->tgid);
	mm = task->mm;
	if (!word || *word || !mm || (__u32)task->tgid == self_tgid)
		return 0;
	nr = own_pid(task, self_level);
	up = slot_word(BPF_CORE_READ(task, real_parent, tgid));
	if (up)
		parent_word = *up;
	if (!parent_word && !bpf_map_lookup_elem(&wanted, &nr))
		return 0;
	if (!parent_word && user_level(task) < base_level)
		base_level = user_level(task);
	slot = program_enter(task, mm->exe_file, parent_word & SLOT_MASK,
			     LC_PROGRAM_ADOPTED | (parent_word ? 0 : LC_PROGRAM_ROOT));
	if (take_in(task, word, slot))
		__sync_fetch_and_add(&adopted, 1);
	return 0;
}
