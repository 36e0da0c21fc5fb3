// SPDX-License-Identifier: BSD-2-Clause
/* Small pieces of kern/, by name: setting NAME, input N, same A B. What they answer, or the message. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "kern/capture.h"
#include "kern/setting.h"

static int failed(int r)
{
	fail(r, "%s", strerror(-r));
	fprintf(stderr, "%s\n", fail_message());
	return 1;
}

static int tell_setting(const char *name, size_t room)
{
	char value[64];
	int r = setting_read(name, value, room < sizeof(value) ? room : sizeof(value));

	if (r)
		return failed(r);
	puts(value);
	return 0;
}

/* Standard input, as n runs get it; each tries to spoil it for the next. */
static int tell_input(int n)
{
	int fd, r = capture_stdin(&fd);

	if (r)
		return failed(r);
	if (fd < 0)
		puts("terminal");
	while (fd >= 0 && n-- > 0) {
		int again = capture_again(fd), writable;
		char path[40];

		if (again < 0 || capture_replay(again, STDOUT_FILENO))
			return failed(-EIO);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", again);
		writable = open(path, O_RDWR);
		if (lseek(again, 0, SEEK_CUR) || write(again, "spoilt", 6) > 0 || write(writable, "spoilt", 6) > 0)
			return failed(-EBADF);
		close(again);
		close(writable);
	}
	return 0;
}

/* Whether two texts that are written in pieces are the same for capture.h. */
static int tell_same(const char *a, const char *b)
{
	int left = capture_output(), right = capture_output();

	for (int i = 0; i < 100000; i++) {
		if (write(left, "0123456789", 10) != 10 || write(right, "0123456789", 10) != 10)
			return failed(-errno);
	}
	if (write(left, a, strlen(a)) < 0 || write(right, b, strlen(b)) < 0)
		return failed(-errno);
	puts(capture_same(left, right) && capture_same(right, left) ? "same" : "not the same");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && !strcmp(argv[1], "setting"))
		return tell_setting(argv[2], argc > 3 ? strtoul(argv[3], NULL, 10) : 64);
	if (argc == 3 && !strcmp(argv[1], "input"))
		return tell_input(atoi(argv[2]));
	if (argc == 4 && !strcmp(argv[1], "same"))
		return tell_same(argv[2], argv[3]);
	return 2;
}
