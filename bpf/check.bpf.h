/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Facts about capabilities that others than the hooks on checks know. */
#ifndef LC_CHECK_BPF_H
#define LC_CHECK_BPF_H

#include "bpf/scope.bpf.h"

/* include/uapi/linux/capability.h: struct __user_cap_data_struct, two of which make a set of 64 */
struct cap_data {
	__u32 effective, permitted, inheritable;
};

/* What the kernel compares without asking. */
struct implied {
	__u32 slot, cap, flags, nr, abi, site; /* site: LC_IP_* */
};

extern __hidden int imply_check(const struct implied *implied);

#endif
