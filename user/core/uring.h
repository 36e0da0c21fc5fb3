/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations of io_uring and the syscalls that they stand for: seccomp sees none of them
 * (include/uapi/linux/io_uring.h, enum io_uring_op).
 */
#ifndef LC_CORE_URING_H
#define LC_CORE_URING_H

#include <stddef.h>
#include <stdint.h>

struct uring_op {
	const char *name;  /* "IORING_OP_OPENAT" */
	const char *const *calls; /* what does the same without a ring, the best first; NULL-terminated, may be empty */
};

const struct uring_op *uring_op(uint64_t opcode); /* NULL: no such operation is known */
const struct uring_op *uring_by_name(const char *name); /* with its prefix, in whatever case; NULL as above */
size_t uring_count(void); /* opcodes below have one each */
uint64_t uring_opcode(const struct uring_op *op);

#endif
