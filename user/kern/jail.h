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
#include "kern/filter.h"

struct jail {
	uint64_t caps; /* bounding, permitted and effective; for another user than root also inheritable and ambient */
	bool no_new_privs;
	const struct sock_filter *filter; /* from filter_compile(); NULL: none */
	size_t nfilter;
};

/* Whether execve, which follows at once, gets through a filter of these rules. 0, or -EINVAL with fail(). */
int jail_check_rules(const struct filter_rule *rules, size_t n);

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
