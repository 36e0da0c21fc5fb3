/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens a raw socket in user and network namespaces of its own, where everybody may. */
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include "act.h"

static void act(void)
{
	if (syscall(SYS_unshare, CLONE_NEWUSER | CLONE_NEWNET) < 0)
		cannot("user namespaces");
	must("socket", syscall(SYS_socket, AF_INET, SOCK_RAW, IPPROTO_ICMP));
	puts("NONE");
}

ACT(NULL, act)
