/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Facts about capabilities that others than the hooks on checks know. */
#ifndef LC_CHECK_BPF_H
#define LC_CHECK_BPF_H

#include "bpf/scope.bpf.h"

/* include/uapi/linux/capability.h: struct __user_cap_data_struct, two of which make a set of 64 */
struct cap_data {
	__u32 effective, permitted, inheritable;
};

/* The permitted set; two words before Linux 6.3. */
static __always_inline __u64 permitted_of(const struct task_struct *task)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	const struct cred___v5 *old = (const void *)cred;

	if (bpf_core_field_exists(cred->cap_permitted.val))
		return BPF_CORE_READ(cred, cap_permitted.val);
	return BPF_CORE_READ(old, cap_permitted.cap[0]) | (__u64)BPF_CORE_READ(old, cap_permitted.cap[1]) << 32;
}

/*
 * What capset(2) compares without asking. Global, so that the verifier looks at it once, and not in each turn of a
 * loop around it.
 */
extern int imply_check(__u32 slot, __u32 cap, __u32 flags, __u32 nr, __u32 abi);

#endif
