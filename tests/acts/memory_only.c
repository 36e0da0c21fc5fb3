/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes and gives back memory, which the kernel accounts by asking for CAP_SYS_ADMIN each time. */
#include <sys/mman.h>

#include "act.h"

static void act(void)
{
	for (int i = 0; i < 100; i++) {
		size_t size = 1 << 20;
		void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (memory == MAP_FAILED)
			act_end(ACT_BROKEN, "mmap");
		must("mremap", mremap(memory, size, 2 * size, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	}
	expect_syscall("x86_64", "mremap");
	puts("NONE");
}

ACT(NULL, act)
