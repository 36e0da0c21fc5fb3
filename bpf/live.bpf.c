// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The live view of checks: filters, and a short record that names the fact. */
#include "bpf/live.bpf.h"

const volatile __u32 tell_checks = 0, tell_user_stacks = 0;
const volatile __u64 live_caps = 0; /* bit N: capability N */
const volatile __u32 live_by_uid = 0, live_uid = 0;
const volatile __u32 live_by_comm = 0;
const volatile char live_comm[LC_COMM_LEN] = {};
const volatile __u32 live_denied = 0, live_unique = 0;

static __always_inline bool is_wanted_comm(const char *comm)
{
	for (int i = 0; i < LC_COMM_LEN; i++) {
		if (comm[i] != live_comm[i])
			return false;
		if (!comm[i])
			break;
	}
	return true;
}

__hidden __noinline int live_check(const struct lc_check *check, __u32 fresh)
{
	struct lc_seen seen = { .h = { .kind = LC_SEEN, .len = sizeof(seen) } };
	struct task_struct *task;

	if (!check || (live_unique && !fresh) || (live_denied && !(check->flags & LC_CHECK_DENIED)))
		return 0;
	if (live_caps && !(live_caps >> (check->cap & 63) & 1))
		return 0;
	seen.uid = bpf_get_current_uid_gid();
	if (live_by_uid && seen.uid != live_uid)
		return 0;
	bpf_get_current_comm(seen.comm, sizeof(seen.comm));
	if (live_by_comm && !is_wanted_comm(seen.comm))
		return 0;
	task = current_task();
	seen.h.slot = check->h.slot;
	seen.h.ns = bpf_ktime_get_boot_ns();
	seen.check = check->id;
	seen.tid = pid_here(task);
	seen.pid = pid_here(BPF_CORE_READ(task, group_leader));
	tell_often(&seen, sizeof(seen));
	return 0;
}
