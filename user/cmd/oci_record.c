// SPDX-License-Identifier: BSD-2-Clause
/* Knows how to go on after the hook has returned: what is let go of, what is told to whom, where the profile goes. */
#include "cmd/oci_record.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "base/buf.h"
#include "base/fail.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "cmd/session.h"
#include "kern/cgroup.h"
#include "kern/load.h"

#define MESSAGE_ROOM 1024
#define FIRST_FREE 3 /* descriptor above the standard ones: the hook's end of the pipe goes there */
#define FOLLOWS 'F'
#define FAILED 'E'

/* --- in the background ------------------------------------------------------------ */

/* Once. The hook may be gone: it has waited long enough. */
static void tell_hook(char what, const char *message)
{
	char text[MESSAGE_ROOM];
	int n = snprintf(text, sizeof(text), "%c%s", what, message);

	if (write(FIRST_FREE, text, n < MESSAGE_ROOM ? (size_t)n : MESSAGE_ROOM - 1) < 0)
		n = 0; /* nobody listens */
	close(FIRST_FREE);
}

static void tell_followed(void *ctx)
{
	bool *told = ctx;

	if (!*told)
		tell_hook(FOLLOWS, "");
	*told = true;
}

static int save(const struct oci_recording *recording, const struct profile *profile)
{
	_buf_ struct buf json = BUF_INIT;
	int r = profile_write(profile, &json);

	if (r)
		return fail(r, "cannot write the profile: %s", strerror(-r));
	return output_write(recording->path, json.text, json.size);
}

static int record(const struct oci_recording *recording, bool *told)
{
	_close_ int cgroup = cgroup_open_of(recording->pid, "");
	const struct session_options options = {
		.pids = &recording->pid,
		.npids = 1,
		.members = { .cgroups = &cgroup, .ncgroups = cgroup >= 0 },
		.results = RESULTS_YES,
		.until_gone = true,
		.followed = tell_followed,
		.followed_ctx = told,
	};
	_session_ struct session_end end = { 0 };
	int r = load_allowed();

	if (!r)
		r = session_run(&options, &end);
	if (!end.profile)
		return r ? r : -EIO;
	return save(recording, end.profile) ? -EIO : r;
}

/* A file of its own, never one that is there for something else. *made: it is. */
static int open_log(const char *path, int *out)
{
	struct stat st;
	int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail(-errno, "cannot write %s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_nlink != 1 || ftruncate(fd, 0)) {
		close(fd);
		return fail(-EINVAL, "cannot write %s: not a file of its own", path);
	}
	*out = fd;
	return 0;
}

/* The runtime may wait until nobody has its pipes open. */
static int let_go(int log, int hook)
{
	_close_ int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(log, STDERR_FILENO) < 0 || chdir("/"))
		return -errno;
	/* Last: one of the others may be there. */
	if (dup2(hook, FIRST_FREE) < 0)
		return -errno;
	fcntl(FIRST_FREE, F_SETFD, FD_CLOEXEC);
	null = -1; /* closed with the rest */
	return syscall(SYS_close_range, FIRST_FREE + 1, ~0u, 0) ? -errno : 0;
}

/* Its log stays where something is in it. */
static void settle_log(const char *path, int r)
{
	struct stat st;

	if (r && fail_message())
		fprintf(stderr, "leastcap: %s\n", fail_message());
	if (r && fail_hint_text())
		fprintf(stderr, "leastcap: %s\n", fail_hint_text());
	fflush(stderr);
	if (!fstat(STDERR_FILENO, &st) && !st.st_size)
		unlink(path);
}

static _Noreturn void run_recorder(const struct oci_recording *recording, const char *log_path, int log, int hook)
{
	bool told = false;
	int r;

	setsid();
	r = let_go(log, hook);
	if (r)
		_exit(STATUS_FAILED);
	signal(SIGPIPE, SIG_IGN);
	verbosity.level = -1;
	load_verbose(false);
	r = record(recording, &told);
	if (!told)
		tell_hook(FAILED, fail_message() ? fail_message() : strerror(-r));
	settle_log(log_path, r);
	_exit(r ? STATUS_FAILED : STATUS_OK);
}

/* --- in the hook --------------------------------------------------------------------- */

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What the recorder says first; "" if it ended without a word. 0, or -ETIME. */
static int hear(int fd, double seconds, char text[MESSAGE_ROOM])
{
	double until = seconds_now() + seconds;
	struct pollfd waits = { .fd = fd, .events = POLLIN };
	ssize_t n;

	for (;;) {
		double left = until - seconds_now();
		int r = left <= 0 ? 0 : poll(&waits, 1, (int)(left * 1000) + 1);

		if (r == 0)
			return -ETIME;
		if (r > 0)
			break;
	}
	do
		n = read(fd, text, MESSAGE_ROOM - 1);
	while (n < 0 && errno == EINTR);
	text[n > 0 ? n : 0] = '\0';
	return 0;
}

static void end_recorder(pid_t child)
{
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

static int wait_for_recorder(int fd, pid_t child, double seconds)
{
	char text[MESSAGE_ROOM];
	int r = hear(fd, seconds, text);

	if (!r && text[0] == FOLLOWS)
		return 0;
	end_recorder(child);
	if (r)
		return fail(r, "the recorder did not follow the container within %g seconds", seconds);
	return fail(-EIO, "%s", text[0] == FAILED && text[1] ? text + 1 : "the recorder ended at once");
}

static int fork_recorder(const struct oci_recording *recording, const char *log_path, double seconds)
{
	_close_ int log = -1;
	int ends[2], r = open_log(log_path, &log);
	pid_t child;

	if (r)
		return r;
	if (pipe2(ends, O_CLOEXEC))
		return fail(-errno, "cannot make a pipe: %s", strerror(errno));
	child = fork();
	if (child == 0)
		run_recorder(recording, log_path, log, ends[1]);
	r = child < 0 ? fail(-errno, "cannot fork: %s", strerror(errno)) : 0;
	close(ends[1]);
	if (!r)
		r = wait_for_recorder(ends[0], child, seconds);
	close(ends[0]);
	if (r == -ETIME) /* it could not say so itself */
		dprintf(log, "leastcap: %s\n", fail_message());
	return r;
}

int oci_record_start(const struct oci_recording *recording, double seconds)
{
	_free_ char *log = NULL;
	int r;

	if (asprintf(&log, "%s.log", recording->path) < 0)
		return fail(-ENOMEM, "cannot record: %s", strerror(ENOMEM));
	r = output_check(recording->path);
	return r ? r : fork_recorder(recording, log, seconds);
}
