/* SPDX-License-Identifier: BSD-2-Clause */
/* Binds a port below the privileged limit, on loopback. */
#include <arpa/inet.h>
#include <sys/socket.h>

#include "act.h"

static void act(void)
{
	struct sockaddr_in low = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = must("socket", socket(AF_INET, SOCK_DGRAM, 0));
	long first = sysctl_number("/proc/sys/net/ipv4/ip_unprivileged_port_start");

	errno = 0;
	if (first < 2)
		cannot("net.ipv4.ip_unprivileged_port_start is %ld", first);
	low.sin_port = htons(first - 1);
	need("CAP_NET_BIND_SERVICE", "bind", "__inet_bind", syscall(SYS_bind, fd, &low, sizeof(low)));
}

ACT(NULL, act)
