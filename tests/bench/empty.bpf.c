// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The least that a BPF program on these hooks can cost: it returns. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("?tp_btf/sys_enter")
int enter(void *ctx)
{
	return 0;
}

SEC("?tp_btf/sys_exit")
int leave(void *ctx)
{
	return 0;
}

SEC("?tp_btf/cap_capable")
int check(void *ctx)
{
	return 0;
}
