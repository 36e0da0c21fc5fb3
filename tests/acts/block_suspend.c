/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits for an event that keeps the machine awake; without the capability the flag is dropped in silence. */
#include <sys/epoll.h>

#include "act.h"

static bool flag_stayed(int epoll)
{
	unsigned int events = 0;
	char path[64], line[256];
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", epoll);
	info = fopen(path, "r");
	while (info && fgets(line, sizeof(line), info))
		if (sscanf(line, "tfd: %*d events: %x", &events) == 1)
			break;
	return events & EPOLLWAKEUP;
}

static void act(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLWAKEUP };
	int epoll = must("epoll_create1", epoll_create1(0));
	int ends[2];

	must("pipe", pipe(ends));
	must("epoll_ctl", syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, ends[0], &event));
	errno = 0;
	if (!flag_stayed(epoll) && act_has(CAP_BLOCK_SUSPEND))
		cannot("this kernel cannot suspend, so nothing is asked");
	errno = EPERM;
	need("CAP_BLOCK_SUSPEND", "epoll_ctl", "*", flag_stayed(epoll) ? 0 : -1);
}

ACT(NULL, act)
