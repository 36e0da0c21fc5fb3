/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a record of the ring needs before it can be understood: the facts that
 * it names by number, what the names of a refused call lead to, and the lines of
 * the audit log. The facts come from the maps, so a ring that lost them does not matter.
 */
#ifndef LC_KERN_EVIDENCE_H
#define LC_KERN_EVIDENCE_H

#include <stddef.h>

#include "base/guard.h"
#include "kern/recorder.h"

struct evidence;

/* After load, before attach. What cannot be had (the audit log) is done without. 0 or -errno with fail(). */
int evidence_open(struct recorder *r, struct evidence **out);

/* Hands a record of the ring to the sink, after what it needs. 0 or the sink's -errno. */
int evidence_take(struct evidence *e, const void *bytes, size_t n);

/* Of the audit log; -1 without it. */
int evidence_fd(const struct evidence *e);
int evidence_poll(struct evidence *e); /* 0 or the sink's -errno */
uint64_t evidence_lost(const struct evidence *e); /* lines of the audit log */

void evidence_close(struct evidence **e);

#endif
