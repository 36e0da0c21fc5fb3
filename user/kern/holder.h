/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running processes and what they hold, told as LC_HOLDER records, each process once; before the first of a cgroup an
 * LC_OWNER of it, with the same path. From /proc, so it works for everybody as far as the kernel shows it.
 */
#ifndef LC_KERN_HOLDER_H
#define LC_KERN_HOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/guard.h"
#include "bpf/event.h"

struct holders;

/* Where we are ourselves: inode numbers of namespaces, 0: not known. */
struct holder_here {
	uint32_t user_ns, pid_ns, mnt_ns;
	bool securebits; /* those of others can be seen */
};

/*
 * sink as in kern/load.h. With `look_inside`, tries to have what only BPF shows (kern/census.h) and does without
 * if it cannot. 0 or -errno with fail().
 */
int holders_open(int (*sink)(void *ctx, const void *record, size_t n), void *ctx, bool look_inside,
		 struct holders **out);

void holders_here(const struct holders *h, struct holder_here *out);

/* One process. -ESRCH without fail() if there is none; else 0 or the sink's -errno. */
int holders_process(struct holders *h, pid_t pid);

/* It and what it started, as far as that has a parent among them still. As above. */
int holders_family(struct holders *h, pid_t pid);

/* The processes in a cgroup (a descriptor of its directory) and below it. 0 or -errno with fail(), or the sink's. */
int holders_cgroup(struct holders *h, int cgroup);

/* The processes in one of the pid namespaces (inode numbers). 0 or -errno with fail(), or the sink's. */
int holders_pid_ns(struct holders *h, const uint32_t *inums, size_t n);

/* Every process but those of the kernel and our own. 0 or -errno with fail(), or the sink's. */
int holders_all(struct holders *h);

void holders_free(struct holders **h);
#define _holders_ _cleanup_(holders_free)

#endif
