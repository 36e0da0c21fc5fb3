// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target oci: the part of config.json that a plan decides. */
#include <errno.h>

#include "core/device.h"
#include "emit/caplist.h"
#include "emit/comment.h"
#include "emit/proof.h"
#include "emit/run.h"
#include "emit/seccomp_json.h"
#include "emit/targets.h"

static json_t *capabilities(const struct plan *plan)
{
	uint64_t kept = caplist_kept(plan);
	/* Another user than root has them by the ambient set, which cannot exceed the inheritable one. */
	uint64_t handed_on = run_nonroot(plan) ? kept : 0;

	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "bounding", jsonout_caps(kept), "effective", jsonout_caps(kept),
			 "permitted", jsonout_caps(kept), "inheritable", jsonout_caps(handed_on), "ambient",
			 jsonout_caps(handed_on));
}

/* JSON has no comments; annotations are free text. */
static int annotate(const struct plan *plan, json_t *root)
{
	_buf_ struct buf warnings = BUF_INIT, proof = BUF_INIT, traps = BUF_INIT;
	_json_ json_t *notes = json_object();
	int r = 0;

	emit_warnings(plan, "", &warnings);
	comment_traps(plan, TRAP_OCI, "", &traps);
	proof_plan_text(plan, &proof);
	if (buf_error(&warnings) < 0 || buf_error(&traps) < 0 || buf_error(&proof) < 0)
		return -ENOMEM;
	if (warnings.size)
		r = json_object_set_new(notes, "leastcap.warnings",
					json_stringn(buf_text(&warnings), warnings.size - 1));
	if (traps.size)
		r |= json_object_set_new(notes, "leastcap.traps", json_stringn(buf_text(&traps), traps.size - 1));
	if (plan->proof != PROOF_NONE)
		r |= json_object_set_new(notes, "leastcap.proof", jsonout_buf(&proof));
	if (r < 0 || !notes)
		return -ENOMEM;
	return json_object_size(notes) ? json_object_set_new(root, "annotations", TAKE(notes)) : 0;
}

static json_t *node(const struct device *device)
{
	return json_pack("{s:s, s:s, s:i, s:i}", "path", device->path, "type", "c", "major", device->major, "minor",
			 device->minor);
}

static json_t *rule(const struct device *device)
{
	return json_pack("{s:b, s:s, s:i, s:i, s:s}", "allow", 1, "type", "c", "major", device->major, "minor",
			 device->minor, "access", "rwm");
}

/* The node, and the rule that lets it be opened: a runtime makes the one, and admits only what the other says. */
static int add_devices(const struct plan *plan, json_t *root)
{
	json_t *section = json_object_get(root, "linux");
	_json_ json_t *nodes = json_array();
	_json_ json_t *rules = json_pack("[{s:b, s:s}]", "allow", 0, "access", "rwm");
	const struct device *device;
	int r = 0;

	for (size_t i = 0; (device = device_for(plan, i)); i++)
		r |= json_array_append_new(nodes, node(device)) | json_array_append_new(rules, rule(device));
	if (r < 0 || !nodes || !rules)
		return -ENOMEM;
	if (!json_array_size(nodes))
		return 0;
	return json_object_set_new(section, "devices", TAKE(nodes)) |
	       json_object_set_new(section, "resources", json_pack("{s:o}", "devices", TAKE(rules)));
}

static int emit(const struct plan *plan, struct buf *out)
{
	_json_ json_t *root = json_pack("{s:{s:o, s:b}, s:{s:o}}", "process", "capabilities",
					capabilities(plan), "noNewPrivileges", plan->no_new_privs, "linux", "seccomp",
					seccomp_json(plan));

	if (annotate(plan, root) < 0 || add_devices(plan, root) < 0)
		return -ENOMEM;
	return jsonout_write(TAKE(root), out);
}

const struct emitter emit_oci = {
	"oci", "process and linux of an OCI config.json", emit, .filter = FILTER_JSON, .shape = SECCOMP_JSON_SHAPE,
};
