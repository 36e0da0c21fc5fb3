/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plan's syscalls against what the workload would have by default: Docker's, Podman's and Kubernetes' profiles with
 * the capabilities it keeps, systemd's @system-service, or no filter.
 */
#ifndef LC_CORE_CONTRAST_H
#define LC_CORE_CONTRAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/plan.h"
#include "core/risk.h"
#include "core/sysno.h"

enum contrast_with {
	CONTRAST_DOCKER, CONTRAST_PODMAN, CONTRAST_SYSTEM_SERVICE_252, CONTRAST_SYSTEM_SERVICE_262, CONTRAST_NONE,
	CONTRASTS
};
const char *contrast_name(enum contrast_with with); /* "Docker's default", ... */

/* Whether that default lets x86_64 call it, with these capabilities; whatever the arguments. */
bool contrast_allows(enum contrast_with with, const struct sysno_info *info, uint64_t caps);

struct contrast {
	enum contrast_with with;
	size_t theirs, ours;	/* calls of x86_64 allowed */
	size_t fewer;		/* theirs that ours has not */
	size_t more;		/* ours that theirs has not */
	bool *closed;		/* by primitive_at(): open with theirs, closed with ours */
	bool *open;		/* by primitive_at(): open with ours */
};

/* 0 or -ENOMEM. */
int contrast_make(const struct plan *plan, enum contrast_with with, struct contrast *out);
void contrast_free(struct contrast *c);
#define _contrast_ _cleanup_(contrast_free)

/* Pod Security level that the capabilities, no_new_privs and user of the plan pass. */
enum pod_level { POD_PRIVILEGED, POD_BASELINE, POD_RESTRICTED };
const char *pod_level_name(enum pod_level level);
enum pod_level plan_pod_level(const struct plan *plan);

#endif
