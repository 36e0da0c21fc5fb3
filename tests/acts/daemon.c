/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves a daemon behind that outlives the recording, by three seconds at most. */
#include "act.h"

static void act(void)
{
	pid_t child = must("fork", fork());

	if (child)
		exit(wait_for(child));
	must("setsid", setsid());
	if (must("fork", fork())) {
		puts("NONE\nINCOMPLETE alive");
		exit(0);
	}
	for (int fd = 0; fd < 64; fd++)
		close(fd);
	for (int tenth = 0; tenth < 30; tenth++)
		usleep(100000);
}

ACT(NULL, act)
