/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts of this machine that decide what can be recorded. Read afresh each time. */
#ifndef LC_KERN_FEATURE_H
#define LC_KERN_FEATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FEATURE_TEXT 256

struct features {
	char release[65], machine[65];
	bool btf;		 /* /sys/kernel/btf/vmlinux can be read */
	char lockdown[32];	 /* "none", "integrity", "confidentiality"; "" unknown: securityfs not mounted */
	char lsms[FEATURE_TEXT]; /* comma-separated, in the order they are asked; "" unknown */
	int cgroup;		 /* 1, 2, 12 for both (hybrid), 0 none */
	unsigned int cap_last;	 /* highest capability the kernel knows */
	unsigned int pid_max;
	bool symbols;		 /* /proc/kallsyms shows addresses */
	uint64_t effective;	 /* own effective set */
	bool initial_pidns;	 /* whether our pid namespace is the initial one */
};

void features_read(struct features *f);

/* Whether the kernel is locked down (integrity or more). */
bool feature_lockdown(void);

/* Whether the kernel may preempt a BPF program on a tracepoint: seen on 7.2, not on 6.18 and before. */
bool feature_preempts(void);

/* Whether it is at least Linux major.minor; true if that cannot be told. */
bool feature_kernel(unsigned int major, unsigned int minor);

/*
 * Whether a return costs some 20 ns: the processor's mitigation is Safe RET or the untrained return thunk
 * (Documentation/admin-guide/hw-vuln/srso.rst). A BPF program pays it for each helper.
 */
bool feature_dear_returns(void);

/* Highest pid + 1 of this pid namespace; 32768 if unknown. */
unsigned int feature_pid_max(void);

#define FEATURE_BTF "/sys/kernel/btf/vmlinux"

#endif
