/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The seccomp actions: their names in libseccomp and the kernel, what each
 * one does and what the filtered program sees of it. After man 2 seccomp.
 */
#ifndef LC_CORE_ACTION_H
#define LC_CORE_ACTION_H

#include <stddef.h>
#include <stdint.h>

struct action_info {
	const char *name;    /* "SCMP_ACT_ERRNO", as OCI and libseccomp spell it */
	const char *kernel;  /* "SECCOMP_RET_ERRNO" */
	uint32_t value;	     /* of the kernel's */
	const char *since;   /* Linux version */
	const char *happens; /* what the kernel does */
	const char *sees;    /* what the program notices */
};

/* By precedence: of several filters' answers, the first in this order wins. */
size_t action_count(void);
const struct action_info *action_at(size_t index); /* NULL past the end */

/*
 * By any spelling, in any case: SCMP_ACT_X, SECCOMP_RET_X or X, each with or without an argument in
 * parentheses. NULL if there is none.
 */
const struct action_info *action_by_name(const char *name);

#endif
