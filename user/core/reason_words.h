/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the sentences of core/reason.c. Only core/reason*.c reads this.
 */
#ifndef LC_CORE_REASON_WORDS_H
#define LC_CORE_REASON_WORDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "core/plan.h"

/* " in bind() at inet_bind" */
void reason_add_place(const struct check *c, struct buf *b);

/* " on the credentials its socket was opened with": whose they are, if not plainly the program's. */
void reason_add_credentials(const struct check *c, struct buf *b);

/* "add it only if that refusal is a fault", worded for whoever must hold it. */
void reason_add_mend(const struct check *c, struct buf *b);

/*
 * ": the call failed with EACCES", ": each of the 3 calls ..."; nothing if no call was followed. Whether that
 * speaks of permission, or there was no failure at all.
 */
bool reason_add_failures(const struct check *c, struct buf *b);

/* What can be done where the namespace asked is out of reach: "loading the module outside can". */
const char *reason_way_out(const struct check *c);

#endif
