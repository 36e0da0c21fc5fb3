/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings that make a capability needed or needless: which sysctl or limit
 * stands behind a check, and what to set instead of granting the capability.
 */
#ifndef LC_CORE_REMEDY_H
#define LC_CORE_REMEDY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/plan.h"

struct remedy {
	const char *symbol;  /* call site, normalised as in core/site.h */
	int cap;	     /* -1: any */
	const char *setting; /* name as in struct setting */
	const char *advice;  /* "set net.ipv4.ip_unprivileged_port_start to the lowest port it binds" */
	const char *source;  /* kernel file:function, or man page */
};

size_t remedy_count(void);
const struct remedy *remedy_at(size_t index); /* NULL past the end */

/*
 * The i-th remedy for what decided about this capability, NULL past the last. *value: of the setting while
 * it was recorded, or NULL if not known.
 */
const struct remedy *remedy_for(const struct plan *plan, const struct cap_plan *cap, size_t i, const char **value);

#endif
