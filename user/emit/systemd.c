// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target systemd: a drop-in for a service unit. */
#include <string.h>

#include "core/device.h"
#include "emit/call.h"
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/run.h"
#include "emit/targets.h"

#define COMMENT "# "
#define FILTER "SystemCallFilter="
#define WIDTH 100

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

/* Lines of at most WIDTH columns; the first one makes it an allow list, the others add to it. */
static void filter_lines(const struct calls *calls, const char *before, bool fresh, struct buf *out)
{
	size_t column = 0;

	for (size_t i = 0; i < calls->n; i++) {
		const char *name = calls->at[i].name;

		if (call_is_new(name) != fresh)
			continue;
		if (column && column + 1 + strlen(name) > WIDTH) {
			buf_add(out, "\n");
			column = 0;
		}
		buf_addf(out, "%s%s%s", column ? "" : before, column ? " " : FILTER, name);
		column += (column ? 1 : strlen(before) + strlen(FILTER)) + strlen(name);
	}
	if (column)
		buf_add(out, "\n");
}

static bool any_is_new(const struct calls *calls)
{
	for (size_t i = 0; i < calls->n; i++) {
		if (call_is_new(calls->at[i].name))
			return true;
	}
	return false;
}

static int filter(const struct plan *plan, struct buf *out)
{
	_calls_ struct calls calls = CALLS_INIT;
	/* systemd loads the filter just before it executes the program: no runtime stands between. */
	int r = calls_collect(plan, LC_ABIS, WHY_RUNTIME, &calls);

	if (r < 0)
		return r;
	reset("SystemCallArchitectures", out);
	reset("SystemCallFilter", out);
	buf_addf(out, "SystemCallArchitectures=native%s%s\n", plan->abi_used[LC_ABI_I386] ? " x86" : "",
		 plan->abi_used[LC_ABI_X32] ? " x32" : "");
	/* An empty list would be no filter at all; execve is allowed by systemd in any case. */
	if (!calls.n)
		buf_add(out, FILTER "execve\n");
	filter_lines(&calls, "", false, out);
	if (any_is_new(&calls))
		comment_add(out, COMMENT, "Allowed too, but libseccomp before 2.6 does not know them:");
	filter_lines(&calls, COMMENT, true, out);
	/* Without it an unlisted call kills; with ENOSYS libraries fall back. */
	buf_add(out, "SystemCallErrorNumber=ENOSYS\n");
	return 0;
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
	r = filter(plan, out);
	return r < 0 ? r : buf_error(out);
}

const struct emitter emit_systemd = { "systemd", "drop-in for a systemd service", emit };
