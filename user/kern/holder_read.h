/* SPDX-License-Identifier: BSD-2-Clause */
/* One process as /proc shows it; for kern/holder.c. */
#ifndef LC_KERN_HOLDER_READ_H
#define LC_KERN_HOLDER_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "bpf/event.h"

/* What every process is held against, and room to read into. */
struct holder_reader {
	const char *label; /* below /proc/PID: where the security module shows its label; NULL: there is none */
	__u32 user_ns;	   /* ours */
	char *text;	   /* of the file at hand */
	size_t room;
};

/* 0 or -ENOMEM. */
int holder_reader_open(struct holder_reader *reader);
void holder_reader_close(struct holder_reader *reader);

/* The inode number of a namespace ("ns/user") of a process (a descriptor of its directory); 0: not known. */
__u32 holder_namespace(int dir, const char *name);

/*
 * Fills what /proc has of the process: everything but what BPF alone sees. -ESRCH: it is gone, or was dead already.
 * *hierarchy: number of the one that .cgroup is of.
 */
int holder_read(struct holder_reader *reader, pid_t pid, struct lc_holder *out, __u32 *hierarchy);

#endif
