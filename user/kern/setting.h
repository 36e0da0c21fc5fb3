/* SPDX-License-Identifier: BSD-2-Clause */
/* Sysctls and limits of this machine, by the names that struct lc_setting has. */
#ifndef LC_KERN_SETTING_H
#define LC_KERN_SETTING_H

#include <stddef.h>

/*
 * "net.ipv4.ip_unprivileged_port_start": what the file below /proc/sys has; "RLIMIT_MEMLOCK": the soft limit, in its
 * unit, or "unlimited"; "lsm", "lockdown": what securityfs has. 0; -ENOENT: this machine has no such setting; -ENOSPC:
 * value has too little room; -errno.
 */
int setting_read(const char *name, char *value, size_t room);

#endif
