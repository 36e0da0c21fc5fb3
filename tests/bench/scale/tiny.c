// SPDX-License-Identifier: BSD-2-Clause
/*
 * The smallest program: it ends. With an argument it makes seven calls before, each of which asks for a capability
 * and then fails for what it was given, or changes nothing.
 */
#include <sys/syscall.h>

static inline long call(long nr, long a, long b, long c)
{
	long r;

	__asm__ volatile("syscall" : "=a"(r) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return r;
}

__attribute__((noreturn, used)) static void start(const long *stack)
{
	if (stack[0] > 1) {
		call(SYS_sethostname, (long)"", 65, 0);
		call(SYS_setdomainname, (long)"", 65, 0);
		call(SYS_swapon, (long)"", 0, 0);
		call(SYS_swapoff, (long)"", 0, 0);
		call(SYS_pivot_root, (long)"", (long)"", 0);
		call(SYS_acct, (long)"", 0, 0);
		call(SYS_chroot, (long)"/", 0, 0);
	}
	for (;;)
		call(SYS_exit_group, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall start\n");
