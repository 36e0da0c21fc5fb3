/* SPDX-License-Identifier: BSD-2-Clause */
/* The texts of /proc/PID/stat and status (proc_pid_stat(5), proc_pid_status(5)); for kern/holder_read.c. */
#ifndef LC_KERN_HOLDER_STATUS_H
#define LC_KERN_HOLDER_STATUS_H

#include <stdbool.h>

#include "bpf/event.h"

struct holder_stat {
	char state;
	unsigned int flags; /* PF_* */
};

/* Takes pid, parent, name, threads and start. false: not such a text. */
bool holder_parse_stat(const char *text, struct lc_holder *out, struct holder_stat *more);

/* Takes ids, groups, sets, no_new_privs and seccomp. false: the sets are not there. */
bool holder_parse_status(const char *text, struct lc_holder *out);

/* Holds the threads of a process (a descriptor of its directory) against it: sets and seccomp may be each one's own. */
void holder_merge_threads(int dir, struct lc_holder *out);

#endif
