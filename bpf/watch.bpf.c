// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Looks into the calls that change what the rest of the recording means: user
 * dispatch, drops of privileges, sets that are asked for, and waits.
 */
#include "bpf/watch.bpf.h"
#include "bpf/check.bpf.h"
#include "bpf/owner.bpf.h"
#include "bpf/phase.bpf.h"
#include "bpf/stance.bpf.h"

/* include/uapi/linux/prctl.h */
#define PR_SET_KEEPCAPS 8
#define PR_SET_SECCOMP 22
#define PR_CAPBSET_DROP 24
#define PR_SET_SECUREBITS 28
#define PR_SET_NO_NEW_PRIVS 38
#define PR_CAP_AMBIENT 47
#define PR_SET_SYSCALL_USER_DISPATCH 59

static __always_inline bool prctl_can_change(int option)
{
	switch (option) {
	case PR_SET_KEEPCAPS: case PR_SET_SECCOMP: case PR_CAPBSET_DROP: case PR_SET_SECUREBITS:
	case PR_SET_NO_NEW_PRIVS: case PR_CAP_AMBIENT:
		return true;
	default:
		return false;
	}
}

/*
 * A filter is about to be loaded: what the process does from now on it must let through, so it is kept apart. Libraries
 * ask whether filters are there by a load without one.
 */
static __always_inline int begins_filtering(__u64 filter)
{
	return filter ? WATCHED_FILTER : 0;
}

static __noinline int look_at_prctl(struct task_struct *task, __u32 *word, const struct pt_regs *regs, __u32 abi)
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
	if (follow_stances && prctl_can_change(option))
		stance_begin();
	if (option == PR_SET_SECCOMP && on == SECCOMP_MODE_FILTER)
		return begins_filtering(argument(regs, abi, 2));
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

#define SECCOMP_SET_MODE_FILTER 1 /* include/uapi/linux/seccomp.h */
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

/* WATCHED_FILTER or 0. */
static __always_inline int look(struct task_struct *task, __u32 *word, __u32 nr, __u32 abi, __u32 what)
{
	const struct pt_regs *regs = task_regs(task);
	__u32 slot = *word & SLOT_MASK;

	if (!regs)
		return 0;
	if (follow_stances &&
	    (what == WATCH_CAPSET || what == WATCH_IDS || what == WATCH_SECCOMP || what == WATCH_STANCE))
		stance_begin();
	switch (what) {
	case WATCH_PRCTL:
		return look_at_prctl(task, word, regs, abi);
	case WATCH_STANCE:
		return 0;
	case WATCH_SECCOMP:
		return argument(regs, abi, 0) == SECCOMP_SET_MODE_FILTER ?
			       begins_filtering(argument(regs, abi, 2)) : 0;
	case WATCH_CAPSET:
		look_at_capset(task, slot, regs, nr, abi);
		phase_drop(word);
		return 0;
	case WATCH_IDS:
		phase_drop(word);
		return 0;
	case WATCH_LISTEN:
		phase_listen(slot);
		if (nr != (abi == LC_ABI_I386 ? 363 : 50)) /* listen does not wait */
			phase_wait(word);
		return 0;
	case WATCH_BIND:
		return look_at_bind(slot, regs, abi);
	default:
		phase_wait(word);
		return 0;
	}
}

__hidden __noinline int count_watched(__u32 slot, __u32 abi, __u32 nr)
{
	struct odd_key key = { .slot = slot_now(slot), .abi = abi, .nr = nr };
	__u64 one = 1, *count = bpf_map_lookup_elem(&watched_calls, &key);

	if (count) {
		__sync_fetch_and_add(count, 1);
		return WATCHED;
	}
	if (bpf_map_update_elem(&watched_calls, &key, &one, BPF_ANY))
		lose(LC_LOST_ODD);
	return WATCHED | WATCHED_FIRST;
}

__hidden __noinline int watch_call(struct task_struct *task, __u32 *word, __u32 nr, __u32 abi, __u32 what)
{
	int found;

	if (!word)
		return 0;
	/* Waits are only of interest until the workload serves: then they are calls like others. */
	if (what >= WATCH_WAIT && (!look_for_boundary || serving_from))
		return 0;
	found = look(task, word, nr, abi, what);
	return found | count_watched(*word & SLOT_MASK, abi, nr);
}
