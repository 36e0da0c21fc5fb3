// SPDX-License-Identifier: BSD-2-Clause
/* Knows what config.json of the OCI runtime specification needs so that a container differs from a plain process in
 * nothing but its plan. */
#include "emit/bundle.h"

#include <errno.h>

#include "emit/caplist.h"
#include "emit/jsonout.h"
#include "emit/seccomp_json.h"

static json_t *words(char *const *list)
{
	_json_ json_t *array = json_array();

	for (; array && *list; list++)
		if (json_array_append_new(array, json_string(*list)) < 0)
			return NULL;
	return TAKE(array);
}

/* All of it is UTF-8: what fails then is memory. */
static bool is_text(const char *word)
{
	_json_ json_t *text = json_string(word);
	_json_ json_t *bytes = json_string_nocheck(word);

	return text || !bytes;
}

static bool are_text(char *const *list)
{
	while (*list && is_text(*list))
		list++;
	return !*list;
}

static json_t *user(const struct bundle_process *process)
{
	_json_ json_t *groups = json_array();
	int r = 0;

	for (size_t i = 0; i < process->ngroups; i++)
		r |= json_array_append_new(groups, json_integer(process->groups[i]));
	if (r < 0)
		return NULL;
	return json_pack("{s:I, s:I, s:O}", "uid", (json_int_t)process->uid, "gid", (json_int_t)process->gid,
			 "additionalGids", groups);
}

static json_t *capabilities(const struct plan *plan, const struct bundle_process *process)
{
	uint64_t kept = caplist_kept(plan);
	/* Another user than root has them by the ambient set, which cannot exceed the inheritable one. */
	uint64_t handed_on = process->uid ? kept : 0;

	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "bounding", jsonout_caps(kept), "effective", jsonout_caps(kept),
			 "permitted", jsonout_caps(kept), "inheritable", jsonout_caps(handed_on), "ambient",
			 jsonout_caps(handed_on));
}

static json_t *process_object(const struct plan *plan, const struct bundle_process *process)
{
	return json_pack("{s:b, s:o, s:o, s:o, s:s, s:o, s:b}", "terminal", 0, "user", user(process), "args",
			 words(process->argv), "env", words(process->env), "cwd", process->cwd, "capabilities",
			 capabilities(plan, process), "noNewPrivileges", plan->no_new_privs);
}

/* A mount namespace it must have. All devices: the default rule would take most of them away. */
static json_t *linux_object(const struct plan *plan, const struct bundle_process *process)
{
	_json_ json_t *root = json_pack("{s:[{s:s}], s:{s:[{s:b, s:s}]}}", "namespaces", "type", "mount", "resources",
					"devices", "allow", 1, "access", "rwm");
	struct plan view = *plan;

	if (!process->seccomp)
		return TAKE(root);
	view.deny = (struct sys_answer){ ANSWER_ERRNO, process->error };
	return json_object_set_new(root, "seccomp", seccomp_json(&view)) < 0 ? NULL : TAKE(root);
}

int emit_bundle(const struct plan *plan, const struct bundle_process *process, struct buf *out)
{
	if (!are_text(process->argv) || !are_text(process->env) || !is_text(process->cwd))
		return -EILSEQ;
	/* Without a mount on /dev a runtime makes devices of its own there. */
	return jsonout_write(json_pack("{s:s, s:o, s:{s:s, s:b}, s:[{s:s, s:s, s:s, s:[s]}], s:o}", "ociVersion",
				       "1.0.2", "process", process_object(plan, process), "root", "path", "rootfs",
				       "readonly", 0, "mounts", "destination", "/dev", "type", "bind", "source",
				       "/dev", "options", "rbind", "linux", linux_object(plan, process)),
			     out);
}
