/* SPDX-License-Identifier: BSD-2-Clause */
/* What a record of the timeline may hold; for core/decode.c. */
#ifndef LC_CORE_DECODE_DENIAL_H
#define LC_CORE_DECODE_DENIAL_H

#include <stdbool.h>

#include "core/decode.h"

/* Whether a record of kind LC_DENIAL to LC_ADDRESSES is good; clears what says nothing. */
bool decode_timeline(union record *r);

#endif
