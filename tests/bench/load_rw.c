// SPDX-License-Identifier: BSD-2-Clause
/* dd bs=1: one byte read from /dev/zero and written to /dev/null, two syscalls an operation. */
#include <fcntl.h>
#include <unistd.h>

#include "load.h"

static int from, to;

static void prepare(void)
{
	from = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	to = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (from < 0 || to < 0)
		load_fail("/dev/zero or /dev/null");
}

static void run(unsigned n)
{
	char byte;

	while (n--)
		if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
			load_fail("read or write");
}

int main(int argc, char **argv)
{
	static const struct load load = { .prepare = prepare, .run = run };

	return load_main(argc, argv, &load);
}
