/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the sweep at the end of a recording. Each tells its records; 0 or -errno with fail(). */
#ifndef LC_KERN_SWEEP_H
#define LC_KERN_SWEEP_H

#include <stdint.h>

#include "kern/recorder.h"

int sweep_calls(struct recorder *r);  /* syscalls used, and those refused */
int sweep_values(struct recorder *r); /* values of arguments, operations of io_uring */
int sweep_checks(struct recorder *r); /* capability checks, their results, the names of their places */
int sweep_files(struct recorder *r);  /* file capabilities of the programs */

int sweep_owners(struct recorder *r); /* whose programs are, and what else is known of that */
int sweep_privileges(struct recorder *r);

/* Hands one record to the sink. 0 or the sink's -errno. */
int sweep_tell(struct recorder *r, const void *record, size_t n);

static inline struct lc_head sweep_head(uint16_t kind, size_t len, uint32_t slot, uint64_t ns)
{
	return (struct lc_head){ .kind = kind, .len = len, .slot = slot, .ns = ns };
}

/* Slots in use: 1 .. this, exclusive. */
uint32_t sweep_slots(const struct recorder *r);

#endif
