/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Toy services on port 80 of the loopback interface, each with another sign of when it begins to serve. Those that
 * serve as root use CAP_NET_BIND_SERVICE and, after a wait, CAP_SYS_NICE before that, and CAP_SYS_CHROOT for each
 * guest.
 */
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "row.h"

static int listen_on_80(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				    .sin_port = htons(80) };
	int one = 1, fd = must("socket", socket(AF_INET, SOCK_STREAM, 0));

	must("SO_REUSEADDR", setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)));
	must("bind", bind(fd, (struct sockaddr *)&here, sizeof(here)));
	must("listen", listen(fd, 16));
	return fd;
}

static void serve_one(int fd)
{
	char request[256];
	int guest = must("accept", accept(fd, NULL, NULL));

	if (read(guest, request, sizeof(request)) > 0 && write(guest, "served\n", 7) != 7)
		act_end(ACT_BROKEN, "write");
	close(guest);
}

static void serve_as_root(int fd)
{
	while (true) {
		serve_one(fd);
		must("chroot", chroot("."));
	}
}

static void drop(void)
{
	must("setgroups", syscall(SYS_setgroups, 0, NULL));
	must("setgid", syscall(SYS_setgid, OTHER_ID));
	must("setuid", syscall(SYS_setuid, OTHER_ID));
}

/* Before its first wait. */
static void drops(void)
{
	int fd = listen_on_80();

	drop();
	/* SIGTERM does not end the first process of a pid namespace (runs_drops). */
	must("PR_SET_PDEATHSIG", prctl(PR_SET_PDEATHSIG, SIGKILL));
	while (true)
		serve_one(fd);
}

/* After its first guest. */
static void drops_late(void)
{
	int fd = listen_on_80();

	serve_one(fd);
	drop();
	while (true)
		serve_one(fd);
}

/* Waits before it is ready, then uses a capability, then says that it is ready. */
static int half_ready(void)
{
	int fd = listen_on_80();
	struct pollfd wait = { fd, POLLIN, 0 };

	poll(&wait, 1, 10);
	must("setpriority", setpriority(PRIO_PROCESS, 0, -1));
	return fd;
}

static void notifies(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	int served = half_ready(), fd = must("socket", socket(AF_UNIX, SOCK_DGRAM, 0));

	if (!path || strlen(path) >= sizeof(to.sun_path))
		act_end(ACT_BROKEN, "NOTIFY_SOCKET");
	strcpy(to.sun_path, path);
	if (*path == '@')
		to.sun_path[0] = 0;
	must("sendto", sendto(fd, "READY=1\n", 8, 0, (struct sockaddr *)&to,
			      offsetof(struct sockaddr_un, sun_path) + strlen(path)));
	usleep(200000);
	serve_as_root(served);
}

static void signals(void)
{
	int fd = half_ready();

	must("kill", kill(getppid(), SIGUSR1));
	usleep(200000);
	serve_as_root(fd);
}

static void leaves_file(void)
{
	int fd = half_ready();

	close(must("open", open("ready", O_CREAT | O_WRONLY, 0600)));
	usleep(600000);
	serve_as_root(fd);
}

/* Waits, gives up something, waits again, as a runtime may before it starts a container: here, "drops". */
static void runs_drops(void)
{
	struct sockaddr_un here = { .sun_family = AF_UNIX, .sun_path = "runtime.sock" };
	int fd = must("socket", socket(AF_UNIX, SOCK_STREAM, 0));
	struct pollfd wait = { fd, POLLIN, 0 };
	pid_t child;

	must("bind", bind(fd, (struct sockaddr *)&here, sizeof(here)));
	must("listen", listen(fd, 1));
	poll(&wait, 1, 10);
	must("setgroups", syscall(SYS_setgroups, 0, NULL));
	poll(&wait, 1, 10);
	must("unshare", unshare(CLONE_NEWPID));
	child = must("fork", fork());
	if (!child)
		must("execl", execl("/proc/self/exe", "row_serve", "drops", NULL));
	wait_for(child);
}

ROWS({ "drops", NULL, drops }, { "drops_late", NULL, drops_late }, { "runs_drops", NULL, runs_drops },
     { "notifies", NULL, notifies }, { "signals", NULL, signals }, { "leaves_file", NULL, leaves_file })
