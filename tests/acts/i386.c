/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls the kernel as an i386 program would, from 64-bit code; one of the calls needs a capability. */
#include "act.h"

static long int80(long nr, long argument)
{
	long r;

	asm volatile("int $0x80" : "=a"(r) : "a"(nr), "b"(argument) : "memory", "r8", "r9", "r10", "r11");
	if (r < 0 && r > -4096) {
		errno = -r;
		return -1;
	}
	return r;
}

static void act(void)
{
	long pid = int80(20, 0);

	if (pid < 0)
		cannot("no i386 calls in this kernel");
	if (pid != getpid())
		act_end(ACT_BROKEN, "i386 getpid gave %ld", pid);
	expect_syscall("i386", "getpid");
	must("i386 getppid", int80(64, 0));
	expect_syscall("i386", "getppid");
	need("CAP_SETGID", "setgid32", "sys_setgid", int80(214, OTHER_ID));
	expect_syscall("i386", "setgid32");
}

ACT(NULL, act)
