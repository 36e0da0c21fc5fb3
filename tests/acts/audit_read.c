/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins the multicast group that carries the audit log. */
#include "audit.h"

static void act(void)
{
	struct sockaddr_nl group = { .nl_family = AF_NETLINK, .nl_groups = 1 /* AUDIT_NLGRP_READLOG */ };

	need("CAP_AUDIT_READ", "bind", "audit_multicast_bind",
	     syscall(SYS_bind, audit_socket(), &group, sizeof(group)));
}

ACT(NULL, act)
