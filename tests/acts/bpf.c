/* SPDX-License-Identifier: BSD-2-Clause */
/* Creates an eBPF map where unprivileged users may not. */
#include <linux/bpf.h>

#include "act.h"

static void act(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1,
	};
	long off = sysctl_number("/proc/sys/kernel/unprivileged_bpf_disabled");

	errno = 0;
	if (off < 1)
		cannot("kernel.unprivileged_bpf_disabled is %ld", off);
	need("CAP_BPF", "bpf", "*", syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)));
}

ACT(NULL, act)
