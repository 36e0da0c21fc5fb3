/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The syscalls: names and numbers on seven ABIs, the kernel that brought each,
 * and the groups of calls that stand in for one another. Generated at build
 * time from core/syscalls.tsv.
 */
#ifndef LC_CORE_SYSNO_H
#define LC_CORE_SYSNO_H

#include <stddef.h>
#include <stdint.h>

#include "bpf/event.h"

enum sysno_arch {
	SYSNO_X86_64, SYSNO_I386, SYSNO_X32, SYSNO_ARM, SYSNO_AARCH64, SYSNO_RISCV64, SYSNO_LOONGARCH64,
	SYSNO_ARCHES
};

/* Runtimes whose own calls between filter load and execve were measured. */
#define SYSNO_NEEDS_RUNC 0x1u	   /* runc run */
#define SYSNO_NEEDS_RUNC_EXEC 0x2u
#define SYSNO_NEEDS_CRUN 0x4u
#define SYSNO_NEEDS_CRUN_EXEC 0x8u
#define SYSNO_NEEDS_RUNC_NNP 0x10u /* with no_new_privs, too: the filter is loaded later then */
#define SYSNO_NEEDS_CRUN_NNP 0x20u
#define SYSNO_NEEDS_ALL 0x3fu

struct sysno_info {
	const char *name;
	const char *group;  /* calls of one group do the same on another libc, kernel or architecture */
	char role;	    /* C L N W T O M V A S X, see core/syscalls.tsv; '-': nothing stands in for it */
	const char *kernel; /* version that brought it, "?" if unknown */
	int number[SYSNO_ARCHES]; /* -1: absent */
	const char *docker, *podman; /* "yes", "no" or "if(...)" */
	const char *systemd; /* leaf @groups, comma-separated, without '@'; "-" if none */
	unsigned int runtime; /* SYSNO_NEEDS_* */
	const char *note;   /* "" if none */
	const char *service; /* in @system-service: '2' if in that of systemd 252, '6' of 262; "26", "-6", "--" */
	const char *libc;   /* versions of C libraries seen to call it for the same program: "g36,m3"; "-" if none */
	const char *kernel_source; /* of .kernel: "man" (syscalls(2)), "kb" (general knowledge), "-" */
};

size_t sysno_count(void);
const struct sysno_info *sysno_at(size_t index); /* one behind the other; NULL past the end */

/* NULL if no such name / number. */
const struct sysno_info *sysno_by_name(const char *name);
const struct sysno_info *sysno_by_number(enum lc_abi abi, uint32_t nr);

/* enum sysno_arch of an ABI; the name the contract uses: "x86_64", "i386", "x32". */
enum sysno_arch sysno_arch_of(enum lc_abi abi);
const char *sysno_abi_name(enum lc_abi abi);

/* The name, or "syscall_999" in room (>= 32 bytes). */
const char *sysno_name(enum lc_abi abi, uint32_t nr, char *room);

#endif
