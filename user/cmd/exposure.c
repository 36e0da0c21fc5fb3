// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs `systemd-analyze security --offline=true`, which needs no running systemd. The whole is read from its text: its
 * JSON has the parts alone, rounded one by one.
 */
#include "cmd/exposure.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/guard.h"
#include "kern/capture.h"
#include "kern/spawn.h"

#define UNIT_NAME "leastcap.service"
#define PATIENCE_MS 10000
#define STEP_MS 5
#define OUTPUT_MOST (1 << 20)

/* --- the directory ------------------------------------------------------------------ */

struct place {
	char dir[4096];
	char unit[4096 + sizeof(UNIT_NAME)];
};

static int place_make(struct place *place)
{
	const char *base = getenv("TMPDIR");

	if (!base || base[0] != '/')
		base = "/tmp";
	if ((size_t)snprintf(place->dir, sizeof(place->dir), "%s/leastcap-XXXXXX", base) >= sizeof(place->dir))
		return -ENAMETOOLONG;
	if (!mkdtemp(place->dir)) {
		int r = -errno;

		place->dir[0] = '\0';
		return r;
	}
	snprintf(place->unit, sizeof(place->unit), "%s/%s", place->dir, UNIT_NAME);
	return 0;
}

static void place_free(struct place *place)
{
	if (!place->dir[0])
		return;
	unlink(place->unit);
	rmdir(place->dir);
}

static int write_unit(const char *path, const char *settings, size_t n)
{
	_buf_ struct buf text = BUF_INIT;
	_close_ int fd = -1;

	buf_add(&text, "[Service]\nExecStart=/bin/true\n");
	buf_add_bytes(&text, settings, n);
	if (text.failed)
		return -ENOMEM;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	return write(fd, text.text, text.size) == (ssize_t)text.size ? 0 : -EIO;
}

/* --- the program -------------------------------------------------------------------- */

/* The end of it, or its end by us. */
static int wait_for(pid_t pid)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000 };
	int status = 0;
	pid_t gone = 0;

	for (int waited = 0; gone == 0 && waited < PATIENCE_MS; waited += STEP_MS) {
		gone = waitpid(pid, &status, WNOHANG);
		if (gone == 0)
			nanosleep(&step, NULL);
	}
	if (gone == 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return gone == pid && WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}

static int read_all(int fd, struct buf *out)
{
	char piece[4096];
	off_t at = 0;
	ssize_t n;

	while (at < OUTPUT_MOST && (n = pread(fd, piece, sizeof(piece), at)) > 0) {
		buf_add_bytes(out, piece, n);
		at += n;
	}
	return buf_error(out);
}

/* The tenths for one unit file; -1 for whatever goes wrong. */
static int analyze(const char *program, char *unit)
{
	char *argv[] = { "systemd-analyze", "security", "--offline=true", "--no-pager", unit, NULL };
	_close_ int null = capture_null(), output = capture_output();
	const int fds[3] = { null, output, null };
	const struct spawn_options spawn = { .path = program, .argv = argv, .arm_fd = -1, .fds = fds };
	_buf_ struct buf text = BUF_INIT;
	bool refused = false;
	pid_t pid;

	if (null < 0 || output < 0 || spawn_start(&spawn, &pid, &refused) < 0)
		return -1;
	if (wait_for(pid) < 0 || read_all(output, &text) < 0)
		return -1;
	return exposure_parse(buf_text(&text));
}

static void measure(const char *program, const char *dropin, size_t n, struct exposure *out)
{
	_cleanup_(place_free) struct place place = { 0 };

	if (place_make(&place) < 0)
		return;
	if (write_unit(place.unit, "", 0) == 0)
		out->before = analyze(program, place.unit);
	if (out->before >= 0 && write_unit(place.unit, dropin, n) == 0)
		out->after = analyze(program, place.unit);
}

void exposure_measure(const char *dropin, size_t n, struct exposure *out)
{
	_free_ char *program = NULL;

	*out = (struct exposure)EXPOSURE_UNKNOWN;
	if (spawn_find("systemd-analyze", &program) == 0)
		measure(program, dropin, n, out);
	fail_clear();
}
