/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows about sockets and netlink. */
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "row.h"

static int a_socket(int domain, int type)
{
	return must("socket", socket(domain, type, 0));
}

static void set_option(int fd, int level, int option, const void *value, socklen_t size)
{
	tried("setsockopt", syscall(SYS_setsockopt, fd, level, option, value, size));
}

static void vsock(void)
{
	ROW(CAP_NET_ADMIN, "socket __vsock_create probe drop free");
	tried("socket", syscall(SYS_socket, AF_VSOCK, SOCK_STREAM, 0));
}

static void send_netlink(int protocol, struct nlmsghdr *request, const char *row)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	char answer[16384];
	struct nlmsghdr *reply = (struct nlmsghdr *)answer;
	int fd = must("socket", socket(AF_NETLINK, SOCK_RAW, protocol));

	row_say(CAP_NET_ADMIN, "CAP_NET_ADMIN", row);
	must("sendto", syscall(SYS_sendto, fd, request, request->nlmsg_len, 0, &kernel, sizeof(kernel)));
	must("recv", recv(fd, answer, sizeof(answer), 0));
	if (reply->nlmsg_type != NLMSG_ERROR)
		return;
	errno = -((struct nlmsgerr *)NLMSG_DATA(reply))->error;
	tried("netlink", errno ? -1 : 0);
}

static void diag(void)
{
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 body;
	} request = {
		{ sizeof(request), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 1, 0 },
		{ .sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = -1 },
	};
	int fd = a_socket(AF_INET, SOCK_STREAM);

	must("listen", listen(fd, 1));
	send_netlink(NETLINK_SOCK_DIAG, &request.head, "sendto * early drop free");
}

static void set_link(void)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg body;
	} request = {
		{ sizeof(request), RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0 },
		{ .ifi_family = AF_UNSPEC, .ifi_index = 1, .ifi_flags = IFF_UP, .ifi_change = IFF_UP },
	};

	send_netlink(NETLINK_ROUTE, &request.head, "sendto rtnetlink_rcv_msg decisive keep needed");
}

static void congestion(void)
{
	ROW(CAP_NET_ADMIN, "setsockopt do_tcp_setsockopt early keep free");
	set_option(a_socket(AF_INET, SOCK_STREAM), IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
}

static void unknown_interface(void)
{
	struct ifreq request = { .ifr_name = "no-such-one" };

	ROW(CAP_NET_ADMIN, "ioctl dev_ioctl decisive keep free");
	if (syscall(SYS_ioctl, a_socket(AF_INET, SOCK_DGRAM), SIOCGIFINDEX, &request) == 0 || errno != ENODEV)
		act_end(ACT_BROKEN, "ioctl");
}

static void zerocopy(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				    .sin_port = htons(9) };
	int one = 1, fd = a_socket(AF_INET, SOCK_DGRAM);
	static char page[4096];

	set_option(fd, SOL_SOCKET, SO_ZEROCOPY, &one, sizeof(one));
	ROW(CAP_IPC_LOCK, "sendto * early keep free");
	tried("sendto", syscall(SYS_sendto, fd, page, sizeof(page), MSG_ZEROCOPY, &here, sizeof(here)));
}

static void mark(void)
{
	int one = 1;

	ROW(CAP_NET_RAW, "setsockopt sk_setsockopt alternative keep needed,CAP_NET_ADMIN");
	set_option(a_socket(AF_INET, SOCK_DGRAM), SOL_SOCKET, SO_MARK, &one, sizeof(one));
}

static void mark_wide(void)
{
	int one = 1;

	give_up(CAP_NET_RAW);
	ROW(CAP_NET_ADMIN, "setsockopt sk_setsockopt alternative drop needed");
	say_instead("CAP_NET_RAW");
	set_option(a_socket(AF_INET, SOCK_DGRAM), SOL_SOCKET, SO_MARK, &one, sizeof(one));
}

static void transparent(void)
{
	int one = 1;

	ROW(CAP_NET_RAW, "setsockopt do_ip_setsockopt alternative keep needed,CAP_NET_ADMIN");
	set_option(a_socket(AF_INET, SOCK_DGRAM), IPPROTO_IP, 19 /* IP_TRANSPARENT */, &one, sizeof(one));
}

/* As servers do it: as much as they get. */
static void buffers(void)
{
	int size = 1 << 20, fd = a_socket(AF_INET, SOCK_DGRAM);

	ROW(CAP_NET_ADMIN, "setsockopt sk_setsockopt alternative drop|ask free");
	if (syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0)
		set_option(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		set_option(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

/* A message that names another process or user as its sender, or hands descriptors on. */
static long send_control(int fd, int type, const void *data, size_t size)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(64)];
	} control = { .head = { .cmsg_len = CMSG_LEN(size), .cmsg_level = SOL_SOCKET, .cmsg_type = type } };
	struct iovec byte = { "x", 1 };
	struct msghdr message = { .msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = CMSG_SPACE(size) };

	memcpy(CMSG_DATA(&control.head), data, size);
	return syscall(SYS_sendmsg, fd, &message, 0);
}

static void in_flight(void)
{
	struct rlimit few = { 32, 32 };
	int ends[16][2];

	for (int i = 0; i < 16; i++)
		must("socketpair", socketpair(AF_UNIX, SOCK_DGRAM, 0, ends[i]));
	must("setrlimit", setrlimit(RLIMIT_NOFILE, &few));
	ROW(CAP_SYS_ADMIN, "sendmsg * limit drop needed");
	say_instead("CAP_SYS_RESOURCE");
	for (int i = 0; i < 16; i++)
		for (int k = 0; k < 6; k++) /* a queue holds few */
			tried("sendmsg", send_control(ends[i][0], SCM_RIGHTS, ends[k], sizeof(ends[k])));
}

static void credentials(struct ucred sent)
{
	int ends[2];

	must("socketpair", socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
	tried("sendmsg", send_control(ends[0], SCM_CREDENTIALS, &sent, sizeof(sent)));
}

static void other_pid(void)
{
	ROW(CAP_SYS_ADMIN, "sendmsg * decisive keep needed");
	credentials((struct ucred){ getppid(), getuid(), getgid() });
}

static void other_uid(void)
{
	ROW(CAP_SETUID, "sendmsg * decisive keep needed");
	credentials((struct ucred){ getpid(), OTHER_ID, getgid() });
}

static void other_gid(void)
{
	ROW(CAP_SETGID, "sendmsg * decisive keep needed");
	credentials((struct ucred){ getpid(), getuid(), OTHER_ID });
}

ROWS({ "vsock", NULL, vsock }, { "diag", NULL, diag }, { "set_link", NULL, set_link },
     { "congestion", NULL, congestion }, { "unknown_interface", NULL, unknown_interface },
     { "zerocopy", NULL, zerocopy }, { "mark", NULL, mark }, { "mark_wide", NULL, mark_wide },
     { "transparent", NULL, transparent },
     { "buffers", NULL, buffers }, { "in_flight", NULL, in_flight }, { "other_pid", NULL, other_pid },
     { "other_uid", NULL, other_uid }, { "other_gid", NULL, other_gid })
