// SPDX-License-Identifier: BSD-2-Clause
/* memfds: one sealed with the input, one a run for its output. */
#include "kern/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/guard.h"

#define CHUNK 65536

static int give(int *fd)
{
	int own = *fd;

	*fd = -1;
	return own;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EAGAIN)
			poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, -1);
		else if (done < 0 && errno != EINTR)
			return -errno;
		bytes += done > 0 ? done : 0;
		n -= done > 0 ? done : 0;
	}
	return 0;
}

/* Bytes read, 0 at the end; waits also where the descriptor would not. */
static ssize_t read_some(int fd, char *bytes, size_t n)
{
	ssize_t got;

	while ((got = read(fd, bytes, n)) < 0) {
		if (errno == EAGAIN)
			poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, -1);
		else if (errno != EINTR)
			return -errno;
	}
	return got;
}

static int copy_input(int to)
{
	char bytes[CHUNK];
	size_t all = 0;
	ssize_t n;
	int r = 0;

	while (!r && (n = read_some(STDIN_FILENO, bytes, sizeof(bytes))) > 0) {
		all += n;
		r = all > CAPTURE_INPUT_MAX ? -EFBIG : write_all(to, bytes, n);
	}
	return r ? r : n < 0 ? n : 0;
}

int capture_stdin(int *fd)
{
	_close_ int copy = -1;
	int r;

	if (isatty(STDIN_FILENO)) {
		*fd = -1;
		return 0;
	}
	copy = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	r = copy < 0 ? -errno : copy_input(copy);
	if (!r && fcntl(copy, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL))
		r = -errno;
	if (r == -EFBIG) {
		fail_hint("give it a file by name, or less of it");
		return fail(r, "cannot give the same input to each run: it has more than %d MiB",
			    CAPTURE_INPUT_MAX >> 20);
	}
	if (r)
		return fail(r, "cannot keep standard input for each run: %s", strerror(-r));
	*fd = give(&copy);
	return 0;
}

int capture_again(int fd)
{
	char path[40];
	int again;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	again = open(path, O_RDONLY | O_CLOEXEC);
	return again < 0 ? fail(-errno, "cannot open the input again: %s", strerror(errno)) : again;
}

int capture_null(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	return fd < 0 ? fail(-errno, "cannot open /dev/null: %s", strerror(errno)) : fd;
}

/* Appends, as what is opened anew by /dev/stdout most often does: two writers do not overwrite each other. */
int capture_output(void)
{
	int fd = memfd_create("output", MFD_CLOEXEC);

	if (fd < 0 || fcntl(fd, F_SETFL, O_APPEND)) {
		int r = -errno;

		close_guard(&fd);
		return fail(r, "cannot keep the output: %s", strerror(-r));
	}
	return fd;
}

uint64_t capture_size(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : st.st_size;
}

bool capture_same(int a, int b)
{
	uint64_t size = capture_size(a), at = 0;
	char left[CHUNK], right[CHUNK];

	if (size != capture_size(b))
		return false;
	while (at < size) {
		ssize_t n = pread(a, left, sizeof(left), at);

		if (n <= 0 || pread(b, right, n, at) != n || memcmp(left, right, n))
			return false;
		at += n;
	}
	return true;
}

int capture_replay(int fd, int to)
{
	char bytes[CHUNK];
	uint64_t at = 0;
	ssize_t n;

	while ((n = pread(fd, bytes, sizeof(bytes), at)) > 0) {
		int r = write_all(to, bytes, n);

		if (r)
			return r;
		at += n;
	}
	return n < 0 ? -errno : 0;
}
