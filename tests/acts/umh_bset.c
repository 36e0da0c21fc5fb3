/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes back the bounding set of the kernel's own helper programs: two capabilities for one answer. */
#include "act.h"

static void act(void)
{
	int fd = open("/proc/sys/kernel/usermodehelper/bset", O_RDWR);
	char text[64];
	ssize_t n;

	if (fd < 0)
		cannot("/proc/sys/kernel/usermodehelper/bset");
	n = must("read", read(fd, text, sizeof(text)));
	n = syscall(SYS_pwrite64, fd, text, n, 0);
	need("CAP_SETPCAP", "pwrite64", "proc_cap_handler", act_has(CAP_SETPCAP) ? 0 : n);
	need("CAP_SYS_MODULE", "pwrite64", "proc_cap_handler", n);
}

ACT(NULL, act)
