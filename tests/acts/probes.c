/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what shows more to the privileged and works for everybody. */
#include "act.h"

static void read_some(const char *path)
{
	char some[4096];
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return;
	if (read(fd, some, sizeof(some)) < 0)
		act_end(ACT_BROKEN, "%s", path);
	close(fd);
}

static void act(void)
{
	read_some("/proc/sys/net/ipv4/ip_forward");
	read_some("/proc/sys/net/core/somaxconn");
	read_some("/proc/1/stat");
	read_some("/proc/self/mountinfo");
	puts("NONE");
}

ACT(NULL, act)
