/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals by rules of single calls, by ptrace; and what looks like a refusal and is none. */
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>

#include "refusal.h"

#define SYS_number_of_none 1999

static void stage(void)
{
	open_stage();
	text_file("plain", 0, 0644, "text\n");
	stage_file("secret", 0, 0, 0600);
	must("mkdir", mkdir("directory", 0755));
}

static void map_shared(void)
{
	int fd = must("open", open("plain", O_RDONLY));

	REFUSED(mmap, EACCES, 0L, 4096L, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0L);
}

static void map_protect(void)
{
	int fd = must("open", open("plain", O_RDONLY));
	void *at = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);

	REFUSED(mprotect, EACCES, at, 4096L, PROT_READ | PROT_WRITE);
}

static void lead(void)
{
	must("setsid", setsid());
	REFUSED(setpgid, EPERM, 0, 0);
}

static void group_of_leader(void)
{
	exit(in_child(lead));
}

static void session_of_leader(void)
{
	setpgid(0, 0); /* may lead already */
	REFUSED(setsid, EPERM);
}

static void link_directory(void)
{
	REFUSED(link, EPERM, "directory", "made");
}

static void traced_twice(void)
{
	must("traceme", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	REFUSED(ptrace, EPERM, PTRACE_TRACEME, 0L, 0L, 0L);
}

static void trace_thread(void)
{
	REFUSED(ptrace, EPERM, PTRACE_SEIZE, getpid(), 0L, 0L);
}

/* --- no refusals ----------------------------------------------------------- */

static void descriptors(void)
{
	int fd = must("open", open("plain", O_RDONLY));
	char byte;

	FAILS(write, EBADF, fd, "x", 1L);
	FAILS(read, EBADF, 999, &byte, 1L);
	FAILS(ioctl, ENOTTY, fd, 0x5401 /* TCGETS */, &byte);
	FAILS(lseek, EINVAL, fd, -1L, SEEK_SET);
	say_nothing();
}

static void names(void)
{
	FAILS(openat, ENOENT, AT_FDCWD, "missing", O_RDONLY);
	FAILS(openat, ENOTDIR, AT_FDCWD, "plain/inside", O_RDONLY);
	FAILS(openat, EISDIR, AT_FDCWD, "directory", O_WRONLY);
	FAILS(mkdir, EEXIST, "directory", 0700);
	FAILS(unlink, EISDIR, "directory");
	FAILS(execve, ENOENT, "missing", NULL, NULL);
	say_nothing();
}

static void waits(void)
{
	int end[2], word = 0;
	char byte;

	must("pipe", pipe2(end, O_NONBLOCK));
	FAILS(read, EAGAIN, end[0], &byte, 1L);
	FAILS(futex, EAGAIN, &word, 0 /* FUTEX_WAIT */, 1, NULL);
	FAILS(wait4, ECHILD, -1, NULL, 0, NULL);
	FAILS(kill, ESRCH, 0x3ffffff, 0);
	say_nothing();
}

static void sockets(void)
{
	const struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons(9),
					  .sin_addr = { htonl(0x7f000001) } };
	int fd;

	must("unshare", unshare(CLONE_NEWNET));
	if (!TOOL("ip", "link", "set", "lo", "up"))
		cannot("ip");
	fd = must("socket", socket(AF_INET, SOCK_STREAM, 0));
	FAILS(connect, ECONNREFUSED, fd, &name, sizeof(name));
	FAILS(getpeername, ENOTCONN, fd, (char[64]){ 0 }, &(int){ 64 });
	say_nothing();
}

static void numbers(void)
{
	FAILS(number_of_none, ENOSYS);
	FAILS(mmap, ENOMEM, 0L, 1L << 50, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L);
	FAILS(madvise, EINVAL, 1L, 1L, 0);
	say_nothing();
}

/* Checks are denied on the way, and the calls succeed. */
static void probes(void)
{
	char some[64];
	int fd;

	as_nobody();
	fd = must("pagemap", open("/proc/self/pagemap", O_RDONLY));
	must("read", read(fd, some, 8));
	fd = must("ip_forward", open("/proc/sys/net/ipv4/ip_forward", O_RDONLY));
	must("read", read(fd, some, sizeof(some)));
	must("map", syscall(SYS_mmap, 0L, 1L << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L));
	must("access", access("plain", R_OK));
	say_nothing();
}

static void success(void)
{
	must("read", close(must("open", open("plain", O_RDONLY))));
	must("mkdir", mkdir("made", 0700) | rmdir("made"));
	say_nothing();
}

ROWS({ "map_shared", stage, map_shared }, { "map_protect", stage, map_protect },
     { "group_of_leader", NULL, group_of_leader }, { "session_of_leader", NULL, session_of_leader },
     { "link_directory", stage, link_directory }, { "traced_twice", NULL, traced_twice },
     { "trace_thread", NULL, trace_thread }, { "descriptors", stage, descriptors }, { "names", stage, names },
     { "waits", NULL, waits }, { "sockets", NULL, sockets }, { "numbers", NULL, numbers },
     { "probes", stage, probes }, { "success", stage, success })
