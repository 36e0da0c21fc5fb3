// SPDX-License-Identifier: BSD-2-Clause
/*
 * usage: empty [PROGRAM...]: attaches empty programs (enter, leave, check), says "ready", and waits for the end of
 * its standard input.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/empty.skel.h"

static int complain(const char *what)
{
	fprintf(stderr, "empty: %s: %s\n", what, strerror(errno));
	return 1;
}

static int choose(const struct empty_bpf *skel, char **names)
{
	for (; *names; names++) {
		struct bpf_program *program = bpf_object__find_program_by_name(skel->obj, *names);

		if (!program || bpf_program__set_autoload(program, true))
			return complain(*names);
	}
	return 0;
}

/* With no program named, that is all: what leastcap follows while others are measured. */
static int wait_for_end(void)
{
	char byte;

	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}

int main(int argc, char **argv)
{
	struct empty_bpf *skel;
	int r;

	if (argc == 1)
		return wait_for_end();
	skel = empty_bpf__open();
	if (!skel)
		return complain("open");
	r = choose(skel, argv + 1);
	if (!r && (empty_bpf__load(skel) || empty_bpf__attach(skel)))
		r = complain("attach");
	if (!r)
		r = wait_for_end();
	empty_bpf__destroy(skel);
	return r;
}
