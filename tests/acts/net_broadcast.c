/* SPDX-License-Identifier: BSD-2-Clause */
/* Listens to the netlink groups of all network namespaces: the kernel's one use of this capability. */
#include <linux/netlink.h>
#include <sys/socket.h>

#include "act.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

static void act(void)
{
	int fd = must("socket", socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
	int on = 1;

	need("CAP_NET_BROADCAST", "setsockopt", "netlink_setsockopt",
	     syscall(SYS_setsockopt, fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &on, sizeof(on)));
}

ACT(NULL, act)
