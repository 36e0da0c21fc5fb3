// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Knows the calls whose name alone lets too much through, and keeps the few values that a program gives them. */
#include "bpf/values.bpf.h"

const volatile __u32 learn_values = 0;

struct value_key {
	__u32 slot, abi, nr, index;
};

struct value_set {
	__u32 n; /* given out; more than LC_VALUES_KEPT: not all are kept */
	__u32 reserved;
	__u64 value[LC_VALUES_KEPT];
};

/* Only filled with --args. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct value_key);
	__type(value, struct value_set);
} value_sets SEC(".maps");

static const struct value_set no_values = {};

/* include/uapi/linux/sched.h. Of clone only what makes a namespace is told: the rest is no matter of privileges. */
#define CLONE_NAMESPACES 0x7e020000ull
#define CLONE_NEWTIME 0x80ull /* of clone a part of the signal */
#define CLONE3_OWN 0x300000000ull /* CLONE_CLEAR_SIGHAND, CLONE_INTO_CGROUP */

enum { CLONE = 8, CLONE3 = 9 }; /* not merely the value of an argument */

/* The argument whose values are kept, or CLONE, CLONE3; -1: of this call none. */
static __always_inline int learned_64(__u32 nr)
{
	switch (nr) {
	case 41: case 53: /* socket, socketpair: family */
	case 101: case 521: /* ptrace: request */
	case 135: /* personality */
	case 157: /* prctl: option */
	case 250: /* keyctl: operation */
	case 272: /* unshare: flags */
	case 321: /* bpf: command */
		return 0;
	case 16: case 514: /* ioctl: request */
	case 308: /* setns: kind of namespace */
		return 1;
	case 56:
		return CLONE;
	case 435:
		return CLONE3;
	default:
		return -1;
	}
}

static __always_inline int learned_32(__u32 nr)
{
	switch (nr) {
	case 26: case 136: case 172: case 288: case 310: case 357: case 359: case 360:
		return 0;
	case 54: case 346:
		return 1;
	case 120:
		return CLONE;
	case 435:
		return CLONE3;
	default:
		return -1;
	}
}

static __always_inline __u64 value_of(const struct pt_regs *regs, __u32 abi, int what)
{
	__u64 flags = 0;

	if (what == CLONE)
		return argument(regs, abi, 0) & CLONE_NAMESPACES;
	if (what != CLONE3)
		return argument(regs, abi, what);
	/* Not readable: as if it asked for all. */
	if (bpf_probe_read_user(&flags, sizeof(flags), (const void *)argument(regs, abi, 0)))
		flags = ~0ull;
	return flags & (CLONE_NAMESPACES | CLONE_NEWTIME | CLONE3_OWN);
}

static __noinline int keep_value(struct value_set *set, __u64 value)
{
	__u32 n, at;

	if (!set)
		return 0;
	n = set->n;
	for (__u32 i = 0; i < LC_VALUES_KEPT && i < n; i++)
		if (set->value[i] == value)
			return 0;
	if (n > LC_VALUES_KEPT)
		return 0;
	at = take_number(&set->n); /* two that come at once may be the same: it is then there twice */
	if (at < LC_VALUES_KEPT)
		set->value[at] = value;
	return 0;
}

__hidden __noinline int learn_call(struct task_struct *task, __u32 slot, __u32 abi, __u32 nr)
{
	int what = abi == LC_ABI_I386 ? learned_32(nr) : learned_64(nr);
	struct value_key key = { .slot = slot, .abi = abi, .nr = nr };
	const struct pt_regs *regs;
	struct value_set *set;

	if (what < 0)
		return 0;
	regs = task_regs(task);
	key.index = what < CLONE ? what : 0;
	set = bpf_map_lookup_elem(&value_sets, &key);
	if (!set) {
		bpf_map_update_elem(&value_sets, &key, &no_values, BPF_NOEXIST); /* or another CPU was first */
		set = bpf_map_lookup_elem(&value_sets, &key);
	}
	if (!set)
		lose(LC_LOST_VALUES);
	else if (regs)
		keep_value(set, value_of(regs, abi, what));
	return 1;
}
