// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Steps at what else says no: mounts, cgroups, packet filters, seals, seccomp. */
#include "bpf/step.bpf.h"

STEP_OTHER_HOOKS(STEP_PROGRAM)
STEP_SECCOMP_HOOKS(STEP_PROGRAM)

/* What a filter does that is logged: of what kills and of what is only logged, there is no other sign. */
SEC("?fentry/audit_seccomp")
int BPF_PROG(step_audit_seccomp, unsigned long syscall, long signr, int code)
{
	struct task_struct *task = current_task();
	struct lc_step *s = step_begin(task, LC_STEP_SECCOMP, 0);

	if (!s)
		return 0;
	__builtin_memcpy(s->hook, "audit_seccomp", sizeof("audit_seccomp"));
	s->mask = code;
	step_end(task, s);
	return 0;
}
