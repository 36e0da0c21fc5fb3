// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target compose: a service of a Compose file. */
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/run.h"
#include "emit/targets.h"
#include "emit/yamlout.h"

#define COMMENT "# "

static void comments(const struct plan *plan, struct buf *out)
{
	comment_head(plan, COMMENT, "Compose service", out);
	comment_caps(plan, COMMENT, cap_short_name, out);
	comment_no_new_privs(plan, COMMENT, out);
	comment_phases(plan, PHASES_DOCKER, COMMENT, out);
	comment_add(out, COMMENT, "%s.seccomp.json, beside this file: what `generate docker-seccomp` gives.",
		    plan->name);
	comment_new_calls(plan, COMMENT, out);
	if (run_nonroot(plan) && caplist_kept(plan))
		comment_add(out, COMMENT,
			    "With user:, added capabilities reach the bounding set; whether the program has "
			    "them depends on the engine. Check CapEff in /proc/self/status.");
}

static void service(const struct plan *plan, struct yamlout *y)
{
	_buf_ struct buf seccomp = BUF_INIT;

	buf_addf(&seccomp, "seccomp=./%s.seccomp.json", plan->name);
	yamlout_open_map(y);
	yamlout_caps(y, "cap_drop", "cap_add", caplist_kept(plan));
	yamlout_key(y, "security_opt");
	yamlout_open_list(y);
	if (plan->no_new_privs)
		yamlout_text(y, "no-new-privileges:true");
	yamlout_text(y, buf_text(&seccomp));
	yamlout_close_list(y);
	yamlout_close_map(y);
	y->out->failed |= seccomp.failed;
}

static int emit(const struct plan *plan, struct buf *out)
{
	_yamlout_ struct yamlout y = YAMLOUT_INIT;

	comments(plan, out);
	yamlout_start(&y, out);
	yamlout_key(&y, "services");
	yamlout_open_map(&y);
	yamlout_text(&y, plan->name);
	service(plan, &y);
	yamlout_close_map(&y);
	yamlout_end(&y);
	return buf_error(out);
}

const struct emitter emit_compose = { "compose", "a service of a Compose file", emit };
