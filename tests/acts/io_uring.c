/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets up a ring, whose operations are no syscalls; whether its memory counts as locked is asked up front. */
#include <linux/io_uring.h>

#include "act.h"

static void act(void)
{
	struct io_uring_params params = { 0 };
	long fd = syscall(SYS_io_uring_setup, 4, &params);

	if (fd < 0)
		cannot("io_uring_setup");
	expect_syscall("x86_64", "io_uring_setup");
	fact("CAP_IPC_LOCK", "early", "io_uring_setup", "*");
	puts("INCOMPLETE io_uring");
}

ACT(NULL, act)
