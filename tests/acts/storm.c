// SPDX-License-Identifier: BSD-2-Clause
/*
 * A storm: N processes make a million syscalls and a hundred thousand
 * capability checks as fast as they can, and at its height each makes one
 * syscall and some one capability check that nobody else makes.
 *
 * Prints on stdout what must be in the recording:
 *   SYSCALL x86_64 NAME, CAP_NAME allow SYSCALL SITE, and
 *   COUNT x86_64 NUMBER CALLS for the calls it counted itself.
 *
 * usage: storm [PROCESSES [CALLS [CHECKS]]]
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Calls that only say EBADF for descriptor -1: one for each process. */
#define CALL(name) { SYS_##name, #name }
static const struct {
	int number;
	const char *name;
} lonely[] = {
	CALL(read), CALL(fstat), CALL(lseek), CALL(readv), CALL(writev), CALL(pread64), CALL(pwrite64), CALL(dup),
	CALL(fsync), CALL(fdatasync), CALL(ftruncate), CALL(fchdir), CALL(fchmod), CALL(fchown), CALL(flock),
	CALL(getdents64), CALL(fstatfs), CALL(fsetxattr), CALL(fgetxattr), CALL(flistxattr), CALL(fremovexattr),
	CALL(fallocate), CALL(listen), CALL(accept), CALL(getsockname), CALL(getpeername), CALL(shutdown),
	CALL(preadv), CALL(pwritev), CALL(readahead), CALL(syncfs), CALL(sync_file_range),
};
#define LONELY (sizeof(lonely) / sizeof(lonely[0]))

static void nobody_else(int i)
{
	syscall(lonely[i % LONELY].number, -1, 0, 0, 0, 0, 0);
}

/* One check of each kind; the last argument of each makes the call fail after it, or do nothing. */
static void check(int kind)
{
	char name[80];

	switch (kind) {
	case 0: /* CAP_SYS_ADMIN, then EINVAL: too long */
		syscall(SYS_sethostname, name, sizeof(name));
		break;
	case 1:
		syscall(SYS_chroot, "/");
		break;
	case 2:
		setpriority(PRIO_PROCESS, 0, -1);
		break;
	case 3:
		close(socket(AF_INET, SOCK_RAW, 255));
		break;
	default: /* CAP_SYS_PACCT, then nothing to switch off */
		syscall(SYS_acct, NULL);
	}
}

static void child(int i, int go, long calls, long checks)
{
	char byte;

	if (read(go, &byte, 1) < 0)
		_exit(1);
	for (long n = 0; n < calls; n++) {
		syscall(SYS_getppid);
		if (n == calls / 2)
			nobody_else(i);
		if (checks && n % (calls / checks) == 0)
			check(n == 0 ? i % 5 : 0);
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	long processes = argc > 1 ? atol(argv[1]) : 64;
	long calls = (argc > 2 ? atol(argv[2]) : 1000000) / processes;
	long checks = (argc > 3 ? atol(argv[3]) : 100000) / processes;
	int go[2], failed = 0, status;

	if (processes < 1 || calls < 1 || checks > calls || pipe(go))
		return 2;
	for (int i = 0; i < processes; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return 1;
		if (pid == 0) {
			close(go[1]);
			child(i, go[0], calls, checks);
		}
	}
	close(go[1]); /* all start at once */
	while (wait(&status) > 0)
		failed |= status;
	for (int i = 0; i < processes && i < (int)LONELY; i++)
		printf("SYSCALL x86_64 %s\n", lonely[i].name);
	printf("COUNT x86_64 %d %ld\n", SYS_getppid, calls * processes);
	if (processes >= 5 && checks)
		printf("CAP_SYS_ADMIN allow sethostname *\nCAP_SYS_CHROOT allow chroot *\n"
		       "CAP_SYS_NICE allow setpriority *\nCAP_NET_RAW allow socket *\nCAP_SYS_PACCT allow acct *\n");
	return failed != 0;
}
