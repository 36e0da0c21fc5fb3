/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What container runtimes call between the filter and the execve, as it was measured with several versions of each
 * (core/syscalls.tsv): the base that a filter needs whatever the workload does.
 */
#ifndef LC_CORE_RUNTIME_BASE_H
#define LC_CORE_RUNTIME_BASE_H

#include <stdbool.h>

#include "core/role.h"
#include "core/sysno.h"

/*
 * Whose base holds the call, as a set of 1 << enum runtime; 0: nobody's who may run it. With no_new_privs a chosen
 * runtime loads the filter later and needs less behind it; of RUNTIME_ANY that is not known. exec: it joins, too.
 */
unsigned int runtime_base(const struct sysno_info *info, enum runtime chosen, bool no_new_privs, bool exec);

/* Whether the table knows this runtime to call it, in whatever way it is used. */
bool runtime_has(const struct sysno_info *info, enum runtime runtime);

/* Whether what was measured of one is for the chosen one: containerd lets runc do it. */
bool runtime_serves(enum runtime chosen, enum runtime measured);

#endif
