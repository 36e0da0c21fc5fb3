/* SPDX-License-Identifier: BSD-2-Clause */
/* What a record of who holds privileges, and whose it is, may hold; for core/decode.c. */
#ifndef LC_CORE_DECODE_OWNER_H
#define LC_CORE_DECODE_OWNER_H

#include <stdbool.h>

#include "core/decode.h"

/* Whether a record of kind LC_OWNER to LC_FILE is good; clears what says nothing. */
bool decode_owned(union record *r);

#endif
