/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic BPF as seccomp runs it, interpreted: what a compiled filter answers to a call, without loading it
 * (net/core/filter.c:bpf_prog_run, kernel/seccomp.c:seccomp_check_filter).
 */
#ifndef LC_CORE_CBPF_H
#define LC_CORE_CBPF_H

#include <stddef.h>
#include <stdint.h>

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

/*
 * The SECCOMP_RET_* word, and how many instructions it took (steps may be NULL). 0 or -EINVAL: the program is not one
 * that seccomp takes, or runs past its end.
 */
int cbpf_run(const struct cbpf_insn *program, size_t n, const struct cbpf_data *data, uint32_t *out, size_t *steps);

#endif
