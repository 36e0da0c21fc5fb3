// SPDX-License-Identifier: BSD-2-Clause
/*
 * Enters a userland and executes a command of it under a filter: "enter DIRECTORY FILTER COMMAND [ARG]...". FILTER is
 * a file of struct sock_filter, - none. No C library is in it: a recording has no call of one but COMMAND's own.
 *
 * gcc -static -nostdlib -ffreestanding -fno-stack-protector -fcf-protection=none -O1
 */
#include <linux/audit.h>
#include <linux/fcntl.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#define MAX_INSNS 4096

static long call(long nr, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
}

static void quit(const char *what, int status)
{
	long n = 0;

	while (what[n])
		n++;
	call(SYS_write, 2, (long)what, n, 0, 0);
	call(SYS_exit_group, status, 0, 0, 0, 0);
}

static struct sock_filter insns[MAX_INSNS];

/* The whole file into insns; the number of instructions. */
static long read_filter(const char *file)
{
	long fd = call(SYS_openat, AT_FDCWD, (long)file, O_RDONLY, 0, 0), size = 0, n;

	while (fd >= 0 && (n = call(SYS_read, fd, (long)insns + size, (long)sizeof(insns) - size, 0, 0)) > 0)
		size += n;
	if (fd < 0 || size == 0 || size % (long)sizeof(*insns))
		quit("enter: no filter\n", 125);
	call(SYS_close, fd, 0, 0, 0, 0);
	return size / (long)sizeof(*insns);
}

static void enter(char **argv, char **env)
{
	int filtered = argv[1] && argv[2] && (argv[2][0] != '-' || argv[2][1]);
	struct sock_fprog program = { .filter = insns };

	if (!argv[1] || !argv[2] || !argv[3])
		quit("usage: enter DIRECTORY FILTER COMMAND [ARG]...\n", 2);
	if (filtered)
		program.len = (unsigned short)read_filter(argv[2]);
	if (call(SYS_chroot, (long)argv[1], 0, 0, 0, 0) < 0 || call(SYS_chdir, (long)"/", 0, 0, 0, 0) < 0)
		quit("enter: chroot failed\n", 125);
	if (filtered && (call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
			 call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, (long)&program, 0, 0) < 0))
		quit("enter: the kernel does not take the filter\n", 125);
	call(SYS_execve, (long)argv[3], (long)(argv + 3), (long)env, 0, 0);
	quit("enter: the command cannot be executed\n", 126);
}

/* The stack as the kernel leaves it: argc, argv, NULL, environment. */
__attribute__((used)) void begin(long *stack)
{
	char **argv = (char **)(stack + 1);

	enter(argv, argv + stack[0] + 1);
}

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall begin\n\thlt\n");
