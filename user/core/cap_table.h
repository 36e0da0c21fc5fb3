/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rows behind core/cap.h; only core/cap.c reads them.
 */
#ifndef LC_CORE_CAP_TABLE_H
#define LC_CORE_CAP_TABLE_H

#include "core/cap.h"

extern const struct cap_info cap_table[CAP_COUNT];

#endif
