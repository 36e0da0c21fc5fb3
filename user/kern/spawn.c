// SPDX-License-Identifier: BSD-2-Clause
/* fork, arm, become the user, enter the jail, execve; each failure is told to the parent by step and errno. */
#include "kern/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "base/fail.h"
#include "base/guard.h"

static bool is_executable_file(const char *path, int *error)
{
	struct stat st;

	if (stat(path, &st)) {
		*error = -errno;
		return false;
	}
	if (!S_ISREG(st.st_mode) || access(path, X_OK)) {
		*error = -EACCES;
		return false;
	}
	return true;
}

static int search_path(const char *name, char **found)
{
	const char *dirs = getenv("PATH");
	int worst = -ENOENT, error;

	if (!dirs)
		dirs = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	for (const char *at = dirs; at; at = strchr(at, ':'), at += at != NULL) {
		_free_ char *path = NULL;
		int n = strcspn(at, ":");

		if (asprintf(&path, "%.*s%s%s", n, at, n ? "/" : "", name) < 0)
			return -ENOMEM;
		if (is_executable_file(path, &error)) {
			*found = TAKE(path);
			return 0;
		}
		if (error == -EACCES)
			worst = error;
	}
	return worst;
}

int spawn_find(const char *name, char **path)
{
	char *found = NULL;
	int r = 0;

	if (!strchr(name, '/'))
		r = *name ? search_path(name, &found) : -ENOENT;
	else if (is_executable_file(name, &r))
		found = strdup(name);
	if (r == -EACCES)
		return fail(r, "cannot run %s: it is not an executable file", name);
	if (r == -ENOENT || r == -ENOTDIR)
		return fail(-ENOENT, "cannot run %s: no such program%s", name, strchr(name, '/') ? "" : " in PATH");
	if (r || !found)
		return fail(r ? r : -ENOMEM, "cannot run %s: %s", name, strerror(r ? -r : ENOMEM));
	*path = found;
	return 0;
}

/*
 * What went wrong in the child, in memory that both see: a filter may forbid it to write. The pipe says when: its end
 * closes by execve or by the end of the child.
 */
struct report {
	int error; /* 0: nothing */
	bool refused; /* by execve */
	char step[96];
};

static _Noreturn void die(struct report *report, const char *step, int error)
{
	snprintf(report->step, sizeof(report->step), "%s", step);
	report->error = error;
	syscall(SYS_exit_group, 127);
	__builtin_trap(); /* the filter refuses even that */
}

static void unblock_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Copies first: one descriptor may be another's place. */
static int set_descriptors(const int fds[3])
{
	int copies[3];

	for (int i = 0; i < 3; i++) {
		copies[i] = fds[i] < 0 ? -1 : fcntl(fds[i], F_DUPFD_CLOEXEC, 3);
		if (fds[i] >= 0 && copies[i] < 0)
			return -errno;
	}
	for (int i = 0; i < 3; i++) {
		if (copies[i] >= 0 && dup2(copies[i], i) < 0)
			return -errno;
	}
	return 0;
}

/* The directory of the same name: setns(2) leaves us in the root. */
static int enter_mounts(int mount_ns)
{
	_free_ char *cwd = getcwd(NULL, 0);

	return !cwd || setns(mount_ns, CLONE_NEWNS) || chdir(cwd) ? -errno : 0;
}

static void prepare_child(const struct spawn_options *o, struct report *report)
{
	LIBBPF_OPTS(bpf_test_run_opts, run);
	int r;

	/* A record of its own, which needs privileges: before anything is given up. */
	if (o->arm_fd >= 0 && (bpf_prog_test_run_opts(o->arm_fd, &run) || run.retval))
		die(report, "follow", run.retval ? ENOSPC : errno);
	r = o->mount_ns ? enter_mounts(*o->mount_ns) : 0;
	if (r)
		die(report, "enter the mounts of", -r);
	r = o->fds ? set_descriptors(o->fds) : 0;
	if (r)
		die(report, "redirect", -r);
	if (o->dress)
		environ = (char **)o->dress->environment;
	if (o->notify && setenv("NOTIFY_SOCKET", o->notify, true))
		die(report, "set the environment of", errno);
}

static void run_child(const struct spawn_options *o, const struct passwd *user, pid_t parent, struct report *report)
{
	const char *step = "start";
	int r;

	prepare_child(o, report);
	unblock_signals();
	r = o->dress ? dress_put_on(o->dress, &step) : jail_enter(o->jail, user, parent, &step);
	if (r)
		die(report, step, -r);
	execv(o->path, o->argv);
	report->refused = true;
	die(report, "run", errno);
}

static int wait_exec(int fd, pid_t pid, const char *path, const struct report *report, bool *refused)
{
	ssize_t n;
	char c;

	do
		n = read(fd, &c, 1);
	while (n < 0 && errno == EINTR);
	if (!report->error)
		return 0;
	waitpid(pid, NULL, 0);
	*refused = report->refused;
	return fail(-report->error, "cannot %s %s: %s", report->step, path, strerror(report->error));
}

static int start(const struct spawn_options *o, const struct passwd *user, struct report *report, pid_t *pid,
		 bool *refused)
{
	pid_t parent = getpid(), child;
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC))
		return fail(-errno, "cannot make a pipe: %s", strerror(errno));
	child = fork();
	if (child == 0)
		run_child(o, user, parent, report);
	r = child < 0 ? fail(-errno, "cannot fork: %s", strerror(errno)) : 0;
	close(ends[1]);
	if (!r)
		r = wait_exec(ends[0], child, o->path, report, refused);
	close(ends[0]);
	if (!r)
		*pid = child;
	return r;
}

int spawn_start(const struct spawn_options *o, pid_t *pid, bool *refused)
{
	const struct passwd *user = NULL;
	struct report *report;
	int r;

	if (o->user && !(user = getpwnam(o->user)))
		return fail(-EINVAL, "no such user: %s", o->user);
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED)
		return fail(-errno, "cannot share memory: %s", strerror(errno));
	r = start(o, user, report, pid, refused);
	munmap(report, sizeof(*report));
	return r;
}

/* A group of its own, so that all of it can be ended; in the background of a terminal, but its stdin is no terminal. */
static _Noreturn void run_shell(const char *command)
{
	int null = open("/dev/null", O_RDONLY);

	if (null >= 0)
		dup2(null, STDIN_FILENO);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	unblock_signals();
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

int spawn_shell(const char *command, pid_t *pid)
{
	pid_t child = fork();

	if (child < 0)
		return fail(-errno, "cannot fork: %s", strerror(errno));
	if (child == 0)
		run_shell(command);
	setpgid(child, child); /* whoever comes first */
	*pid = child;
	return 0;
}

int spawn_signals(void)
{
	static const int handled[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCHLD };
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(handled); i++)
		sigaddset(&set, handled[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? fail(-errno, "cannot take signals: %s", strerror(errno)) : fd;
}
