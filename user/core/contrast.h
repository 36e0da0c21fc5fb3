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
const char *contrast_id(enum contrast_with with); /* for JSON: "docker", ... */

/* Whether that default lets x86_64 call it, with these capabilities, on Linux 4.8 or later, for some arguments. */
bool contrast_allows(enum contrast_with with, const struct sysno_info *info, uint64_t caps);

/* Whether it leaves the primitive open. */
bool contrast_opens(enum contrast_with with, const struct primitive *primitive, uint64_t caps);

/*
 * The call that keeps it open in a plan, on whatever ABI: the first of its calls that is let through. NULL: it is
 * closed, or only logged where the plan refuses nothing.
 */
const struct sys_plan *contrast_opener(const struct plan *plan, const struct primitive *primitive);

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
bool plan_nonroot(const struct plan *plan); /* it will run as another user than root: asked for, or recorded so */
uint64_t pod_level_excess(const struct plan *plan); /* the capabilities that keep it from the next level up */

#endif
