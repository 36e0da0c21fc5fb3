// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Owns what all hooks share: maps, settings, counters, and the programs by
 * which the loader names itself and the command it launches.
 */
#define LC_SCOPE_OWNER
#include "bpf/scope.bpf.h"
#include "bpf/known.bpf.h"
#include "bpf/owner.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile __u32 scope_all = 0;
const volatile __u32 count_calls = 0;
const volatile __u32 follow_results = 0;
const volatile __u32 follow_refusals = 0;
const volatile __u32 tell_refusals = 0;
const volatile __u32 have_steps = 0;
const volatile __u32 follow_stances = 0;
const volatile __u32 tell_stances = 0;

__u64 lost[LC_CAUSES] = {};
__u64 produced = 0;
__u32 next_program = 1; /* slot 0 is the bystanders' */
__u32 next_check = 0;
__u32 next_trail = 0;
__u32 self_tgid = 0;
__u64 regs_at = 0; /* from the bottom of a kernel stack to the registers of user space */
__u64 self_root = 0, self_mnt_ns = 0;
__u32 self_level = 0; /* of the loader's pid namespace: the one that reads the iterator */
/* Level of the user namespace the scope began in: a deeper one was made inside. */
__u32 base_level = 0xffffffff;
__u32 chapter = 0;
__u64 jiffies_now = 0; /* as name_self saw it */

#ifndef LC_OLD

static __always_inline int find_regs(struct task_struct *task)
{
	*(volatile __u64 *)&regs_at = bpf_task_pt_regs(task);
	/* Read back: the verifier of 6.12 lets nobody subtract from a pointer. */
	regs_at = *(volatile __u64 *)&regs_at - (__u64)task->stack;
	return 0;
}

#else

/* At the end of a stack of 16 KiB, or of 32 with KASAN: where the loader's call of bpf(2) is found. */
static __always_inline int find_regs(struct task_struct *task)
{
	const char *stack = see(task, stack);
	__u64 nr = 0;

	for (__u64 size = 16384; size <= 32768; size *= 2) {
		const struct pt_regs *regs = (const void *)(stack + size - OLD_REGS);

		regs_at = size - OLD_REGS;
		if (!BPF_CORE_READ_INTO(&nr, regs, orig_ax) && nr == 321)
			return 0;
	}
	return 1;
}

#endif

/* Run once by the loader in its own context: its tgid and pid namespace as the kernel counts. */
SEC("?raw_tp")
int name_self(void *ctx)
{
	struct task_struct *task = current_task();

	self_tgid = see(task, tgid);
	self_level = BPF_CORE_READ(task, thread_pid, level);
	self_pid_ns = BPF_CORE_READ(task, thread_pid, numbers[self_level].ns, ns.inum);
	self_root = (__u64)BPF_CORE_READ(task, fs, root.dentry);
	self_mnt_ns = (__u64)BPF_CORE_READ(task, nsproxy, mnt_ns);
	jiffies_now = bpf_jiffies64();
	return find_regs(task);
}

/* Run by the child that will become CMD: followed from its next execve on. */
SEC("?raw_tp")
int arm_self(void *ctx)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	__u32 slot = take_number(&next_program);
	struct lc_program *program = bpf_map_lookup_elem(&programs, &slot);
	__u32 *word = slot_word(tgid);

	if (!program || !word)
		return 1;
	base_level = user_level(current_task());
	program->h.kind = LC_PROGRAM;
	program->h.len = sizeof(*program);
	program->h.slot = slot;
	program->h.ns = bpf_ktime_get_boot_ns();
	program->flags = LC_PROGRAM_ROOT;
	program->tgid = tgid;
	program->instances = 1;
	program->alive = 1;
	*word = slot | SLOT_ARMED;
	forget_known(tgid);
	return 0;
}
