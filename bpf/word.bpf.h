/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads kernel memory in place, without a helper (Linux 6.2). For one file only:
 * libbpf 1.1 does not link two that name the same function of the kernel.
 */
#ifndef LC_WORD_BPF_H
#define LC_WORD_BPF_H

#include "bpf/compat.bpf.h"

extern void *bpf_rdonly_cast(const void *obj, __u32 type) __ksym __weak;

/* A word; 0: there is none. */
static __always_inline __u64 word_at(__u64 address)
{
	const struct bpf_raw_tracepoint_args *words =
		bpf_rdonly_cast((void *)address, bpf_core_type_id_kernel(struct bpf_raw_tracepoint_args));

	return words->args[0];
}

/* The address of what a hook was given, which the verifier takes for a pointer: its distance from 0. */
static __always_inline __u64 distance(const void *pointer)
{
	void *zero = bpf_rdonly_cast(NULL, bpf_core_type_id_kernel(struct bpf_raw_tracepoint_args));
	__u64 address = (__u64)pointer;

	asm volatile("%0 -= %1" : "+r"(address) : "r"(zero));
	return address;
}

#endif
