/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of syscalls while it is closed: rows by ABI and number, each once, with the reasons that add up.
 */
#ifndef LC_CORE_CLOSURE_LIST_H
#define LC_CORE_CLOSURE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/plan.h"
#include "core/sysno.h"

/* The ABI of the machine: of the runtime that loads the filter and executes the workload. */
#define CLOSURE_NATIVE LC_ABI_X86_64

/* Reasons that bring in what nobody made and nothing issues by itself. */
#define CLOSURE_STAND_INS (WHY_LIBC | WHY_RELEASE | WHY_ARCH)

struct closure_list {
	struct sys_plan *rows;
	size_t n, room;
	uint16_t at[LC_ABIS][LC_SYSCALL_BITS]; /* by number: place in rows + 1; 0: not in it */
	bool failed; /* out of memory; checked once, at the end */
};
#define CLOSURE_LIST_INIT { 0 }

/* Adds a reason for a call; NULL if the ABI has no such call, or out of memory. Valid till the next call is added. */
struct sys_plan *closure_list_add(struct closure_list *l, enum lc_abi abi, const struct sysno_info *info,
				  enum sys_why why);

/*
 * The same for one of CLOSURE_STAND_INS, if no other reason has brought it in yet. for_name: static; the first one
 * stays; NULL: for none in particular.
 */
void closure_list_stand_in(struct closure_list *l, enum lc_abi abi, const struct sysno_info *info, enum sys_why why,
			   const char *for_name);

bool closure_list_has(const struct closure_list *l, enum lc_abi abi, const struct sysno_info *info);

void closure_list_free(struct closure_list *l);
#define _closure_list_ _cleanup_(closure_list_free)

#endif
