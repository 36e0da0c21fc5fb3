/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is kept of a thread from the first thing seen in its call until the call ends. */
#ifndef LC_PENDING_BPF_H
#define LC_PENDING_BPF_H

#include "bpf/scope.bpf.h"

#define PENDING_CHECKS 30 /* distinct facts of one call */

struct pending {
	__u32 nr, n;	    /* of the checks */
	__u32 nsteps;
	__u32 entered;	    /* under a seccomp filter: number of the call that has begun, plus one; 0: none */
	__u32 under_filter; /* a call of it was seen under one */
	__u32 more;	    /* more steps or denied checks than fit */
	__u32 looks;	    /* .before is of this call */
	__u32 stance;	    /* LC_STANCE_* that others saw in it */
	__u32 check[PENDING_CHECKS];
	__u32 ndenied, denied[LC_DENIAL_CHECKS]; /* those that were denied */
	struct lc_step step[LC_STEPS];
	struct lc_creds before;
	__u32 filters, no_new_privs; /* before, too */
};

/* NULL: there is none, or no room for it. */
extern __hidden struct pending *pending_of(struct task_struct *task, bool create);

/* To be called before something of the call is kept: its end is waited for. */
extern __hidden int await(struct task_struct *task, struct pending *p);

/* Current ends. */
extern __hidden int drop_pending(void);

/* Adds one to a counter of a table. 1: it is the first, 0: it is not, or the table is full. */
static __always_inline int count_in(void *table, const void *key)
{
	__u64 one = 1, *count = bpf_map_lookup_elem(table, key);

	if (!count) {
		if (!bpf_map_update_elem(table, key, &one, BPF_NOEXIST))
			return 1;
		count = bpf_map_lookup_elem(table, key); /* another CPU was first */
	}
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		lose(LC_LOST_RESULTS);
	return 0;
}

#endif
