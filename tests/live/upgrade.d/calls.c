// SPDX-License-Identifier: BSD-2-Clause
/*
 * A hundred and more functions of the C library, each tried once in an empty directory. A line for each:
 * "name ok", or the error. The same source for glibc and musl: it only calls what both have.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

extern char **environ;

static int failures;
static struct stat st;
static char room[4096];
static const struct timespec moment = { 0, 1000000 };
static const struct timespec second = { 1, 0 };

static void told(const char *name, bool ok)
{
	int error = errno;

	printf("%s %s\n", name, ok ? "ok" : strerror(error));
	failures += !ok;
	errno = 0;
}

/* A function that returns 0. */
#define ZERO(call) told(#call, (call) == 0)
/* One that returns what is not negative. */
#define SOME(call) told(#call, (call) >= 0)

static int scratch(void)
{
	return open("scratch", O_RDWR | O_CREAT, 0600);
}

static void files(void)
{
	int fd = scratch(), other;

	told("open", fd >= 0);
	SOME(write(fd, "0123456789", 10));
	SOME(pwrite(fd, "x", 1, 3));
	SOME(pread(fd, room, 4, 2));
	SOME(writev(fd, &(struct iovec){ "ab", 2 }, 1));
	SOME(pwritev(fd, &(struct iovec){ "ab", 2 }, 1, 0));
	SOME(lseek(fd, 0, SEEK_SET));
	SOME(readv(fd, &(struct iovec){ room, 3 }, 1));
	SOME(preadv(fd, &(struct iovec){ room, 3 }, 1, 0));
	ZERO(fstat(fd, &st));
	ZERO(fchmod(fd, 0640));
	ZERO(fchown(fd, -1, -1));
	ZERO(ftruncate(fd, 5));
	ZERO(posix_fallocate(fd, 0, 100));
	ZERO(posix_fadvise(fd, 0, 0, POSIX_FADV_NORMAL));
	ZERO(fsync(fd));
	ZERO(fdatasync(fd));
	ZERO(flock(fd, LOCK_EX));
	ZERO(lockf(fd, F_LOCK, 0));
	ZERO(futimens(fd, NULL));
	SOME(fcntl(fd, F_GETFL));
	other = creat("other", 0600);
	told("creat", other >= 0);
	SOME(sendfile(other, fd, &(off_t){ 0 }, 5));
	SOME(copy_file_range(fd, &(off_t){ 0 }, other, &(off_t){ 0 }, 5, 0));
	ZERO(close(other));
	SOME(dup(fd));
	SOME(dup2(fd, 100));
	SOME(dup3(fd, 101, O_CLOEXEC));
	ZERO(close(fd));
}

static void names(void)
{
	ZERO(stat("scratch", &st));
	ZERO(lstat("scratch", &st));
	ZERO(fstatat(AT_FDCWD, "scratch", &st, AT_SYMLINK_NOFOLLOW));
	ZERO(access("scratch", R_OK));
	ZERO(faccessat(AT_FDCWD, "scratch", R_OK, AT_EACCESS));
	ZERO(euidaccess("scratch", R_OK));
	ZERO(chmod("scratch", 0600));
	told("fchmodat", !fchmodat(AT_FDCWD, "scratch", 0600, AT_SYMLINK_NOFOLLOW) || errno == ENOTSUP); /* 2.31 */
	ZERO(chown("scratch", -1, -1));
	ZERO(lchown("scratch", -1, -1));
	ZERO(fchownat(AT_FDCWD, "scratch", -1, -1, 0));
	ZERO(truncate("scratch", 50));
	ZERO(link("scratch", "link"));
	ZERO(linkat(AT_FDCWD, "scratch", AT_FDCWD, "link2", 0));
	ZERO(symlink("scratch", "symlink"));
	ZERO(symlinkat("scratch", AT_FDCWD, "symlink2"));
	SOME(readlink("symlink", room, sizeof(room)));
	SOME(readlinkat(AT_FDCWD, "symlink", room, sizeof(room)));
	told("realpath", realpath("symlink", room));
	ZERO(rename("link", "renamed"));
	ZERO(renameat(AT_FDCWD, "renamed", AT_FDCWD, "link"));
	ZERO(utime("scratch", NULL));
	ZERO(utimes("scratch", NULL));
	ZERO(utimensat(AT_FDCWD, "scratch", NULL, 0));
	ZERO(mkdir("dir", 0700));
	ZERO(mkdirat(AT_FDCWD, "dir2", 0700));
	ZERO(mkfifo("fifo", 0600));
	ZERO(mknod("fifo2", S_IFIFO | 0600, 0));
	ZERO(chdir("dir"));
	told("getcwd", getcwd(room, sizeof(room)));
	ZERO(chdir(".."));
	ZERO(unlink("link2"));
	ZERO(unlinkat(AT_FDCWD, "dir2", AT_REMOVEDIR));
	ZERO(rmdir("dir"));
	ZERO(remove("fifo"));
	SOME((int)umask(022));
	told("mkstemp", mkstemp(strcpy(room, "tempXXXXXX")) >= 0);
	told("mkdtemp", mkdtemp(strcpy(room, "tempXXXXXX")));
	told("tmpfile", tmpfile());
	ZERO(statvfs(".", &(struct statvfs){ 0 }));
	told("getxattr", getxattr("scratch", "user.none", room, 1) < 0 && (errno == ENODATA || errno == ENOTSUP));
	told("listxattr", listxattr("scratch", room, sizeof(room)) >= 0 || errno == ENOTSUP);
}

static void directories(void)
{
	DIR *d = opendir(".");
	struct dirent **list = NULL;
	int fd;

	told("opendir", d);
	told("readdir", d && readdir(d));
	if (d)
		closedir(d);
	told("scandir", scandir(".", &list, NULL, alphasort) > 0);
	told("fopen", freopen("scratch", "r+", stdin));
	told("fgets", fgets(room, sizeof(room), stdin));
	fd = open(".", O_DIRECTORY | O_RDONLY);
	ZERO(fchdir(fd));
	close(fd);
}

static void memory(void)
{
	char *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	told("mmap", p != MAP_FAILED);
	ZERO(mprotect(p, 1 << 20, PROT_READ | PROT_WRITE));
	ZERO(madvise(p, 1 << 20, MADV_DONTNEED));
	p = mremap(p, 1 << 20, 1 << 21, MREMAP_MAYMOVE);
	told("mremap", p != MAP_FAILED);
	ZERO(msync(p, 4096, MS_SYNC));
	ZERO(munmap(p, 1 << 21));
	told("malloc", malloc(100) && malloc(1 << 22));
	SOME(memfd_create("name", 0));
	snprintf(room, sizeof(room), "/upgrade-calls.%d", (int)getpid());
	told("shm_open", shm_open(room, O_RDWR | O_CREAT, 0600) >= 0 && shm_unlink(room) == 0);
}

static void *thread(void *arg)
{
	nanosleep(&moment, NULL);
	return arg;
}

static void *sleeper(void *arg)
{
	sleep(60);
	return arg;
}

static void threads(void)
{
	pthread_t t;
	pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t c = PTHREAD_COND_INITIALIZER;
	struct timespec at;
	sem_t sem;
	void *back = NULL;

	ZERO(pthread_create(&t, NULL, thread, &sem));
	ZERO(pthread_kill(t, 0));
	ZERO(pthread_join(t, &back));
	told("joined", back == &sem);
	pthread_create(&t, NULL, sleeper, NULL);
	ZERO(pthread_cancel(t));
	ZERO(pthread_join(t, &back));
	clock_gettime(CLOCK_REALTIME, &at);
	pthread_mutex_lock(&m);
	told("pthread_cond_timedwait", pthread_cond_timedwait(&c, &m, &at) == ETIMEDOUT);
	pthread_mutex_unlock(&m);
	sem_init(&sem, 0, 0);
	told("sem_timedwait", sem_timedwait(&sem, &at) < 0 && errno == ETIMEDOUT);
	ZERO(sched_yield());
	ZERO(sched_getaffinity(0, sizeof(cpu_set_t), (cpu_set_t *)room));
	SOME(sched_get_priority_max(SCHED_FIFO));
	told("sysconf", sysconf(_SC_NPROCESSORS_ONLN) > 0 && sysconf(_SC_PHYS_PAGES) > 0);
}

static bool ended(pid_t pid, int want)
{
	int status = -1;

	return pid > 0 && waitpid(pid, &status, 0) == pid && status == want;
}

static void children(void)
{
	char *const argv[] = { "sh", "-c", "exit 3", NULL };
	siginfo_t info;
	FILE *f;
	pid_t pid = fork();

	if (pid == 0)
		_exit(2);
	told("fork", ended(pid, 2 << 8));
	pid = vfork();
	if (pid == 0)
		_exit(4);
	told("vfork", ended(pid, 4 << 8));
	told("posix_spawn", !posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ) && ended(pid, 3 << 8));
	told("posix_spawnp", !posix_spawnp(&pid, "sh", NULL, NULL, argv, environ) && ended(pid, 3 << 8));
	told("system", system("exit 5") == 5 << 8);
	f = popen("echo word", "r");
	told("popen", f && fgets(room, sizeof(room), f) && !strcmp(room, "word\n"));
	told("pclose", f && pclose(f) == 0);
	pid = fork();
	if (pid == 0)
		abort();
	told("abort", ended(pid, SIGABRT) || ended(pid, SIGABRT | 0x80));
	pid = fork();
	if (pid == 0) {
		setsid();
		daemon(1, 1);
		execl("/bin/sh", "sh", "-c", "exit 0", NULL);
	}
	told("waitid", waitid(P_PID, (id_t)pid, &info, WEXITED) == 0);
	told("wait", wait(NULL) < 0 && errno == ECHILD);
}

static void ids(void)
{
	gid_t groups[64];
	struct rlimit limit;

	SOME((int)getuid());
	SOME((int)geteuid());
	SOME((int)getgid());
	SOME((int)getegid());
	SOME(getgroups(64, groups));
	ZERO(getresuid(&(uid_t){ 0 }, &(uid_t){ 0 }, &(uid_t){ 0 }));
	SOME(getpid());
	SOME(getppid());
	SOME(getpgid(0));
	SOME(getpgrp());
	SOME(getsid(0));
	SOME(gettid());
	told("setpgid", setpgid(0, 0) == 0 || errno == EPERM);
	ZERO(setuid(getuid()));
	ZERO(setgid(getgid()));
	ZERO(seteuid(geteuid()));
	ZERO(getrlimit(RLIMIT_NOFILE, &limit));
	ZERO(setrlimit(RLIMIT_NOFILE, &limit));
	ZERO(getrusage(RUSAGE_SELF, &(struct rusage){ 0 }));
	ZERO(uname(&(struct utsname){ 0 }));
	ZERO(sysinfo(&(struct sysinfo){ 0 }));
	ZERO(gethostname(room, sizeof(room)));
	told("getpriority", getpriority(PRIO_PROCESS, 0) >= -20 && errno == 0);
	told("nice", nice(0) >= -20 && errno == 0);
	told("getpwnam", getpwnam("root"));
	told("isatty", isatty(0) == 0);
	told("getrandom", getrandom(room, 8, 0) == 8);
	ZERO(getentropy(room, 8));
}

static int inet(int type, struct sockaddr_in *name)
{
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(*name);

	*name = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (fd < 0 || bind(fd, (struct sockaddr *)name, size) < 0)
		return -1;
	return getsockname(fd, (struct sockaddr *)name, &size) < 0 ? -1 : fd;
}

static void sockets(void)
{
	struct sockaddr_in name;
	struct msghdr message = { .msg_iov = &(struct iovec){ room, 4 }, .msg_iovlen = 1 };
	struct mmsghdr several = { .msg_hdr = message };
	socklen_t size = sizeof(name);
	int server = inet(SOCK_STREAM, &name), client = socket(AF_INET, SOCK_STREAM, 0), peer, pair[2], on = 1;

	told("bind", server >= 0);
	ZERO(setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
	ZERO(getsockopt(server, SOL_SOCKET, SO_TYPE, &on, &(socklen_t){ sizeof(on) }));
	ZERO(listen(server, 5));
	ZERO(connect(client, (struct sockaddr *)&name, sizeof(name)));
	peer = accept(server, NULL, NULL);
	told("accept", peer >= 0);
	ZERO(getpeername(client, (struct sockaddr *)&name, &size));
	SOME(send(client, "data", 4, 0));
	SOME(recv(peer, room, 4, 0));
	SOME(sendmsg(peer, &message, 0));
	SOME(recvmsg(client, &message, 0));
	ZERO(shutdown(client, SHUT_RDWR));
	close(client);
	client = socket(AF_INET, SOCK_STREAM, 0);
	connect(client, (struct sockaddr *)&name, sizeof(name));
	SOME(accept4(server, NULL, NULL, SOCK_NONBLOCK));
	peer = inet(SOCK_DGRAM, &name);
	SOME(sendto(peer, "data", 4, 0, (struct sockaddr *)&name, sizeof(name)));
	SOME(recvfrom(peer, room, 4, 0, NULL, NULL));
	several.msg_hdr.msg_name = &name;
	several.msg_hdr.msg_namelen = sizeof(name);
	SOME(sendmmsg(peer, &several, 1, 0));
	SOME(recvmmsg(peer, &several, 1, 0, NULL));
	ZERO(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	SOME(ioctl(pair[0], FIONREAD, &on));
}

static void waiting(void)
{
	struct pollfd fds = { 0, POLLIN, 0 };
	struct epoll_event event = { EPOLLIN, { 0 } };
	int pipes[2], fd, old = epoll_create(1);
	sigset_t none;
	fd_set set;

	sigemptyset(&none);
	ZERO(pipe(pipes));
	ZERO(pipe2(pipes, O_CLOEXEC));
	fds.fd = pipes[0];
	FD_ZERO(&set);
	FD_SET(pipes[0], &set);
	ZERO(poll(&fds, 1, 1));
	ZERO(ppoll(&fds, 1, &moment, &none));
	ZERO(pselect(pipes[0] + 1, &set, NULL, NULL, &moment, &none));
	ZERO(select(0, NULL, NULL, NULL, &(struct timeval){ 0, 1000 }));
	fd = epoll_create1(EPOLL_CLOEXEC);
	told("epoll_create", old >= 0 && fd >= 0);
	ZERO(epoll_ctl(fd, EPOLL_CTL_ADD, pipes[0], &event));
	ZERO(epoll_wait(fd, &event, 1, 1));
	ZERO(epoll_pwait(fd, &event, 1, 1, &none));
	fd = eventfd(0, 0);
	ZERO(eventfd_write(fd, 1));
	ZERO(eventfd_read(fd, &(eventfd_t){ 0 }));
	fd = timerfd_create(CLOCK_MONOTONIC, 0);
	ZERO(timerfd_settime(fd, 0, &(struct itimerspec){ { 0, 0 }, moment }, NULL));
	SOME(read(fd, room, 8));
	SOME(signalfd(-1, &none, 0));
	SOME(inotify_init());
	SOME(inotify_add_watch(inotify_init1(0), ".", IN_CREATE));
}

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
	caught = number;
}

static void signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	stack_t stack = { .ss_sp = room, .ss_size = sizeof(room) };
	struct itimerval soon = { { 0, 0 }, { 0, 20000 } };
	sigset_t set, old;
	sigjmp_buf jump;
	timer_t timer;

	ZERO(sigaction(SIGALRM, &action, NULL));
	told("signal", signal(SIGUSR1, on_signal) != SIG_ERR);
	ZERO(raise(SIGUSR1));
	ZERO(kill(getpid(), SIGUSR1));
	told("caught", caught == SIGUSR1);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	ZERO(sigprocmask(SIG_BLOCK, &set, &old));
	ZERO(setitimer(ITIMER_REAL, &soon, NULL));
	told("sigtimedwait", sigtimedwait(&set, NULL, &second) == SIGALRM);
	setitimer(ITIMER_REAL, &soon, NULL);
	told("sigsuspend", sigsuspend(&old) < 0 && errno == EINTR);
	sigprocmask(SIG_SETMASK, &old, NULL);
	SOME((int)alarm(1));
	told("pause", pause() < 0 && errno == EINTR);
	ZERO(sigpending(&set));
	ZERO(sigaltstack(NULL, &stack));
	if (!sigsetjmp(jump, 1))
		siglongjmp(jump, 1);
	ZERO(timer_create(CLOCK_MONOTONIC, NULL, &timer));
	ZERO(timer_settime(timer, 0, &(struct itimerspec){ { 0, 0 }, second }, NULL));
	ZERO(timer_delete(timer));
}

static void clocks(void)
{
	struct timespec t;

	ZERO(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t));
	ZERO(clock_getres(CLOCK_MONOTONIC, &t));
	ZERO(gettimeofday(&(struct timeval){ 0 }, NULL));
	told("time", time(NULL) > 0);
	ZERO(nanosleep(&moment, NULL));
	ZERO(clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL));
	ZERO(usleep(1000));
	told("times", times(NULL) != (clock_t)-1);
	told("localtime", localtime(&(time_t){ 0 }));
}

static void sysv(void)
{
	int id = shmget(IPC_PRIVATE, 4096, 0600);
	void *p = shmat(id, NULL, 0);

	told("shmat", p != (void *)-1);
	ZERO(shmdt(p));
	ZERO(shmctl(id, IPC_RMID, NULL));
	id = semget(IPC_PRIVATE, 1, 0600);
	ZERO(semop(id, &(struct sembuf){ 0, 1, 0 }, 1));
	ZERO(semctl(id, 0, IPC_RMID));
	id = msgget(IPC_PRIVATE, 0600);
	ZERO(msgsnd(id, &(long[2]){ 1, 0 }, 8, 0));
	SOME(msgrcv(id, &(long[2]){ 0 }, 8, 0, 0));
	ZERO(msgctl(id, IPC_RMID, NULL));
}

int main(int argc, char **argv)
{
	if (argc != 2 || chdir(argv[1]) < 0)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	files();
	names();
	directories();
	memory();
	threads();
	children();
	ids();
	sockets();
	waiting();
	signals();
	clocks();
	sysv();
	printf("%d failed\n", failures);
	return failures != 0;
}
