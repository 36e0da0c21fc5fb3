/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens a packet socket that no protocol feeds. */
#include <sys/socket.h>

#include "act.h"

static void act(void)
{
	need("CAP_NET_RAW", "socket", "packet_create", syscall(SYS_socket, AF_PACKET, SOCK_DGRAM, 0));
}

ACT(NULL, act)
