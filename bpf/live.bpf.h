/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tells checks one by one, while they are made. */
#ifndef LC_LIVE_BPF_H
#define LC_LIVE_BPF_H

#include "bpf/scope.bpf.h"

/* Set by the loader before load. */
extern const volatile __u32 tell_checks, tell_user_stacks;

/* Current made this check; fresh: for the first time. Told if it passes the filters. */
extern __hidden int live_check(const struct lc_check *check, __u32 fresh);

#define BPF_F_USER_STACK (1u << 8)

/* The user stack from which the check with this id was made for the first time. */
static __always_inline void user_stack(void *ctx, __u32 id)
{
	struct lc_addresses record = { .h = { .kind = LC_ADDRESSES, .len = sizeof(record) }, .check = id };
	long n = bpf_get_stack(ctx, record.ip, sizeof(record.ip), BPF_F_USER_STACK);

	if (n <= 0)
		return;
	record.h.ns = bpf_ktime_get_boot_ns();
	record.pid = pid_here(BPF_CORE_READ(current_task(), group_leader));
	record.nframes = n / sizeof(__u64);
	tell(&record, sizeof(record));
}

#endif
