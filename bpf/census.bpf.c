// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Tells of every process what /proc does not show: one struct lc_census each, to be read from the iterator. */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "bpf/event.h"

/* The iterator walks the pid namespace of who made it, and runs in who reads it: the same process. */
static __always_inline __u32 pid_as_seen_here(const struct task_struct *task)
{
	const struct task_struct *reader = (void *)bpf_get_current_task();
	const struct pid *pid = BPF_CORE_READ(task, thread_pid);
	int level = BPF_CORE_READ(reader, thread_pid, level);

	if (level < 0 || level > 32 || level > (int)BPF_CORE_READ(pid, level))
		return 0;
	return BPF_CORE_READ(pid, numbers[level].nr);
}

SEC("?iter/task")
int census(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct lc_census line = { .filters = LC_CENSUS_NO_FILTERS };
	const struct cred *cred;

	if (!task || task->pid != task->tgid || (task->flags & PF_KTHREAD))
		return 0;
	cred = BPF_CORE_READ(task, real_cred);
	line.pid = pid_as_seen_here(task);
	line.securebits = BPF_CORE_READ(cred, securebits);
	line.user_ns_level = BPF_CORE_READ(cred, user_ns, level);
	if (bpf_core_field_exists(task->seccomp.filter_count))
		line.filters = BPF_CORE_READ(task, seccomp.filter_count.counter);
	if (line.pid)
		bpf_seq_write(ctx->meta->seq, &line, sizeof(line));
	return 0;
}
