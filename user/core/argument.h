/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conditions on what allowed syscalls are given: those that the values of the recording make (record --args), and that
 * clone() makes no namespaces where the workload made none.
 */
#ifndef LC_CORE_ARGUMENT_H
#define LC_CORE_ARGUMENT_H

#include <stdint.h>

#include "core/plan.h"

/* CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}: what makes clone(2) and unshare(2) a way out. */
#define ARGUMENT_NAMESPACES UINT64_C(0x7e020000)

/* More values than these of one argument are no rule any more, but .widened. */
#define ARGUMENT_VALUES_MAX 64

/*
 * Fills .arg_rules, and .args, .nargs and .widened of .syscalls, which are complete but for that, as are .keep and
 * .roles. 0 or -ENOMEM.
 */
int argument_rules(struct plan *plan);

#endif
