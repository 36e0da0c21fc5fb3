/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks more memory than its limit. */
#include <sys/mman.h>
#include <sys/resource.h>

#include "act.h"

static void act(void)
{
	struct rlimit limit = { 4096, 4096 };
	size_t size = 16 * 4096;
	void *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long r;

	if (memory == MAP_FAILED)
		act_end(ACT_BROKEN, "mmap");
	must("setrlimit", setrlimit(RLIMIT_MEMLOCK, &limit));
	r = syscall(SYS_mlock, memory, size);
	if (r < 0 && errno == ENOMEM)
		errno = EPERM; /* mlock's way to say it */
	need("CAP_IPC_LOCK", "mlock", "do_mlock", r);
}

ACT(NULL, act)
