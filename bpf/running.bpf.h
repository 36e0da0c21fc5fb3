/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Who runs, on the way that every call and every check takes. The helper that
 * says so costs more than all the rest of that way on processors whose returns
 * are mitigated (20 ns with Safe RET). There it is read as the scheduler has it
 * instead, if the verifier puts the number of the CPU in place (x86-64, 6.10): the
 * task that the CPU's run queue says is running. Elsewhere the helper costs 1 ns,
 * and the reads, each of which the JIT compiler guards, 5.
 */
#ifndef LC_RUNNING_BPF_H
#define LC_RUNNING_BPF_H

#include "bpf/scope.bpf.h"
#include "bpf/word.bpf.h"

/* Finds out where, on this CPU. */
extern __hidden int find_running(void);

#ifndef LC_OLD

/* Current, to be read only: helpers that want a task do not take it. */
static __always_inline const struct task_struct *running_task(void)
{
	__u32 cpu;
	__u64 at;

	cpu = bpf_get_smp_processor_id();
	at = cpu < LC_MAX_CPUS ? running_at[cpu] : 1;
	if (at > 1)
		return bpf_rdonly_cast((void *)word_at(at), bpf_core_type_id_kernel(struct task_struct));
	if (!at)
		find_running();
	/* As above: an instruction reads by one kind of pointer. */
	return bpf_rdonly_cast(current_task(), bpf_core_type_id_kernel(struct task_struct));
}

#else

#define running_task() current_task()

#endif
#endif
