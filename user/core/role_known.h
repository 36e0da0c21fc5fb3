/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of programs by their names alone: runtimes, what they call for help, what they are called through.
 */
#ifndef LC_CORE_ROLE_KNOWN_H
#define LC_CORE_ROLE_KNOWN_H

#include <stdbool.h>

#include "core/role.h"

/* known_runtime.traits */
#define KNOWN_BEARS_VERSION 0x1u /* "runc-1.1.15", "runc.amd64" */
#define KNOWN_BEARS_MORE 0x2u	 /* "containerd-shim-runc-v2" */
#define KNOWN_EXECUTES 0x4u	 /* the workload, by itself; what else it executes is itself once more */
#define KNOWN_ONLY_ENTERED 0x8u	 /* elsewhere it is a program like others */

struct known_runtime {
	const char *name;
	enum runtime runtime;
	unsigned int traits;
};

/*
 * By its file; of the sealed copies that runc and crun make of themselves by the name of that ("memfd:runc_cloned:...")
 * or, where it has none, by what the process calls itself ("runc:[2:INIT]"). NULL: none.
 */
const struct known_runtime *known_runtime_of(const struct program *p);

/* A copy in memory, executed by descriptor: "exe" of /proc/self/exe, "6" of /proc/self/fd/6. */
bool known_is_copy(const struct program *p);

bool known_helper(const struct program *p);  /* what a runtime executes beside the workload */
bool known_wrapper(const struct program *p); /* what may do no more than execute a runtime */

#endif
