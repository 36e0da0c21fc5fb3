/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The BPF object, opened, sized, loaded and attached; and its truth taken out
 * again as records of bpf/event.h.
 */
#ifndef LC_KERN_LOAD_H
#define LC_KERN_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/guard.h"
#include "bpf/event.h"
#include "kern/hook.h"

struct recorder;

/* Which checks are told one by one (LC_SEEN). Decided in the kernel. */
struct recorder_live {
	uint64_t caps;	  /* bit N: capability N; 0: all */
	const char *comm; /* of the thread; NULL: any */
	bool by_uid;
	uint32_t uid;	  /* real uid, initial user namespace; if by_uid */
	bool denied;	  /* only checks that are denied */
	bool unique;	  /* only the first of each fact */
};

/* What the arguments of calls mean (LC_SHAPE()), of each ABI; from core/shape.h. */
struct recorder_shapes {
	uint32_t word[LC_ABIS][LC_SHAPES];
};

/* Members of the scope, now and later. */
struct recorder_members {
	const int *cgroups; /* descriptors of their directories; what is below them belongs to them */
	size_t ncgroups;
	bool new_cgroups; /* every cgroup that is made from now on, too */
	const uint32_t *pid_ns; /* inode numbers of pid namespaces; those below them belong to them */
	size_t npid_ns;
};

struct recorder_options {
	enum lc_scope scope;
	struct recorder_members members; /* LC_SCOPE_CGROUP, LC_SCOPE_PIDS */
	const pid_t *pids; /* and what they start; in the same scopes */
	size_t npids;
	bool count;	   /* count syscalls (costs a hash update a call) */
	bool results;	   /* how calls with checks ended, and calls refused by seccomp: costs a program a sys_exit */
	bool no_boundary;  /* do not look for the moment from which the workload serves: recorder_serves() tells */
	const struct recorder_live *live; /* tell each check; NULL: only facts */
	bool refusals;	   /* refused calls: LC_DENIAL with its LC_OBJECTs and LC_AUDIT; wants .results */
	bool each_refusal; /* each of them; else the first of its kind (program, call, error, by whom) */
	bool stances;	   /* tell LC_STANCE, not only LC_PRIVILEGE at the end; wants .results */
	bool values;	   /* keep values of arguments (bpf/values.bpf.c): each such call costs a hash lookup */
	bool user_stacks;  /* tell LC_STACK of new facts */
	const struct recorder_shapes *shapes; /* with .refusals */
	size_t ring_bytes; /* rounded up to a power of two of pages; 0: 1 MiB */
};

/* Receives one record; returns 0, or -errno to stop (kept for the caller). */
typedef int (*record_sink)(void *ctx, const void *record, size_t n);

/*
 * 0 if BPF may be tried at all; else -errno with fail(): -EPERM names the
 * missing capabilities, -ENOENT the missing BTF file.
 */
int load_allowed(void);

/* Messages of libbpf: kept quiet unless verbose. */
void load_verbose(bool verbose);

/*
 * Loads and attaches what choice names. sink is called from recorder_poll() and
 * recorder_sweep(). 0 or -errno with fail(). Nothing stays attached on failure.
 */
int recorder_open(const struct recorder_options *options, const struct hook_choice *choice, record_sink sink,
		  void *ctx, struct recorder **out);

/* Descriptor of the program that a child runs on itself by spawn to be followed from its next execve. */
int recorder_arm_fd(const struct recorder *r);

/* LC_SCOPE_PIDS, LC_SCOPE_CGROUP: takes in the processes that run. Number taken in, or -errno with fail(). */
int recorder_adopt(struct recorder *r);

/* Readable when records wait. */
int recorder_fd(const struct recorder *r);

/* The same of the audit log; -1: none is listened to. */
int recorder_audit_fd(const struct recorder *r);

/* Whether recorder_poll() is to be called soon, whatever comes: somebody has to be asked again. */
bool recorder_impatient(const struct recorder *r);

/* Hands on what waits in the ring; 1: more waits. 0 or the sink's -errno. */
int recorder_poll(struct recorder *r);

/* The workload serves from now on, if nothing told so before, or if the sign is a stronger one. */
void recorder_serves(struct recorder *r, enum lc_boundary_sign sign);

/* Processes of the scope that are alive now. */
uint64_t recorder_alive(const struct recorder *r);
bool recorder_lives(struct recorder *r); /* whether there are any */

/*
 * Ends the recording: detaches, drains the ring, then tells everything the maps hold,
 * the names of kernel addresses, hooks, losses, the session and LC_END. Once. 0 or -errno with fail().
 */
int recorder_sweep(struct recorder *r);

void recorder_close(struct recorder **r);
#define _recorder_ _cleanup_(recorder_close)

#endif
