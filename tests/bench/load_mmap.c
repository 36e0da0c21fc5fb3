// SPDX-License-Identifier: BSD-2-Clause
/* mmap and munmap: the overcommit check asks for CAP_SYS_ADMIN at each private writable mapping. */
#include <stddef.h>
#include <sys/mman.h>

#include "load.h"

static void run(unsigned n)
{
	void *at;

	while (n--) {
		at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (at == MAP_FAILED || munmap(at, 4096))
			load_fail("mmap");
	}
}

int main(int argc, char **argv)
{
	static const struct load load = { .run = run };

	return load_main(argc, argv, &load);
}
