/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's audit log, overheard: netlink multicast group AUDIT_NLGRP_READLOG
 * (3.16; needs CAP_AUDIT_READ in the initial user namespace). No audit daemon is needed or disturbed.
 */
#ifndef LC_KERN_AUDITLOG_H
#define LC_KERN_AUDITLOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"

struct auditlog;

/*
 * 0 or -errno: -EPERM without the capability, -EPROTONOSUPPORT without audit in the kernel, -ENETUNREACH in a network
 * namespace from which the initial one, the only one that is told, cannot be reached. The thread goes there and back.
 */
int auditlog_open(struct auditlog **out);
int auditlog_fd(const struct auditlog *log);

/* Tells a LC_AUDIT for each line of types 1300 to 1499 that waits. 0 or the sink's -errno. */
int auditlog_poll(struct auditlog *log, int (*sink)(void *ctx, const void *record, size_t n), void *ctx);

/* Lines that the kernel could not deliver to us (ENOBUFS), at least. */
uint64_t auditlog_lost(const struct auditlog *log);

void auditlog_close(struct auditlog **log);
#define _auditlog_ _cleanup_(auditlog_close)

#endif
