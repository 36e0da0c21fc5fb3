/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes calls whose arguments, results and rings a recording must tell of, and says which, a line each:
 *   VALUES CALL INDEX VALUE...   all that the argument was, ascending, decimal
 *   MORE CALL INDEX              more values than are kept
 *   FAILED CALL ERRNO            each call ended so
 *   WORKED CALL                  some did not
 *   OPCODE NUMBER                an operation that went through a ring
 * usage: calls values | many | failed | later | threads | ring
 */
#include <errno.h>
#include <linux/io_uring.h>
#include <linux/sched.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void broken(const char *what)
{
	perror(what);
	exit(2);
}

static void expect(const char *what, long got, long wanted)
{
	if (got != wanted)
		broken(what);
}

/* Through a variable: the compiler must not keep the upper half clean. */
static volatile long zero;

static int child(int flags)
{
	long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);

	if (!pid)
		_exit(0);
	if (pid < 0)
		broken("clone");
	return waitpid(pid, NULL, 0) == pid ? 0 : -1;
}

static void values(void)
{
	struct clone_args args = { .flags = CLONE_NEWUTS, .exit_signal = SIGCHLD };
	long pid;

	close(socket(AF_UNIX, SOCK_STREAM, 0));
	close(socket(AF_INET, SOCK_DGRAM, 0));
	close(socket(AF_UNIX, SOCK_DGRAM, 0));
	printf("VALUES socket 0 %d %d\n", AF_UNIX, AF_INET);
	prctl(PR_SET_NAME, "calls");
	prctl(PR_GET_DUMPABLE);
	printf("VALUES prctl 0 %d %d\n", PR_GET_DUMPABLE, PR_SET_NAME);
	syscall(SYS_personality, 0xffffffffl);
	puts("VALUES personality 0 4294967295");
	/* What a filter sees, not what the kernel makes of it. */
	syscall(SYS_ioctl, 0, FIONREAD, &pid);
	syscall(SYS_ioctl, 0, 0x100000000l + TIOCSTI + zero, 0);
	printf("VALUES ioctl 1 %d %ld\n", FIONREAD, 0x100000000l + TIOCSTI);
	expect("child", child(0), 0);
	expect("child in a namespace", child(CLONE_NEWIPC), 0);
	printf("VALUES clone 0 0 %d\n", CLONE_NEWIPC);
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (!pid)
		_exit(0);
	expect("clone3", waitpid(pid, NULL, 0), pid);
	printf("VALUES clone3 0 %d\n", CLONE_NEWUTS);
	expect("unshare", unshare(CLONE_NEWUTS | CLONE_NEWIPC), 0);
	printf("VALUES unshare 0 %d\n", CLONE_NEWUTS | CLONE_NEWIPC);
}

static void many(void)
{
	for (long option = 1000; option < 1040; option++)
		syscall(SYS_prctl, option, 0, 0, 0, 0);
	puts("MORE prctl 0");
}

/* Other errors than these depend on what was asked. */
static void say_failed(const char *name)
{
	if (errno == ENOSYS || errno == EPERM)
		printf("FAILED %s %s\n", name, errno == ENOSYS ? "ENOSYS" : "EPERM");
	else
		printf("WORKED %s\n", name);
}

static void failed(void)
{
	for (int i = 0; i < 3; i++)
		expect("init_module", syscall(SYS_init_module, NULL, 0, NULL), -1);
	say_failed("init_module");
	for (int i = 0; i < 3; i++)
		expect("lookup_dcookie", syscall(SYS_lookup_dcookie, 0, NULL, 0), -1);
	say_failed("lookup_dcookie");
	/* Fails for another reason than that it may not be: it is needed. */
	expect("sync_file_range", syscall(SYS_sync_file_range, -1, 0, 0, 0), -1);
	puts("WORKED sync_file_range");
	expect("getpgid", syscall(SYS_getpgid, 0) >= 0, 1);
	puts("WORKED getpgid");
}

/* Works once, and is refused ever after; and the other way round. */
static void later(void)
{
	int pipes[2];
	char byte;

	if (getsid(0) == getpid() || pipe(pipes))
		broken("a session leader already");
	if (!fork()) {
		close(pipes[1]);
		expect("wait", read(pipes[0], &byte, 1), 0);
		_exit(0);
	}
	expect("setsid", setsid() > 0, 1);
	for (int i = 0; i < 3; i++)
		expect("setsid of a leader", setsid(), -1);
	puts("WORKED setsid");
	/* The group of a leader cannot be left: EPERM. That of a child can. */
	for (int i = 0; i < 3; i++)
		expect("setpgid of a leader", setpgid(0, 0), -1);
	if (!fork())
		_exit(setpgid(0, 0) < 0);
	wait(&(int){ 0 });
	puts("WORKED setpgid");
}

static void *in_thread(void *unused)
{
	(void)unused;
	for (int i = 0; i < 100; i++)
		syscall(SYS_setsid);
	syscall(SYS_getpgid, 0);
	return NULL;
}

static void threads(void)
{
	pthread_t thread[4];

	expect("setsid", setsid() > 0, 1);
	for (int i = 0; i < 4; i++)
		pthread_create(&thread[i], NULL, in_thread, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	puts("WORKED setsid");
	puts("WORKED getpgid");
}

/* A ring and what it is driven by (man 7 io_uring). */
static void ring(void)
{
	struct io_uring_params p = { 0 };
	long fd = syscall(SYS_io_uring_setup, 4, &p);
	uint32_t *sq, *tail, *mask, *array;
	struct io_uring_sqe *sqes;
	const uint8_t opcodes[] = { IORING_OP_NOP, IORING_OP_CLOSE, IORING_OP_NOP };

	if (fd < 0) {
		fprintf(stderr, "io_uring_setup: %s\n", strerror(errno));
		exit(77);
	}
	sq = mmap(NULL, p.sq_off.array + p.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQ_RING);
	sqes = mmap(NULL, p.sq_entries * sizeof(*sqes), PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQES);
	if (sq == MAP_FAILED || sqes == MAP_FAILED)
		broken("mmap");
	tail = (void *)((char *)sq + p.sq_off.tail);
	mask = (void *)((char *)sq + p.sq_off.ring_mask);
	array = (void *)((char *)sq + p.sq_off.array);
	for (size_t i = 0; i < sizeof(opcodes); i++) {
		sqes[i] = (struct io_uring_sqe){ .opcode = opcodes[i], .fd = -1 };
		array[(*tail + i) & *mask] = i;
	}
	__atomic_store_n(tail, *tail + sizeof(opcodes), __ATOMIC_RELEASE);
	expect("io_uring_enter",
	       syscall(SYS_io_uring_enter, fd, sizeof(opcodes), 3, IORING_ENTER_GETEVENTS, NULL, 0), 3);
	printf("OPCODE %d\nOPCODE %d\n", IORING_OP_NOP, IORING_OP_CLOSE);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} modes[] = {
		{ "values", values }, { "many", many }, { "failed", failed }, { "later", later },
		{ "threads", threads }, { "ring", ring },
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (argc == 2 && !strcmp(modes[i].name, argv[1])) {
			modes[i].run();
			return fflush(stdout) ? 2 : 0;
		}
	fprintf(stderr, "usage: calls values | many | failed | later | threads | ring\n");
	return 2;
}
