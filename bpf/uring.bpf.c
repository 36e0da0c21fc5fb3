// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Knows which operations go through rings of io_uring: no syscall, and no filter, sees them. */
#include "bpf/scope.bpf.h"

struct ring_ops {
	__u64 bits[256 / 64];
};

/* By slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LC_MAX_PROGRAMS + 1);
	__type(key, __u32);
	__type(value, struct ring_ops);
} ring_ops SEC(".maps");

/* The thread that polls a ring is one of the process that made it, too. */
static __always_inline int record_op(__u8 opcode)
{
	__u32 word = word_of(current_task()), slot = word & SLOT_MASK;
	struct ring_ops *ops;

	if (!word || (word & SLOT_ARMED))
		return 0;
	ops = bpf_map_lookup_elem(&ring_ops, &slot);
	if (ops && !(ops->bits[opcode / 64] >> (opcode % 64) & 1))
		set_bits(&ops->bits[opcode / 64], 1ull << (opcode % 64));
	return 0;
}

/* 6.12 */
SEC("?tp_btf/io_uring_submit_req")
int BPF_PROG(ring_req, struct io_kiocb *req)
{
	return record_op(BPF_CORE_READ(req, opcode));
}

/* Its name in 6.1. Linux 5.10 gives the operation itself. */
SEC("?tp_btf/io_uring_submit_sqe")
int ring_sqe(__u64 *ctx)
{
#ifdef LC_OLD
	return record_op(ctx[1]);
#else
	const struct io_kiocb *req = (const void *)ctx[0];

	return record_op(BPF_CORE_READ(req, opcode));
#endif
}
