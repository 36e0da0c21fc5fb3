/* SPDX-License-Identifier: BSD-2-Clause */
/* The rows behind core/shape.h. Only core/shape.c and its test read them. */
#ifndef LC_CORE_SHAPE_TABLE_H
#define LC_CORE_SHAPE_TABLE_H

#include <stddef.h>

#include "core/shape.h"

extern const struct shape shape_table[];
extern const size_t shape_count;

#endif
