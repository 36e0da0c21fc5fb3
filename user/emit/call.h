/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The allowed syscalls by name. Most targets have one list for all ABIs.
 */
#ifndef LC_EMIT_CALL_H
#define LC_EMIT_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/plan.h"
#include "core/sysno.h"

/* CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}: what makes clone a way out. */
#define CALL_CLONE_NAMESPACES 0x7e020000u

struct call {
	const char *name;
	unsigned int why;	  /* set of enum sys_why, of all ABIs */
	const struct sys_plan *plan; /* the first of that name */
};

struct calls {
	struct call *at;
	size_t n;
};

#define CALLS_INIT { 0 }

/*
 * The calls of one ABI (or all: LC_ABIS), by name, each once. A call that has
 * no other reason than those of ignored is left out. 0 or -ENOMEM.
 */
int calls_collect(const struct plan *plan, enum lc_abi abi, unsigned int ignored, struct calls *out);
bool calls_has(const struct calls *calls, const char *name);
void calls_free(struct calls *calls);
#define _calls_ _cleanup_(calls_free)

/* Whether a later Linux than major.minor brought it. */
bool call_is_newer(const struct sysno_info *info, unsigned long major, unsigned long minor);

/* Whether libseccomp 2.5 (Linux 6.7 and before) does not know the name: it is dropped without a word. */
bool call_is_new(const char *name);

#endif
