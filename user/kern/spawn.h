/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting processes: the workload, inside the scope from its own execve on, and helpers outside of it. */
#ifndef LC_KERN_SPAWN_H
#define LC_KERN_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "kern/dress.h"
#include "kern/jail.h"

/*
 * Finds an executable as execvp(3) does. *path is malloc()ed.
 * -ENOENT or -EACCES with fail(): not found, or found but not executable.
 */
int spawn_find(const char *name, char **path);

struct spawn_options {
	const char *path;   /* from spawn_find() */
	char *const *argv;
	const char *user;   /* NULL: as the caller; else its uid, gid and groups */
	int arm_fd;	    /* recorder_arm_fd(); -1: not followed */
	const struct jail *jail; /* NULL: none */
	const struct dress *dress; /* NULL: as .user and .jail say; else instead of them */
	const int *fds;	    /* stdin, stdout, stderr for it, each -1: the caller's; NULL: all the caller's */
	const int *mount_ns; /* descriptor of a mount namespace for it, with our working directory; NULL: ours */
	const char *notify; /* value of NOTIFY_SOCKET for it; NULL: as it is */
};

/*
 * Starts the workload and returns when its execve has succeeded. 0 or -errno with fail();
 * then no process is left. *refused: it was the execve itself that failed.
 */
int spawn_start(const struct spawn_options *options, pid_t *pid, bool *refused);

/*
 * Starts `sh -c command` outside the scope, its stdin /dev/null, in a process group of its own whose number is *pid.
 * 0 or -errno with fail().
 */
int spawn_shell(const char *command, pid_t *pid);

/* Blocks the signals a recording handles and returns a signalfd for them, or -errno with fail(). */
int spawn_signals(void);

#endif
