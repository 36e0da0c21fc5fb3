/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the syscalls that were seen to those a filter must let through, each
 * addition with its reason (docs/syscalls.md).
 */
#ifndef LC_CORE_CLOSURE_H
#define LC_CORE_CLOSURE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/plan.h"
#include "core/sysno.h"

/*
 * By ABI, then by name, from the plan's profile, roles, options and no_new_privs. used[]: calls of that ABI were asked
 * for, or the workload made one that has a name and nobody asked for others. What starts the workload (execve, the
 * container runtime) is of the machine's own ABI and is listed there even if the workload never used it. Nothing seen:
 * nothing listed. 0 or -ENOMEM.
 */
int closure_make(const struct plan *plan, bool used[LC_ABIS], struct sys_plan **out, size_t *n);

/*
 * What the same program calls on other architectures (options.arches, .portable), from .syscalls; by architecture,
 * then by name. 0 or -ENOMEM.
 */
int closure_foreign(const struct plan *plan, struct foreign_call **out, size_t *n);

/*
 * What the runtime that started the workload called behind the filter, beside what the table has of it; by name. None
 * if nothing is known to have started it. 0 or -ENOMEM.
 */
int closure_runtime(const struct plan *plan, struct runtime_call **out, size_t *n);

/* Whether Docker's default profile lets every container make the call there, whatever its arguments. */
bool closure_is_open(const struct sysno_info *info, enum lc_abi abi);
bool closure_is_open_on(const struct sysno_info *info, enum sysno_arch arch);

/* Whether some libc calls it before main(), on this ABI. */
bool closure_is_floor(const char *name, enum lc_abi abi);

#endif
