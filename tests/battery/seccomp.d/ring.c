/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server whose every operation goes through a ring of io_uring: it accepts, receives, opens, writes, reads, sends and
 * closes there, so that a filter sees none of it.
 * usage: ring FILE | ring --check
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PORT 8000

static struct {
	int fd;
	char *sq, *cq;
	struct io_uring_sqe *sqes;
	struct io_uring_params p;
} ring;

static int ring_make(void)
{
	struct io_uring_params *p = &ring.p;

	ring.fd = syscall(SYS_io_uring_setup, 8, p);
	if (ring.fd < 0)
		return -1;
	ring.sq = mmap(NULL, p->sq_off.array + p->sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd,
		       IORING_OFF_SQ_RING);
	ring.cq = mmap(NULL, p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE,
		       MAP_SHARED, ring.fd, IORING_OFF_CQ_RING);
	ring.sqes = mmap(NULL, p->sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd,
			 IORING_OFF_SQES);
	return ring.sq == MAP_FAILED || ring.cq == MAP_FAILED || (void *)ring.sqes == MAP_FAILED ? -1 : 0;
}

/* One operation, waited for: its result. */
static int op(unsigned int opcode, int fd, const void *at, unsigned int n, uint64_t off, unsigned int flags)
{
	_Atomic uint32_t *tail = (void *)(ring.sq + ring.p.sq_off.tail), *head = (void *)(ring.cq + ring.p.cq_off.head);
	uint32_t *array = (void *)(ring.sq + ring.p.sq_off.array);
	uint32_t t = atomic_load(tail), slot = t & (ring.p.sq_entries - 1), h;
	struct io_uring_cqe *cqes = (void *)(ring.cq + ring.p.cq_off.cqes);
	int result;

	ring.sqes[slot] = (struct io_uring_sqe){
		.opcode = opcode, .fd = fd, .addr = (uintptr_t)at, .len = n, .off = off, .open_flags = flags,
	};
	array[slot] = slot;
	atomic_store(tail, t + 1);
	if (syscall(SYS_io_uring_enter, ring.fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return -1;
	h = atomic_load(head);
	result = cqes[h & (ring.p.cq_entries - 1)].res;
	atomic_store(head, h + 1);
	return result;
}

static int serve_one(int fd, const char *path)
{
	static const char good[] = "HTTP/1.0 200 OK\r\n\r\nserved\n";
	char request[1024], again[sizeof(good)];
	int client = op(IORING_OP_ACCEPT, fd, NULL, 0, 0, 0), file;

	if (client < 0 || op(IORING_OP_RECV, client, request, sizeof(request), 0, 0) < 0)
		return -1;
	file = op(IORING_OP_OPENAT, AT_FDCWD, path, 0600, 0, O_RDWR | O_CREAT | O_TRUNC);
	if (file < 0 || op(IORING_OP_WRITE, file, good, sizeof(good) - 1, 0, 0) < 0 ||
	    op(IORING_OP_READ, file, again, sizeof(good) - 1, 0, 0) != sizeof(good) - 1 ||
	    op(IORING_OP_CLOSE, file, NULL, 0, 0, 0) < 0)
		return -1;
	if (op(IORING_OP_SEND, client, again, sizeof(good) - 1, 0, MSG_NOSIGNAL) < 0)
		return -1;
	return op(IORING_OP_CLOSE, client, NULL, 0, 0, 0);
}

static void end(int sig)
{
	(void)sig;
	_exit(0);
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (argc != 2)
		return 2;
	signal(SIGTERM, end);
	if (ring_make())
		return perror("io_uring"), 1;
	if (!strcmp(argv[1], "--check"))
		return op(IORING_OP_NOP, -1, NULL, 0, 0, 0) != 0;
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 64))
		return perror("ring"), 1;
	while (serve_one(fd, argv[1]) >= 0)
		;
	return fputs("ring: an operation failed\n", stderr), 1;
}
