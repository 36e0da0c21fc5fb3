/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of kernel addresses: asked of the kernel itself where it tells them, else looked up in /proc/kallsyms. */
#ifndef LC_KERN_NAME_H
#define LC_KERN_NAME_H

#include "kern/ksym.h"
#include "kern/recorder.h"

struct names {
	struct recorder *recorder;
	struct ksyms *symbols; /* NULL: the kernel tells, or nobody does */
};

/* Without any source names_find() finds nothing. */
void names_open(struct names *names, struct recorder *recorder);

/* The function that a return address lies in, or NULL. Good until the next call. */
const char *names_find(struct names *names, uint64_t return_address);

void names_close(struct names *names);
#define _names_ _cleanup_(names_close)

#endif
