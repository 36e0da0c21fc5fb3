// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target systemd: a drop-in for a service unit. */
#include "core/device.h"
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/run.h"
#include "emit/systemd_filter.h"
#include "emit/targets.h"

#define COMMENT "# "

/* Settings add to those that the unit itself has, which they are to replace (systemd.exec(5)). */
static void reset(const char *key, struct buf *out)
{
	buf_addf(out, "%s=\n", key);
}

static void capabilities(const struct plan *plan, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);

	if (kept)
		reset("CapabilityBoundingSet", out);
	if (!kept || run_nonroot(plan))
		reset("AmbientCapabilities", out); /* what is ambient must be within the other */
	buf_add(out, "CapabilityBoundingSet="); /* empty: none */
	caplist_join(out, kept, cap_name, "", " ");
	buf_add(out, "\n");
	if (!kept)
		return;
	if (!run_nonroot(plan))
		comment_add(out, COMMENT, "Root has them without this; only with User= it is needed:");
	buf_add(out, run_nonroot(plan) ? "AmbientCapabilities=" : COMMENT "AmbientCapabilities=");
	caplist_join(out, kept, cap_name, "", " ");
	buf_add(out, "\n");
}

/* A service may use every device unless told otherwise, and a list would also bind what nobody recorded. */
static void devices(const struct plan *plan, struct buf *out)
{
	const struct device *device;

	if (device_for(plan, 0))
		comment_add(out, COMMENT, "Where DevicePolicy= or another DeviceAllow= leaves out devices:");
	for (size_t i = 0; (device = device_for(plan, i)); i++)
		comment_add(out, COMMENT, "DeviceAllow=%s rw", device->path);
}

static void no_new_privs(const struct plan *plan, struct buf *out)
{
	buf_add(out, plan->no_new_privs ? "NoNewPrivileges=yes\n" : "NoNewPrivileges=no\n");
}

static int emit(const struct plan *plan, struct buf *out)
{
	const char *unit = profile_setting(plan->profile, SETTING_UNIT);
	int r;

	comment_head(plan, COMMENT, "systemd drop-in", out);
	comment_add(out, COMMENT, "Save as /etc/systemd/system/%s.d/leastcap.conf; systemctl daemon-reload",
		    unit ? unit : "UNIT.service");
	comment_caps(plan, COMMENT, cap_name, out);
	comment_phases(plan, PHASES_SYSTEMD, COMMENT, out);
	comment_traps(plan, TRAP_SYSTEMD, COMMENT, out);
	comment_add(out, COMMENT, "An empty setting takes back what the unit itself says, which would be added to.");
	buf_add(out, "[Service]\n");
	capabilities(plan, out);
	devices(plan, out);
	comment_no_new_privs(plan, COMMENT, out);
	no_new_privs(plan, out);
	r = systemd_filter(plan, out);
	return r < 0 ? r : buf_error(out);
}

const struct emitter emit_systemd = {
	.name = "systemd",
	.summary = "drop-in for a systemd service",
	.emit = emit,
	.filter = FILTER_RULES,
	.ignored = SYSTEMD_IGNORED,
	.shape = SYSTEMD_SHAPE,
};
