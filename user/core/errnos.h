/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a call ended, as a word: "0" for success, "EPERM", "SIGSYS" for a death by seccomp (LC_ERROR_KILLED), or the
 * number where it has no name.
 */
#ifndef LC_CORE_ERRNOS_H
#define LC_CORE_ERRNOS_H

#include <stdint.h>

#define ERRNO_MAX 4095 /* the kernel's own bound */

/* room is used where there is no name for it. */
const char *errno_word(uint32_t error, char room[16]);

/* The inverse, for these spellings only; -EINVAL if it is none of them. */
int errno_of(const char *word);

#endif
