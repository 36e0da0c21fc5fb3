// SPDX-License-Identifier: BSD-2-Clause
/* Datagrams of newline-separated assignments on an abstract Unix socket. */
#include "kern/notify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/fail.h"
#include "base/guard.h"

#define DATAGRAM 4096
#define READY "READY=1"

/* Bound to no name in particular, the kernel chooses a free one of five digits. */
int notify_open(char name[NOTIFY_ROOM])
{
	_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(address);
	size_t n;
	int own;

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(sa_family_t)) ||
	    getsockname(fd, (struct sockaddr *)&address, &size))
		return fail(-errno, "cannot make a socket for sd_notify: %s", strerror(errno));
	n = size - sizeof(sa_family_t);
	if (n < 2 || n > NOTIFY_ROOM - 1 || address.sun_path[0] != '\0')
		return fail(-EPROTO, "cannot make a socket for sd_notify: its name is not an abstract one");
	snprintf(name, NOTIFY_ROOM, "@%.*s", (int)n - 1, address.sun_path + 1);
	own = fd;
	fd = -1;
	return own;
}

static bool says_ready(const char *text)
{
	for (const char *line = text; *line; line += strspn(line, "\n")) {
		size_t n = strcspn(line, "\n");

		if (n == strlen(READY) && !memcmp(line, READY, n))
			return true;
		line += n;
	}
	return false;
}

/*
 * Anyone who knows the name may say it: it moves a boundary in the report, and no more than that. Descriptors sent
 * along are closed by the kernel when no room is given for them, which is what a sender of BARRIER=1 waits for.
 */
bool notify_ready(int fd)
{
	char text[DATAGRAM + 1];
	bool ready = false;
	ssize_t n;

	while ((n = recv(fd, text, DATAGRAM, MSG_DONTWAIT)) >= 0) {
		text[n] = '\0';
		ready |= says_ready(text);
	}
	return ready;
}
