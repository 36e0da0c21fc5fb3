// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Looks into the calls that change what the rest of the recording means: user
 * dispatch, drops of privileges, sets that are asked for, and waits.
 */
#include "bpf/watch.bpf.h"
#include "bpf/check.bpf.h"
#include "bpf/phase.bpf.h"

/* The n-th argument of the call, n < 3. */
static __always_inline __u64 argument(const struct pt_regs *regs, __u32 abi, int n)
{
	if (abi == LC_ABI_I386)
		return (__u32)(n == 0 ? regs->bx : n == 1 ? regs->cx : regs->dx);
	return n == 0 ? regs->di : n == 1 ? regs->si : regs->dx;
}

/* include/uapi/linux/prctl.h */
#define PR_CAPBSET_DROP 24
#define PR_SET_SYSCALL_USER_DISPATCH 59

static __noinline int look_at_prctl(__u32 *word, const struct pt_regs *regs, __u32 abi)
{
	int option = argument(regs, abi, 0), on = argument(regs, abi, 1);
	struct lc_program *program;
	__u32 slot;

	if (!word)
		return 0;
	slot = *word & SLOT_MASK;
	program = bpf_map_lookup_elem(&programs, &slot);
	if (option == PR_SET_SYSCALL_USER_DISPATCH && on && program)
		set_bits(&program->flags, LC_PROGRAM_DISPATCH); /* hides calls from us from now on */
	if (option == PR_CAPBSET_DROP)
		phase_drop(word);
	return 0;
}

/* More than that is no list of what it needs: it hands back nearly all that it found. */
#define ASKED_MAX 16
#define CAPS 41

/* How many capabilities are set, given up at ASKED_MAX + 1. */
static __always_inline __u32 count_bits(__u64 set)
{
	__u32 n = 0;

	for (int i = 0; i <= ASKED_MAX && set; i++, n++)
		set &= set - 1;
	return n;
}

/*
 * capset(2): the kernel compares the sets and asks for no capability, so a program that wants to hold one it
 * has not been given fails without a check (security/commoncap.c:cap_capset).
 */
static __noinline int look_at_capset(struct task_struct *task, __u32 slot, const struct pt_regs *regs, __u32 nr,
				     __u32 abi)
{
	struct cap_data sets[2] = {};
	__u64 asked, held = permitted_of(task);

	if (bpf_probe_read_user(sets, sizeof(sets), (const void *)argument(regs, abi, 1)))
		return 0;
	asked = sets[0].permitted | (__u64)sets[1].permitted << 32;
	if (asked == held || count_bits(asked) > ASKED_MAX)
		return 0;
	for (__u32 cap = 0; cap < CAPS; cap++)
		if (asked >> cap & 1)
			imply_check(slot, cap, held >> cap & 1 ? LC_CHECK_EFFECTIVE : LC_CHECK_DENIED, nr, abi);
	return 0;
}

#define AF_NETLINK 16

/* bind(2) to an address others can send to. The resolver of libc binds netlink sockets. */
static __noinline int look_at_bind(__u32 slot, const struct pt_regs *regs, __u32 abi)
{
	__u16 family = AF_NETLINK;

	if (!bpf_probe_read_user(&family, sizeof(family), (const void *)argument(regs, abi, 1)) &&
	    family != AF_NETLINK)
		phase_listen(slot);
	return 0;
}

static __always_inline int look(struct task_struct *task, __u32 *word, __u32 nr, __u32 abi, __u32 what)
{
	const struct pt_regs *regs = task_regs(task);
	__u32 slot = *word & SLOT_MASK;

	if (!regs)
		return 0;
	switch (what) {
	case WATCH_PRCTL:
		return look_at_prctl(word, regs, abi);
	case WATCH_CAPSET:
		look_at_capset(task, slot, regs, nr, abi);
		return phase_drop(word);
	case WATCH_IDS:
		return phase_drop(word);
	case WATCH_LISTEN:
		phase_listen(slot);
		return nr == (abi == LC_ABI_I386 ? 363 : 50) ? 0 : phase_wait(word); /* listen does not wait */
	case WATCH_BIND:
		return look_at_bind(slot, regs, abi);
	default:
		return phase_wait(word);
	}
}

__hidden __noinline int watch_call(struct task_struct *task, __u32 *word, __u32 nr, __u32 abi, __u32 what)
{
	struct odd_key key = { .abi = abi, .nr = nr };
	__u64 one = 1, *count;

	if (!word)
		return 0;
	/* Waits are only of interest until the workload serves: then they are calls like others. */
	if (what >= WATCH_WAIT && (!look_for_boundary || serving_from))
		return 0;
	look(task, word, nr, abi, what);
	key.slot = slot_now(*word & SLOT_MASK);
	count = bpf_map_lookup_elem(&watched_calls, &key);
	if (count) {
		__sync_fetch_and_add(count, 1);
		return 1;
	}
	if (bpf_map_update_elem(&watched_calls, &key, &one, BPF_ANY))
		lose(LC_LOST_ODD);
	return 2;
}
