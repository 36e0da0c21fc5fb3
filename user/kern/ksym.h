/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of kernel addresses, from /proc/kallsyms. */
#ifndef LC_KERN_KSYM_H
#define LC_KERN_KSYM_H

#include <stddef.h>
#include <stdint.h>

#include "base/guard.h"

struct ksyms;

/* 0; -EPERM when the file hides addresses (kptr_restrict), else -errno. */
int ksyms_read(const char *path, struct ksyms **out);

/* The function that holds the return address, or NULL. Owned by the table. */
const char *ksyms_name(const struct ksyms *k, uint64_t return_address);

void ksyms_free(struct ksyms **k);
#define _ksyms_ _cleanup_(ksyms_free)

#endif
