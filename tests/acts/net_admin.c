/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets the length of an interface's queue. */
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "act.h"

static void act(void)
{
	int fd = must("socket", socket(AF_UNIX, SOCK_DGRAM, 0));
	struct ifreq request = { .ifr_name = "lo", .ifr_qlen = 1000 };

	need("CAP_NET_ADMIN", "ioctl", "dev_ioctl", syscall(SYS_ioctl, fd, SIOCSIFTXQLEN, &request));
}

ACT(NULL, act)
