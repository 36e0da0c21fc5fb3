/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device nodes that containers are made privileged for, though the node and one capability (or none) would do.
 * What a recording tells of them: a check inside their driver, a program that is theirs, a refusal at the node.
 */
#ifndef LC_CORE_DEVICE_H
#define LC_CORE_DEVICE_H

#include <stddef.h>

#include "core/plan.h"

struct device {
	const char *path; /* "/dev/net/tun" */
	unsigned int major, minor; /* of a character device, by Documentation/admin-guide/devices.txt */
	int cap; /* what its driver asks for; -1: nothing but the node */
	const char *sites[4];	 /* call sites in its driver, normalised as in core/site.h */
	const char *programs[4]; /* names of programs that open it */
	const char *source;
};

size_t device_count(void);
const struct device *device_at(size_t index); /* NULL past the end */

/* The i-th device that the workload used or was refused, NULL past the last. */
const struct device *device_for(const struct plan *plan, size_t i);

#endif
