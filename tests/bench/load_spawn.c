// SPDX-License-Identifier: BSD-2-Clause
/* A process an operation: fork, execve, loader, exit of true. */
#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

#include "load.h"

static void run(unsigned n)
{
	char name[] = "true", *argv[] = { name, NULL }, *envp[] = { NULL };
	int status;
	pid_t pid;

	while (n--) {
		errno = posix_spawn(&pid, "/bin/true", NULL, NULL, argv, envp);
		if (errno || waitpid(pid, &status, 0) != pid || status)
			load_fail("/bin/true");
	}
}

int main(int argc, char **argv)
{
	static const struct load load = { .run = run, .slices = 40, .slice_us = 10000, .children = true };

	return load_main(argc, argv, &load);
}
