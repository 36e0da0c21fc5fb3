// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target lxc: lines for the configuration of a container (lxc.container.conf(5)). */
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/targets.h"

#define COMMENT "# "

static int emit(const struct plan *plan, struct buf *out)
{
	uint64_t kept = caplist_kept(plan);

	comment_head(plan, COMMENT, "LXC configuration", out);
	comment_caps(plan, COMMENT, caplist_bare_name, out);
	comment_no_new_privs(plan, COMMENT, out);
	comment_add(out, COMMENT, "Goes at the end of the container's config: an empty setting takes back what came");
	comment_add(out, COMMENT, "before, since lxc.cap.drop does not go with lxc.cap.keep.");
	buf_add(out, "lxc.cap.drop =\nlxc.cap.keep =\nlxc.cap.keep = ");
	caplist_join(out, kept, caplist_bare_name, "", " ");
	buf_addf(out, "%s\n", kept ? "" : "none");
	buf_addf(out, "lxc.no_new_privs = %d\n", plan->no_new_privs);
	comment_add(out, COMMENT, "leastcap generate lxc-seccomp -o /etc/lxc/%s.seccomp FILE", plan->name);
	buf_addf(out, "lxc.seccomp.profile = /etc/lxc/%s.seccomp\n", plan->name);
	return buf_error(out);
}

const struct emitter emit_lxc = {
	.name = "lxc",
	.summary = "lines for an LXC container's config",
	.emit = emit,
};
