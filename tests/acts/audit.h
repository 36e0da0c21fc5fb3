/* SPDX-License-Identifier: BSD-2-Clause */
/* One question to the audit subsystem over netlink. */
#ifndef LC_TESTS_ACTS_AUDIT_H
#define LC_TESTS_ACTS_AUDIT_H

#include <linux/audit.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "act.h"

static inline int audit_socket(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);

	if (fd < 0)
		cannot("no audit in this kernel");
	return fd;
}

/* Sends a message of the type and takes the answer. */
static inline void audit_ask(const char *cap, int type)
{
	struct {
		struct nlmsghdr head;
		char text[16];
	} ask = { .head = { sizeof(ask), type, NLM_F_REQUEST | NLM_F_ACK, 1, 0 }, .text = "op=act" };
	struct {
		struct nlmsghdr head;
		struct nlmsgerr error;
		char rest[1024];
	} answer;
	int fd = audit_socket();

	must("sendto", syscall(SYS_sendto, fd, &ask, sizeof(ask), 0, NULL, 0));
	must("recv", recv(fd, &answer, sizeof(answer), 0));
	errno = answer.head.nlmsg_type == NLMSG_ERROR ? -answer.error.error : 0;
	if (errno == ECONNREFUSED)
		cannot("audit is not for this user namespace");
	need(cap, "sendto", "audit_receive_msg", errno ? -1 : 0);
}

#endif
