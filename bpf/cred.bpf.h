/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the credentials and namespaces of a check say: the flags LC_CHECK_* that come from them. */
#ifndef LC_CRED_BPF_H
#define LC_CRED_BPF_H

#include "bpf/scope.bpf.h"

#define OWNER_DEPTH 8 /* levels of namespaces below the caller's that are looked through */

/*
 * Whether the grant comes from owning the target namespace or one above it
 * whose parent is the caller's (security/commoncap.c:cap_capable): no
 * capability is asked then.
 */
static __noinline bool is_owner(const struct cred *cred, const struct user_namespace *target)
{
	const struct user_namespace *home = BPF_CORE_READ(cred, user_ns), *parent;

	for (int i = 0; i < OWNER_DEPTH && target; i++) {
		parent = BPF_CORE_READ(target, parent);
		if (parent == home)
			return BPF_CORE_READ(target, owner.val) == BPF_CORE_READ(cred, euid.val);
		target = parent;
	}
	return false;
}

/*
 * What the credentials and namespaces say, by direct reads (tracepoints, fexit). task is current. For each pointer
 * read from a trusted one the verifier goes through all of the kernel's types (btf_nested_type_is_trusted), so these
 * are read before the ways part.
 */
static __always_inline __u32 cred_flags(const struct task_struct *task, const struct cred *cred,
					const struct user_namespace *target, __u32 cap)
{
	const struct user_namespace *home = cred->user_ns;
	const struct cred *real = task->real_cred;
	__u32 flags = 0, level = target->level;

	asm volatile("" : "+r"(home), "+r"(real));
	if (target != home) {
		flags |= level == 0 ? LC_CHECK_NS_INIT : LC_CHECK_NS_OTHER;
		level = home->level;
		if (is_owner(cred, target))
			flags |= LC_CHECK_OWNER;
	}
	if (cred != real)
		flags |= cred == BPF_CORE_READ(task, cred) ? LC_CHECK_OVERRIDDEN : LC_CHECK_OTHER_CRED;
	if (cred->cap_effective.val >> (cap & 63) & 1)
		flags |= LC_CHECK_EFFECTIVE;
	if (level > base_level)
		flags |= LC_CHECK_MADE_NS;
	return flags;
}

#endif
