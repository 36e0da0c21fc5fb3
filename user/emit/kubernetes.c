// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target kubernetes: the securityContext of a container. */
#include "core/contrast.h"
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/contrast.h"
#include "emit/run.h"
#include "emit/spo_name.h"
#include "emit/targets.h"
#include "emit/yamlout.h"

#define COMMENT "# "

/* The level this context passes, and what keeps it from the next one. */
static void comment_level(const struct plan *plan, struct buf *out)
{
	enum pod_level level = plan_pod_level(plan);
	_buf_ struct buf obstacles = BUF_INIT;

	contrast_obstacles(plan, &obstacles);
	if (level == POD_RESTRICTED)
		comment_add(out, COMMENT, "Pod Security: passes restricted.");
	else
		comment_add(out, COMMENT, "Pod Security: %s; in the way of %s: %s.",
			    level == POD_PRIVILEGED ? "privileged only" : "passes baseline",
			    pod_level_name(level + 1), buf_text(&obstacles));
	out->failed |= obstacles.failed;
}

static void comments(const struct plan *plan, struct buf *out)
{
	char object[SPO_NAME_ROOM];

	spo_name(plan->name, object);
	comment_head(plan, COMMENT, "Container securityContext", out);
	comment_caps(plan, COMMENT, cap_short_name, out);
	comment_level(plan, out);
	comment_no_new_privs(plan, COMMENT, out);
	comment_phases(plan, PHASES_KUBERNETES, COMMENT, out);
	comment_traps(plan, TRAP_KUBERNETES, COMMENT, out);
	comment_add(out, COMMENT,
		    "/var/lib/kubelet/seccomp/profiles/%s.json, on each node: what `generate seccomp` gives.",
		    plan->name);
	comment_add(out, COMMENT,
		    "Or, by the security-profiles-operator: localhostProfile operator/%s.json, from `generate spo`.",
		    object);
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
