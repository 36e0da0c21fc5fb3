/* SPDX-License-Identifier: BSD-2-Clause */
/* A shell command that a run makes beside its workload, once or until it succeeds. */
#ifndef LC_KERN_HELPER_H
#define LC_KERN_HELPER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct helper {
	const char *command; /* NULL: nothing (more) to do */
	pid_t pid;	     /* under way, with a process group of that number; 0: not */
	uint64_t retry_at;   /* when it is due */
};

/* Starts it if it is due and not under way. 0 or -errno with fail(). */
int helper_start(struct helper *helper, uint64_t now);

/* It ended without success: once more, a little later. */
void helper_retry(struct helper *helper, uint64_t now);

/* When helper_start() has something to do. */
uint64_t helper_due(const struct helper *helper);

/* Ends it with its process group. *status of waitpid(2) is set if it was under way. Nothing more to do after that. */
void helper_end(struct helper *helper, int *status);

/* As a shell says it: 128+N for signal N. */
int exit_code(int status);

#endif
