// SPDX-License-Identifier: BSD-2-Clause
/* Knows which Pod Security level a container of a plan passes (kubernetes.io, Pod Security Standards). */
#include <assert.h>
#include <linux/capability.h>

#include "base/guard.h"
#include "core/cap.h"
#include "core/contrast.h"

#define BIT(cap) (UINT64_C(1) << (cap))

/* What the Pod Security Standards let a container add. */
#define BASELINE                                                                                        \
	(BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_FSETID) | BIT(CAP_KILL) |   \
	 BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SETPCAP) | BIT(CAP_NET_BIND_SERVICE) |             \
	 BIT(CAP_SYS_CHROOT) | BIT(CAP_MKNOD) | BIT(CAP_AUDIT_WRITE) | BIT(CAP_SETFCAP))
#define RESTRICTED BIT(CAP_NET_BIND_SERVICE)

const char *pod_level_name(enum pod_level level)
{
	static const char *const levels[] = {
		[POD_PRIVILEGED] = "privileged", [POD_BASELINE] = "baseline", [POD_RESTRICTED] = "restricted",
	};

	static_assert(ARRAY_SIZE(levels) == POD_RESTRICTED + 1, "a name for each");
	return (unsigned int)level < ARRAY_SIZE(levels) ? levels[level] : "unknown";
}

bool plan_nonroot(const struct plan *plan)
{
	const struct program *root = plan_root(plan);

	return plan->options.nonroot || (root && root->uid != 0);
}

uint64_t pod_level_excess(const struct plan *plan)
{
	uint64_t kept = plan->keep & (BIT(CAP_COUNT) - 1);

	return kept & ~(kept & ~BASELINE ? BASELINE : RESTRICTED);
}

enum pod_level plan_pod_level(const struct plan *plan)
{
	uint64_t kept = plan->keep & (BIT(CAP_COUNT) - 1);

	if (kept & ~BASELINE)
		return POD_PRIVILEGED;
	return kept & ~RESTRICTED || !plan_nonroot(plan) || !plan->no_new_privs ? POD_BASELINE : POD_RESTRICTED;
}
