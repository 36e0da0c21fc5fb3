/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process put under a plan: the five capability sets, no_new_privs and a
 * seccomp filter, such that its next execve has exactly these.
 */
#ifndef LC_KERN_JAIL_H
#define LC_KERN_JAIL_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/guard.h"

struct jail {
	uint64_t caps; /* bounding, permitted and effective; for another user than root also inheritable and ambient */
	bool no_new_privs;
	const struct sock_filter *filter; /* from jail_filter(); NULL: none */
	size_t nfilter;
};

/* A syscall that a filter lets through. */
struct jail_call {
	uint32_t abi; /* enum lc_abi */
	uint32_t nr;
	const char *name;
};

/*
 * Compiles (libseccomp) a filter that lets calls through and refuses all others with errno `error`, on each ABI of the
 * machine. execve, which follows it at once, must be among them. *out is malloc()ed. 0 or -errno with fail().
 */
int jail_filter(const struct jail_call *calls, size_t n, int error, struct sock_filter **out, size_t *nout);

/* 0 if this process can put a child under it; else -EPERM or -EINVAL with fail() naming what the kernel refuses. */
int jail_check(const struct jail *jail);

/*
 * In the child, after fork: becomes the user (NULL keeps the ids), then enters the jail (NULL: no more than that).
 * Nothing but execve must follow. What is jailed ends with `parent`, which forked it.
 * 0, or -errno and *step, a phrase ("drop CAP_CHOWN from the bounding set of").
 */
struct passwd;
int jail_enter(const struct jail *jail, const struct passwd *user, pid_t parent, const char **step);

#endif
