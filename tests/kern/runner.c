// SPDX-License-Identifier: BSD-2-Clause
/*
 * One run of a workload by kern/run.h, without a recording: prints what it was told of serving, then how the run ended.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "kern/brood.h"
#include "kern/capture.h"
#include "kern/notify.h"
#include "kern/recorder.h"
#include "kern/run.h"
#include "kern/spawn.h"

/* --- a recorder that records nothing ------------------------------------------ */

int recorder_fd(const struct recorder *r)
{
	static int fd = -1;

	(void)r;
	if (fd < 0)
		fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return fd;
}

bool recorder_impatient(const struct recorder *r)
{
	(void)r;
	return false;
}

int recorder_audit_fd(const struct recorder *r)
{
	(void)r;
	return -1;
}

int recorder_poll(struct recorder *r)
{
	(void)r;
	return 0;
}

uint64_t recorder_alive(const struct recorder *r)
{
	(void)r;
	return 0;
}

bool recorder_lives(struct recorder *r)
{
	(void)r;
	return false;
}

void recorder_serves(struct recorder *r, enum lc_boundary_sign sign)
{
	static const char *const names[] = { "?", "wait", "ready", "notify", "mark" };

	(void)r;
	printf("serves: %s\n", names[sign]);
	fflush(stdout);
}

/* ------------------------------------------------------------------------------- */

static void tell(int r, const struct run_result *result)
{
	if (r)
		printf("failed: %s\n", fail_message());
	if (result->exited && WIFSIGNALED(result->status))
		printf("signal %d", WTERMSIG(result->status));
	else
		printf("exit %d", result->exited ? WEXITSTATUS(result->status) : -1);
	printf(" drive %d%s%s%s%s%s%s\n", result->drive_status, result->driven ? " driven" : "",
	       result->told_to_end ? " told" : "", result->timed_out ? " timed_out" : "",
	       result->flooded ? " flooded" : "",
	       result->signalled ? " signalled" : "", result->interrupted ? " interrupted" : "");
}

int main(int argc, char **argv)
{
	struct run_options run = { .ready_seconds = 5, .notify = -1 };
	struct spawn_options spawn = { .arm_fd = -1 };
	struct run_result result = { 0 };
	char name[NOTIFY_ROOM];
	bool refused = false;
	int option, r, fds[3] = { -1, -1, -1 };
	char *path;

	while ((option = getopt(argc, argv, "+r:R:d:D:t:m:nbo")) >= 0) {
		switch (option) {
		case 'r': run.ready = optarg; break;
		case 'R': run.ready_seconds = atof(optarg); break;
		case 'd': run.drive = optarg; break;
		case 'D': run.duration = atof(optarg); break;
		case 't': run.timeout = atof(optarg); break;
		case 'm': run.mark = optarg; break;
		case 'n': run.notify = notify_open(name); spawn.notify = name; break;
		case 'o': fds[1] = fds[2] = capture_output(); break; /* kept, its size told */
		case 'b': run.own_brood = true; break;
		default: return 2;
		}
	}
	spawn.argv = argv + optind;
	if (optind >= argc || spawn_find(argv[optind], &path)) {
		fprintf(stderr, "%s\n", fail_message());
		return 2;
	}
	spawn.path = path;
	spawn.fds = fds;
	run.outputs = fds[1] >= 0 ? fds + 1 : NULL;
	run.signals = spawn_signals();
	r = run.own_brood ? brood_adopt() : 0;
	if (!r)
		r = spawn_start(&spawn, &run.command, &refused);
	if (!r)
		r = run_workload(&run, &result);
	if (run.outputs && capture_size(fds[1]) < 100)
		r = r ? r : capture_replay(fds[1], STDOUT_FILENO);
	tell(r, &result);
	free(path);
	return r ? 1 : 0;
}
