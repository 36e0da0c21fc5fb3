// SPDX-License-Identifier: BSD-2-Clause
/* fork, arm, become the user, execve; each failure is told to the parent by step and errno. */
#include "kern/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
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

#define STEP_RUN "run"

/* What went wrong in the child, sent up the pipe. */
struct report {
	int error;
	bool refused; /* by execve */
	char step[24];
};

static void die(int fd, const char *step, int error)
{
	struct report report = { .error = error, .refused = !strcmp(step, STEP_RUN) };

	snprintf(report.step, sizeof(report.step), "%s", step);
	if (write(fd, &report, sizeof(report)) < 0)
		_exit(126);
	_exit(127);
}

static void become(int fd, const struct passwd *user)
{
	if (initgroups(user->pw_name, user->pw_gid))
		die(fd, "set the groups of", errno);
	if (setgid(user->pw_gid))
		die(fd, "set the group of", errno);
	if (setuid(user->pw_uid))
		die(fd, "become", errno);
}

static void unblock_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_child(const struct spawn_options *o, const struct passwd *user, int fd)
{
	LIBBPF_OPTS(bpf_test_run_opts, run);

	if (o->arm_fd >= 0 && (bpf_prog_test_run_opts(o->arm_fd, &run) || run.retval))
		die(fd, "follow", run.retval ? ENOSPC : errno);
	if (user)
		become(fd, user);
	unblock_signals();
	execv(o->path, o->argv);
	die(fd, STEP_RUN, errno);
}

static int wait_exec(int fd, pid_t pid, const char *path, bool *refused)
{
	struct report report;
	ssize_t n;

	do
		n = read(fd, &report, sizeof(report));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return 0;
	waitpid(pid, NULL, 0);
	if (n != sizeof(report))
		return fail(-EIO, "cannot run %s: it died before its execve", path);
	*refused = report.refused;
	return fail(-report.error, "cannot %s %s: %s", report.step, path, strerror(report.error));
}

int spawn_start(const struct spawn_options *o, pid_t *pid, bool *refused)
{
	const struct passwd *user = NULL;
	int ends[2], r;
	pid_t child;

	if (o->user && !(user = getpwnam(o->user)))
		return fail(-EINVAL, "no such user: %s", o->user);
	if (pipe2(ends, O_CLOEXEC))
		return fail(-errno, "cannot make a pipe: %s", strerror(errno));
	child = fork();
	if (child == 0) {
		close(ends[0]);
		run_child(o, user, ends[1]);
	}
	close(ends[1]);
	r = child < 0 ? fail(-errno, "cannot fork: %s", strerror(errno)) : wait_exec(ends[0], child, o->path, refused);
	close(ends[0]);
	if (!r)
		*pid = child;
	return r;
}

int spawn_shell(const char *command, pid_t *pid)
{
	pid_t child = fork();

	if (child < 0)
		return fail(-errno, "cannot fork: %s", strerror(errno));
	if (child == 0) {
		int null = open("/dev/null", O_RDONLY);

		if (null >= 0)
			dup2(null, STDIN_FILENO);
		unblock_signals();
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
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
