/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DIRECTORY COMMAND [ARG]...: COMMAND in a child that is born into a cgroup of version 2 in which its parent is not
 * (CLONE_INTO_CGROUP), and ends with its status. No act: a tool of the tests of scopes. 77: this machine cannot.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc > 2 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1, status;
	struct clone_args args = { .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = fd };
	pid_t child;

	if (fd < 0) {
		perror("into_cgroup");
		return 2;
	}
	child = syscall(SYS_clone3, &args, sizeof(args));
	if (!child) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0) {
		perror("clone3");
		return errno == ENOSYS || errno == EBADF || errno == EINVAL ? 77 : 2;
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
