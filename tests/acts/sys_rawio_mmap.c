/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps memory below vm.mmap_min_addr; the kernel asks without the usual wrapper. */
#include <sys/mman.h>

#include "act.h"

static void act(void)
{
	long lowest = sysctl_number("/proc/sys/vm/mmap_min_addr");

	errno = 0;
	if (lowest < 4096)
		cannot("vm.mmap_min_addr is %ld", lowest);
	need("CAP_SYS_RAWIO", "mmap", "*",
	     syscall(SYS_mmap, 0, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
}

ACT(NULL, act)
