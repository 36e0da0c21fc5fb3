// SPDX-License-Identifier: BSD-2-Clause
/* Calls more unknown syscall numbers than a recorder's table of them holds; the kernel refuses each. */
#include "act.h"

static void act(void)
{
	for (long nr = 5000; nr < 5000 + 1100; nr++)
		syscall(nr);
	puts("NONE\nINCOMPLETE lost\nINCOMPLETE abi");
}

ACT(NULL, act)
