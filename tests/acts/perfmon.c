/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts an event in the kernel where perf_event_paranoid forbids it. */
#include <linux/perf_event.h>

#include "act.h"

static void act(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.disabled = 1,
	};
	long paranoid = sysctl_number("/proc/sys/kernel/perf_event_paranoid");

	errno = 0;
	if (paranoid != 2)
		cannot("kernel.perf_event_paranoid is %ld", paranoid);
	need("CAP_PERFMON", "perf_event_open", "perf_allow_kernel",
	     syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0));
}

ACT(NULL, act)
