// SPDX-License-Identifier: BSD-2-Clause
/* The shortest syscall: all that is added to it is the tracer's. */
#include <sys/syscall.h>
#include <unistd.h>

#include "load.h"

static void run(unsigned n)
{
	while (n--)
		syscall(SYS_getpid);
}

int main(int argc, char **argv)
{
	static const struct load load = { .run = run };

	return load_main(argc, argv, &load);
}
