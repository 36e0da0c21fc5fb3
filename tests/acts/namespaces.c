/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens a raw socket as the first process of new pid, network and mount namespaces. */
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include "act.h"

static void act(void)
{
	pid_t child;

	need("CAP_SYS_ADMIN", "unshare", "*",
	     syscall(SYS_unshare, CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS));
	child = must("fork", fork());
	if (child)
		exit(wait_for(child));
	if (getpid() != 1)
		act_end(ACT_BROKEN, "not the first process");
	need("CAP_NET_RAW", "socket", "inet_create", syscall(SYS_socket, AF_INET, SOCK_RAW, IPPROTO_ICMP));
}

ACT(NULL, act)
