// SPDX-License-Identifier: BSD-2-Clause
/* A byte sent to another process and back: two switches and four calls. */
#include "load.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

static int there[2], back[2];

static void answer(void)
{
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(there[0], &byte, 1) == 1)
		if (write(back[1], &byte, 1) != 1)
			break;
	_exit(0);
}

static void prepare(void)
{
	pid_t pid;

	if (pipe(there) || pipe(back))
		load_fail("pipe");
	pid = fork();
	if (pid < 0)
		load_fail("fork");
	if (!pid)
		answer();
}

static void run(unsigned n)
{
	char byte = 0;

	while (n--)
		if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1)
			load_fail("a byte did not come back");
}

int main(int argc, char **argv)
{
	static const struct load load = { .prepare = prepare, .run = run };

	return load_main(argc, argv, &load);
}
