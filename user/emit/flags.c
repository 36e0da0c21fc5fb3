// SPDX-License-Identifier: BSD-2-Clause
/* Knows the flags of docker run and podman run. */
#include "emit/flags.h"

#include "core/device.h"
#include "emit/caplist.h"
#include "emit/comment.h"

#define COMMENT "# "

int flags_emit(const struct plan *plan, const char *tool, enum trap_target target, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);
	_buf_ struct buf what = BUF_INIT;
	const struct device *device;

	buf_addf(&what, "Flags of %s run", tool);
	comment_head(plan, COMMENT, buf_text(&what), out);
	comment_caps(plan, COMMENT, cap_short_name, out);
	comment_no_new_privs(plan, COMMENT, out);
	comment_phases(plan, PHASES_DOCKER, COMMENT, out);
	comment_traps(plan, target, COMMENT, out);
	comment_add(out, COMMENT, "%s.seccomp.json: what `generate docker-seccomp` gives.", plan->name);
	comment_new_calls(plan, COMMENT, out);
	buf_add(out, "--cap-drop=ALL \\\n");
	if (kept) {
		caplist_join(out, kept, cap_short_name, "--cap-add=", " \\\n");
		buf_add(out, " \\\n");
	}
	for (size_t i = 0; (device = device_for(plan, i)); i++)
		buf_addf(out, "--device %s \\\n", device->path);
	if (plan->no_new_privs)
		buf_add(out, "--security-opt no-new-privileges \\\n");
	buf_addf(out, "--security-opt seccomp=%s.seccomp.json\n", plan->name);
	out->failed |= what.failed;
	return buf_error(out);
}
