/* SPDX-License-Identifier: BSD-2-Clause */
/* How the kernel side is told which cgroups and pid namespaces are the scope, and whose programs are. */
#ifndef LC_KERN_MEMBER_H
#define LC_KERN_MEMBER_H

#include "kern/load.h"

struct leastcap_bpf;
struct recorder;
#define MEMBER_PROGRAMS 4 /* that members_follow() attaches */

static inline bool members_given(const struct recorder_members *m)
{
	return m->ncgroups || m->npid_ns || m->new_cgroups;
}

/* Before load: the programs for them. */
void members_choose(struct leastcap_bpf *skel, const struct recorder_members *m);

/* After load, before anything is recorded: in which hierarchy a cgroup says whose a program is. */
void members_name_owners(struct recorder *r);

/* After load: attaches the programs and names the cgroups, with all that are below them. 0 or -errno with fail(). */
int members_follow(struct recorder *r);

#endif
