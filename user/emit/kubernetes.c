// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target kubernetes: the securityContext of a container. */
#include <linux/capability.h>

#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/run.h"
#include "emit/targets.h"
#include "emit/yamlout.h"

#define COMMENT "# "
#define BIT(cap) (UINT64_C(1) << (cap))

/* What the Pod Security Standards let a container add. */
#define BASELINE                                                                                        \
	(BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_FSETID) | BIT(CAP_KILL) |   \
	 BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SETPCAP) | BIT(CAP_NET_BIND_SERVICE) |             \
	 BIT(CAP_SYS_CHROOT) | BIT(CAP_MKNOD) | BIT(CAP_AUDIT_WRITE) | BIT(CAP_SETFCAP))
#define RESTRICTED BIT(CAP_NET_BIND_SERVICE)

/* The level this context passes, and what keeps it from the next one. */
static void comment_level(const struct plan *plan, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);
	uint64_t allowed = kept & ~BASELINE ? BASELINE : RESTRICTED;
	_buf_ struct buf obstacles = BUF_INIT;

	caplist_join(&obstacles, kept & ~allowed, cap_short_name, "", ", ");
	if (allowed == RESTRICTED && !run_nonroot(plan))
		buf_addf(&obstacles, "%srunAsNonRoot is not set (recorded as root)",
			 obstacles.size ? ", " : "");
	if (allowed == RESTRICTED && !plan->no_new_privs)
		buf_addf(&obstacles, "%sallowPrivilegeEscalation is true", obstacles.size ? ", " : "");
	if (allowed == BASELINE)
		comment_add(out, COMMENT, "Pod Security: privileged only; in the way of baseline: %s.",
			    buf_text(&obstacles));
	else if (obstacles.size)
		comment_add(out, COMMENT, "Pod Security: passes baseline; in the way of restricted: %s.",
			    buf_text(&obstacles));
	else
		comment_add(out, COMMENT, "Pod Security: passes restricted.");
	out->failed |= obstacles.failed;
}

static void comments(const struct plan *plan, struct buf *out)
{
	comment_head(plan, COMMENT, "Container securityContext", out);
	comment_caps(plan, COMMENT, cap_short_name, out);
	comment_level(plan, out);
	comment_no_new_privs(plan, COMMENT, out);
	comment_phases(plan, PHASES_KUBERNETES, COMMENT, out);
	comment_traps(plan, TRAP_KUBERNETES, COMMENT, out);
	comment_add(out, COMMENT,
		    "/var/lib/kubelet/seccomp/profiles/%s.json, on each node: what `generate seccomp` gives.",
		    plan->name);
	comment_new_calls(plan, COMMENT, out);
}

static void seccomp_profile(const char *name, struct yamlout *y)
{
	_buf_ struct buf path = BUF_INIT;

	buf_addf(&path, "profiles/%s.json", name);
	yamlout_open_map(y);
	yamlout_key(y, "type");
	yamlout_text(y, "Localhost");
	yamlout_key(y, "localhostProfile");
	yamlout_text(y, buf_text(&path));
	yamlout_close_map(y);
	y->out->failed |= path.failed;
}

static int emit(const struct plan *plan, struct buf *out)
{
	_yamlout_ struct yamlout y = YAMLOUT_INIT;

	comments(plan, out);
	yamlout_start(&y, out);
	yamlout_key(&y, "securityContext");
	yamlout_open_map(&y);
	yamlout_key(&y, "allowPrivilegeEscalation");
	yamlout_bool(&y, !plan->no_new_privs);
	if (run_nonroot(plan)) {
		yamlout_key(&y, "runAsNonRoot");
		yamlout_bool(&y, true);
	}
	yamlout_key(&y, "capabilities");
	yamlout_open_map(&y);
	yamlout_caps(&y, "drop", "add", caplist_kept(plan));
	yamlout_close_map(&y);
	yamlout_key(&y, "seccompProfile");
	seccomp_profile(plan->name, &y);
	yamlout_close_map(&y);
	yamlout_end(&y);
	return buf_error(out);
}

const struct emitter emit_kubernetes = { "kubernetes", "securityContext of a Kubernetes container", emit };
