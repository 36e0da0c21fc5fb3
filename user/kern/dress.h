/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a service manager clothes a process before its execve: ids, capability sets, secure bits, no_new_privs,
 * directory, limits, environment. Unlike kern/jail.h it hands on what it is told and proves nothing.
 */
#ifndef LC_KERN_DRESS_H
#define LC_KERN_DRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* setrlimit(2); UINT64_MAX: no limit. */
struct dress_limit {
	int resource;
	uint64_t soft, hard;
};

struct dress {
	bool ids; /* the next four count; else the caller's */
	uid_t uid;
	gid_t gid;
	const gid_t *groups;
	size_t ngroups;
	bool sets; /* the next three count; else the caller's, but nothing is inheritable or ambient */
	uint64_t bounding, ambient; /* ambient is inheritable, too; bits beyond the kernel's capabilities are none */
	uint32_t securebits; /* SECBIT_* */
	bool no_new_privs;
	const char *directory; /* NULL: the caller's */
	bool directory_optional; /* the root if it is not there */
	mode_t umask;
	const struct dress_limit *limits;
	size_t nlimits;
	char *const *environment; /* all of it, NULL-terminated */
};

/* The sets that a program without file capabilities has after its execve. */
void dress_outcome(const struct dress *dress, uint64_t *bounding, uint64_t *permitted);

/*
 * In the child, after fork, whose environment is then the one of the dress. Nothing but execve must follow, which
 * closes all but the standard descriptors. 0, or -errno and *step, a phrase ("set the limits of").
 */
int dress_put_on(const struct dress *dress, const char **step);

#endif
