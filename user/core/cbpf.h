/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic BPF as seccomp takes and runs it: what a compiled filter answers to a call, without loading it. Which
 * programs are taken: kernel/seccomp.c:seccomp_check_filter, net/core/filter.c:bpf_check_classic; how they run:
 * net/core/filter.c:bpf_convert_filter. tests/unit/cbpf.c asks the kernel itself.
 */
#ifndef LC_CORE_CBPF_H
#define LC_CORE_CBPF_H

#include <stddef.h>
#include <stdint.h>

#define CBPF_MAX_INSNS 4096 /* BPF_MAXINSNS */

struct cbpf_insn { /* struct sock_filter */
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

struct cbpf_data { /* struct seccomp_data */
	int32_t nr;
	uint32_t arch; /* AUDIT_ARCH_* */
	uint64_t instruction_pointer;
	uint64_t args[6];
};

/* 0 if seccomp takes the program, else -EINVAL. *at (may be NULL): the instruction that it does not take. */
int cbpf_check(const struct cbpf_insn *program, size_t n, size_t *at);

/* How a run ended. */
struct cbpf_end {
	uint32_t ret;	 /* the SECCOMP_RET_* word */
	size_t steps;	 /* instructions it took */
	uint32_t loaded; /* set of 1 << offset / 4: words of the data it looked at; the answer hangs on no others */
};

/*
 * 0, or -EINVAL and nothing stored: it came to an instruction that seccomp does not take, or past the end; never of a
 * program that passed cbpf_check().
 */
int cbpf_run(const struct cbpf_insn *program, size_t n, const struct cbpf_data *data, struct cbpf_end *out);

#endif
