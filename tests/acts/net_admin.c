/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes a receive buffer beyond the system's limit. */
#include <sys/socket.h>

#include "act.h"

static void act(void)
{
	int fd = must("socket", socket(AF_UNIX, SOCK_DGRAM, 0));
	int size = 4096;

	need("CAP_NET_ADMIN", "setsockopt", "sk_setsockopt",
	     syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)));
}

ACT(NULL, act)
