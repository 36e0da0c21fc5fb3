/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values of arguments that another libc gives where one that was seen gave another.
 */
#ifndef LC_CORE_ARGUMENT_LIBC_H
#define LC_CORE_ARGUMENT_LIBC_H

#include <stdint.h>

/* Ended by 0; NULL: none. */
const uint64_t *argument_libc(const char *call, uint64_t value);

#endif
