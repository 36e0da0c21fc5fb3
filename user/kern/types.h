/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's own types (BTF), read once for everybody who asks before the programs are loaded: reading them takes
 * some 10 ms and twice their size in memory.
 */
#ifndef LC_KERN_TYPES_H
#define LC_KERN_TYPES_H

#include <stdbool.h>

#include <bpf/btf.h>

/* NULL with errno. */
const struct btf *types_kernel(void);

/* The number of a function; -ENOENT: the kernel has none of that name, or no type of it. */
int types_function(const char *name);

/* Gives the memory back, until they are asked for again. */
void types_forget(void);

#endif
