// SPDX-License-Identifier: BSD-2-Clause
/* usage: load_build DIR: a small C build an operation, by the Makefile in DIR. */
#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

#include "load.h"

extern char **environ;
static char *dir;

static void arguments(int n, char **words)
{
	errno = EINVAL;
	if (n != 1)
		load_fail("usage: load_build DIR");
	dir = words[0];
}

static void run(unsigned n)
{
	char name[] = "make", options[] = "-sBC", *argv[] = { name, options, dir, NULL };
	int status;
	pid_t pid;

	while (n--) {
		errno = posix_spawnp(&pid, name, NULL, NULL, argv, environ);
		if (errno || waitpid(pid, &status, 0) != pid || status)
			load_fail("make");
	}
}

int main(int argc, char **argv)
{
	static const struct load load = {
		.arguments = arguments, .run = run, .slices = 3, .slice_us = 1000, .children = true,
	};

	return load_main(argc, argv, &load);
}
