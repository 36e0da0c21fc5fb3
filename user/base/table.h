/* SPDX-License-Identifier: BSD-2-Clause */
/* uthash whose lack of memory ends nothing: a failed insertion leaves the table as it was, and .hh.tbl NULL. */
#ifndef LC_BASE_TABLE_H
#define LC_BASE_TABLE_H

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#endif
