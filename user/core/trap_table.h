/* SPDX-License-Identifier: BSD-2-Clause */
/* The rows behind core/trap.h, and what only the words of some of them need. Only core/trap.c reads the rows. */
#ifndef LC_CORE_TRAP_TABLE_H
#define LC_CORE_TRAP_TABLE_H

#include "core/trap.h"

extern const struct trap trap_rows[];
extern const size_t trap_row_count;

/* "naming the host in sethostname(): --hostname; ..." of what CAP_SYS_ADMIN was kept for; never empty. */
void trap_sys_admin_text(const struct plan *plan, struct buf *b);

#endif
