// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target compose: a service of a Compose file. */
#include "core/device.h"
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/targets.h"
#include "emit/yamlout.h"

#define COMMENT "# "

static void comments(const struct plan *plan, struct buf *out)
{
	comment_head(plan, COMMENT, "Compose service", out);
	comment_caps(plan, COMMENT, cap_short_name, out);
	comment_no_new_privs(plan, COMMENT, out);
	comment_phases(plan, PHASES_DOCKER, COMMENT, out);
	comment_traps(plan, TRAP_COMPOSE, COMMENT, out);
	comment_add(out, COMMENT, "%s.seccomp.json, beside this file: what `generate docker-seccomp` gives.",
		    plan->name);
	comment_new_calls(plan, COMMENT, out);
}

static void devices(const struct plan *plan, struct yamlout *y)
{
	const struct device *device;

	if (!device_for(plan, 0))
		return;
	yamlout_key(y, "devices");
	yamlout_open_list(y);
	for (size_t i = 0; (device = device_for(plan, i)); i++) {
		_buf_ struct buf mapping = BUF_INIT;

		buf_addf(&mapping, "%s:%s", device->path, device->path);
		yamlout_text(y, buf_text(&mapping));
		y->out->failed |= mapping.failed;
	}
	yamlout_close_list(y);
}

static void service(const struct plan *plan, struct yamlout *y)
{
	_buf_ struct buf seccomp = BUF_INIT;

	buf_addf(&seccomp, "seccomp=./%s.seccomp.json", plan->name);
	yamlout_open_map(y);
	yamlout_caps(y, "cap_drop", "cap_add", caplist_kept(plan));
	devices(plan, y);
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
