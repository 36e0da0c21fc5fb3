// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Finds the run queues. */
#include "bpf/scope.bpf.h"

__u64 running_at[LC_MAX_CPUS] = {};

/*
 * A queue of the fair scheduler names its CPU's, whatever class the task is of. Only with CONFIG_FAIR_GROUP_SCHED,
 * and it is looked whether the answer is right.
 */
__hidden __noinline int find_running(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	__u32 cpu = bpf_get_smp_processor_id();
	struct rq *rq;
	__u64 at = 1;

	if (bpf_core_field_exists(struct cfs_rq, rq)) {
		rq = BPF_CORE_READ(task, se.cfs_rq, rq);
		if ((__u32)BPF_CORE_READ(rq, cpu) == cpu && BPF_CORE_READ(rq, curr) == task)
			at = (__u64)rq + bpf_core_field_offset(struct rq, curr);
	}
	if (cpu < LC_MAX_CPUS)
		running_at[cpu] = at;
	return 0;
}
