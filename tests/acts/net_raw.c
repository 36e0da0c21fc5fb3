/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens a raw socket. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "act.h"

static void act(void)
{
	need("CAP_NET_RAW", "socket", "inet_create", syscall(SYS_socket, AF_INET, SOCK_RAW, IPPROTO_ICMP));
}

ACT(NULL, act)
