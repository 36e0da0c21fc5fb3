/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals on the way to the network: capabilities, packet filters, routes. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "refusal.h"

static struct sockaddr_in at(const char *address, int port)
{
	struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons(port) };

	inet_pton(AF_INET, address, &name.sin_addr);
	return name;
}

static int udp(void)
{
	return must("socket", socket(AF_INET, SOCK_DGRAM, 0));
}

static void own_net(void)
{
	must("unshare", unshare(CLONE_NEWNET));
	if (!TOOL("ip", "link", "set", "lo", "up"))
		cannot("ip");
}

static void low_port(void)
{
	struct sockaddr_in name = at("127.0.0.1", 80);

	own_net();
	as_nobody();
	REFUSED(bind, EACCES, udp(), &name, sizeof(name));
}

static void low_port6(void)
{
	struct sockaddr_in6 name = { .sin6_family = AF_INET6, .sin6_port = htons(443),
				     .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd;

	own_net();
	fd = socket(AF_INET6, SOCK_STREAM, 0);
	if (fd < 0)
		cannot("IPv6");
	as_nobody();
	REFUSED(bind, EACCES, fd, &name, sizeof(name));
}

static void raw(void)
{
	as_nobody();
	REFUSED(socket, EPERM, AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static void packet(void)
{
	as_nobody();
	REFUSED(socket, EPERM, AF_PACKET, SOCK_RAW, 0);
}

static void mark(void)
{
	int fd = udp(), one = 1;

	as_nobody();
	REFUSED(setsockopt, EPERM, fd, SOL_SOCKET, SO_MARK, &one, sizeof(one));
}

static void transparent(void)
{
	int fd = udp(), one = 1;

	as_nobody();
	REFUSED(setsockopt, EPERM, fd, IPPROTO_IP, IP_TRANSPARENT, &one, sizeof(one));
}

static void credentials(void)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(struct ucred))];
	} control = { .head = { CMSG_LEN(sizeof(struct ucred)), SOL_SOCKET, SCM_CREDENTIALS } };
	const struct ucred root = { 1, 0, 0 };
	struct iovec one = { (char[]){ 'x' }, 1 };
	struct msghdr message = { .msg_iov = &one, .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	int pair[2];

	memcpy(CMSG_DATA(&control.head), &root, sizeof(root));
	as_nobody();
	must("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	REFUSED(sendmsg, EPERM, pair[0], &message, 0);
}

/* ping sockets are for the groups of net.ipv4.ping_group_range, in a new network for none. */
static void ping(void)
{
	own_net();
	as_nobody();
	REFUSED(socket, EACCES, AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
}

/* --- packets --------------------------------------------------------------- */

static void filter_out(const char *port, const char *verdict)
{
	own_net();
	if (!TOOL("nft", "add table inet act; add chain inet act out { type filter hook output priority 0; }") ||
	    !TOOL("nft", "add", "rule", "inet", "act", "out", "udp", "dport", port, verdict))
		cannot("nft");
}

static void drop(void)
{
	struct sockaddr_in name = at("127.0.0.1", 9);

	filter_out("9", "drop");
	REFUSED(sendto, EPERM, udp(), "x", 1L, 0, &name, sizeof(name));
}

static void reject(void)
{
	struct sockaddr_in name = at("127.0.0.1", 9);

	filter_out("9", "reject");
	REFUSED(sendto, EPERM, udp(), "x", 1L, 0, &name, sizeof(name));
}

static void reject_connected(void)
{
	struct sockaddr_in name = at("127.0.0.1", 9);
	int fd;

	filter_out("9", "drop");
	fd = udp();
	must("connect", connect(fd, (void *)&name, sizeof(name)));
	REFUSED(write, EPERM, fd, "x", 1L);
}

static void prohibited(void)
{
	struct sockaddr_in name = at("10.9.8.7", 9);

	own_net();
	if (!TOOL("ip", "route", "add", "prohibit", "10.9.8.0/24"))
		cannot("ip");
	REFUSED(connect, EACCES, udp(), &name, sizeof(name));
}

static void broadcast(void)
{
	struct sockaddr_in name = at("127.255.255.255", 9);

	own_net();
	REFUSED(connect, EACCES, udp(), &name, sizeof(name));
}

ROWS({ "low_port", NULL, low_port }, { "low_port6", NULL, low_port6 }, { "raw", NULL, raw },
     { "packet", NULL, packet }, { "mark", NULL, mark }, { "transparent", NULL, transparent },
     { "credentials", NULL, credentials }, { "ping", NULL, ping }, { "drop", NULL, drop },
     { "reject", NULL, reject }, { "reject_connected", NULL, reject_connected },
     { "prohibited", NULL, prohibited }, { "broadcast", NULL, broadcast })
