// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target oci: the part of config.json that a plan decides. */
#include <errno.h>

#include "emit/caplist.h"
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
	_buf_ struct buf warnings = BUF_INIT, proof = BUF_INIT;
	_json_ json_t *notes = json_object();
	int r = 0;

	emit_warnings(plan, "", &warnings);
	proof_plan_text(plan, &proof);
	if (buf_error(&warnings) < 0 || buf_error(&proof) < 0)
		return -ENOMEM;
	if (warnings.size)
		r = json_object_set_new(notes, "leastcap.warnings",
					json_stringn(buf_text(&warnings), warnings.size - 1));
	if (plan->proof != PROOF_NONE)
		r |= json_object_set_new(notes, "leastcap.proof", jsonout_buf(&proof));
	if (r < 0 || !notes)
		return -ENOMEM;
	return json_object_size(notes) ? json_object_set_new(root, "annotations", TAKE(notes)) : 0;
}

static int emit(const struct plan *plan, struct buf *out)
{
	_json_ json_t *root = json_pack("{s:{s:o, s:b}, s:{s:o}}", "process", "capabilities",
					capabilities(plan), "noNewPrivileges", plan->no_new_privs, "linux", "seccomp",
					seccomp_json(plan));

	if (annotate(plan, root) < 0)
		return -ENOMEM;
	return jsonout_write(TAKE(root), out);
}

const struct emitter emit_oci = { "oci", "process and linux of an OCI config.json", emit };
