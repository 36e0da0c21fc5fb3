// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Processes that ran before the recording began, taken into its scope. */
#include "bpf/cgroup.bpf.h"
#include "bpf/known.bpf.h"

const volatile __u32 scope_pids = 0; /* some are wanted: what they started meanwhile is, too */
__u32 adopted = 0; /* processes that the last walk of `adopt` took in */
__u32 walking = 0; /* set by the loader around its walks */

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
	if (!replace_word(word, 0, slot)) {
		forget_known(BPF_CORE_READ(task, tgid));
		/* It may have left since: then its exit saw no word to clear, and leaves it to us. */
		if (BPF_CORE_READ(task, signal, live.counter) || !swap_word(word, 0))
			return slot;
		program_leave(slot, 0);
		return 0;
	}
	program_leave(slot, 1);
	return *word;
}

__hidden __u32 scope_adopt(struct task_struct *task, __u32 flags)
{
	__u32 tgid = see(task, tgid), slot;
	__u32 *word = slot_word(tgid);
	struct mm_struct *mm;

	if (!word || tgid == self_tgid || (see(task, flags) & PF_KTHREAD))
		return 0;
	mm = see(task, mm);
	if (!mm)
		return 0;
	if (!scope_all && user_level(task) < base_level)
		base_level = user_level(task);
	slot = program_enter(task, see(mm, exe_file), 0, flags);
	return take_in(task, word, slot);
}

/*
 * Visits every thread the loader can see (a leader may be gone before its threads) and takes in the wanted processes
 * (-p PID) and the children of those already in, and the members (--cgroup and the like). The loader repeats the walk
 * until it adds nobody; whoever is forked meanwhile is taken in by the fork hooks.
 */
SEC("?iter/task")
int adopt(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	__u32 parent_word = 0, *word, *up, nr, slot;
	struct mm_struct *mm;

	if (!task || (task->flags & PF_KTHREAD))
		return 0;
	word = slot_word(task->tgid);
	mm = task->mm;
	if (!word || *word || !mm || (__u32)task->tgid == self_tgid)
		return 0;
	nr = pid_here(BPF_CORE_READ(task, group_leader));
	up = slot_word(BPF_CORE_READ(task, real_parent, tgid));
	if (up)
		parent_word = *up;
	if (!(parent_word && scope_pids) && !bpf_map_lookup_elem(&wanted, &nr) &&
	    !((scope_cgroups || scope_pid_ns) && is_member(address_of(task))))
		return 0;
	if (!parent_word && user_level(task) < base_level)
		base_level = user_level(task);
	slot = program_enter(task, mm->exe_file, parent_word & SLOT_MASK,
			     LC_PROGRAM_ADOPTED | (parent_word ? 0 : LC_PROGRAM_ROOT));
	if (take_in(task, word, slot))
		__sync_fetch_and_add(&adopted, 1);
	return 0;
}
