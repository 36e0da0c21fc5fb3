// SPDX-License-Identifier: BSD-2-Clause
/* Hears the netlink multicast group on which the kernel tells each line of its audit log. */
#include "kern/auditlog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "bpf/event.h"

#define TYPE_FIRST 1300
#define TYPE_LAST 1499
#define ROOM 16384 /* a line has at most MAX_AUDIT_MESSAGE_LENGTH 8970 */
#define BUFFER (4 << 20)
#define ANCESTORS 32
#define AT_ONCE 1024 /* lines of one poll: the ring must not wait for a flood */

struct auditlog {
	int fd;
	uint64_t lost;
	union {
		struct nlmsghdr head;
		char bytes[ROOM];
	} message;
};

/* --- open ------------------------------------------------------------------------ */

static int open_socket(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_AUDIT);

	return fd < 0 ? -errno : fd;
}

/* The kernel tells the initial network namespace alone; only there this setting is to be seen. */
static bool in_initial_net(void)
{
	return !access("/proc/sys/net/core/netdev_max_backlog", F_OK);
}

/* A socket belongs to the network namespace it was made in: ours, if we go to that of the process and come back. */
static int open_beside(long pid, int home)
{
	char path[40];
	_close_ int net = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/ns/net", pid);
	net = open(path, O_RDONLY | O_CLOEXEC);
	if (net < 0 || setns(net, CLONE_NEWNET))
		return -errno;
	fd = in_initial_net() ? open_socket() : -ENETUNREACH;
	if (!setns(home, CLONE_NEWNET))
		return fd;
	close_guard(&fd);
	return -errno;
}

/* 0: it has none that we see. comm, which is anything, ends at the last ')'. */
static long parent_of(long pid)
{
	_close_ int fd = -1;
	char text[256], *at;
	ssize_t n;

	snprintf(text, sizeof(text), "/proc/%ld/stat", pid);
	fd = open(text, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	at = n > 0 ? strrchr(text, ')') : NULL;
	return at && strlen(at) > 4 ? strtol(at + 4, NULL, 10) : 0;
}

/* Where the audit log is told: with us, or with init, or with one of those that started us. */
static int open_told(void)
{
	_close_ int home = -1;
	int fd;

	if (in_initial_net())
		return open_socket();
	home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	fd = home < 0 ? -errno : open_beside(1, home);
	for (long pid = getppid(), i = 0; home >= 0 && fd < 0 && pid > 1 && i < ANCESTORS; i++, pid = parent_of(pid))
		fd = open_beside(pid, home);
	return fd < 0 ? -ENETUNREACH : fd;
}

static int join(int fd)
{
	struct sockaddr_nl at = { .nl_family = AF_NETLINK };
	int group = AUDIT_NLGRP_READLOG, room = BUFFER;

	/* The first needs CAP_NET_ADMIN; a smaller buffer is no reason to fail. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
		return -errno;
	return 0;
}

int auditlog_open(struct auditlog **out)
{
	_auditlog_ struct auditlog *log = calloc(1, sizeof(*log));
	int r;

	if (!log)
		return -ENOMEM;
	log->fd = open_told();
	r = log->fd < 0 ? log->fd : join(log->fd);
	if (!r)
		*out = TAKE(log);
	return r;
}

int auditlog_fd(const struct auditlog *log)
{
	return log->fd;
}

uint64_t auditlog_lost(const struct auditlog *log)
{
	return log->lost;
}

void auditlog_close(struct auditlog **log)
{
	if (!*log)
		return;
	close_guard(&(*log)->fd);
	free(*log);
	*log = NULL;
}

/* --- lines ------------------------------------------------------------------------- */

/* Bytes of the next message; 0: not one of the kernel's. -EAGAIN: none waits. */
static ssize_t receive(struct auditlog *log)
{
	struct sockaddr_nl from = { 0 };
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(log->fd, &log->message, sizeof(log->message), MSG_DONTWAIT, (struct sockaddr *)&from,
			     &size);

	if (n < 0)
		return -errno;
	return size == sizeof(from) && from.nl_family == AF_NETLINK && !from.nl_pid ? n : 0;
}

/* The text of a message of n bytes. false: it is none that is told. */
static bool read_line(const struct auditlog *log, size_t n, struct lc_audit *line)
{
	const struct nlmsghdr *head = &log->message.head;
	const char *text = log->message.bytes + NLMSG_HDRLEN;
	size_t size;

	if (n < NLMSG_HDRLEN || head->nlmsg_len < NLMSG_HDRLEN || head->nlmsg_len > n)
		return false;
	if (head->nlmsg_type < TYPE_FIRST || head->nlmsg_type > TYPE_LAST)
		return false;
	size = strnlen(text, head->nlmsg_len - NLMSG_HDRLEN);
	while (size && text[size - 1] == '\n')
		size--;
	line->type = head->nlmsg_type;
	line->size = size < LC_AUDIT_LEN ? size : LC_AUDIT_LEN;
	memcpy(line->text, text, line->size);
	return size;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int auditlog_poll(struct auditlog *log, int (*sink)(void *ctx, const void *record, size_t n), void *ctx)
{
	int r = 0;

	for (int i = 0; !r && i < AT_ONCE; i++) {
		struct lc_audit line = { .h = { .kind = LC_AUDIT, .len = sizeof(line) } };
		ssize_t n = receive(log);

		if (n == -EAGAIN)
			break;
		if (n == -ENOBUFS)
			log->lost++;
		else if (n < 0 && n != -EINTR)
			return n;
		if (n <= 0 || !read_line(log, n, &line))
			continue;
		line.h.ns = now_ns();
		r = sink(ctx, &line, sizeof(line));
	}
	return r;
}
