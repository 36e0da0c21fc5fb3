// SPDX-License-Identifier: BSD-2-Clause
/* Knows the shape of linux.seccomp. */
#include "emit/seccomp_json.h"

#include <errno.h>
#include <string.h>

json_t *seccomp_json_head(void)
{
	/* ENOSYS and not EPERM: a library that meets it falls back to an older call. */
	return json_pack("{s:s, s:i}", "defaultAction", "SCMP_ACT_ERRNO", "defaultErrnoRet", ENOSYS);
}

json_t *seccomp_json_allow(json_t *names)
{
	return json_pack("{s:o, s:s}", "names", names, "action", "SCMP_ACT_ALLOW");
}

json_t *seccomp_json_clone(void)
{
	json_int_t mask = CALL_CLONE_NAMESPACES;

	return json_pack("{s:[s], s:s, s:[{s:i, s:I, s:i, s:s}]}", "names", "clone", "action", "SCMP_ACT_ALLOW",
			 "args", "index", 0, "value", mask, "valueTwo", 0, "op", "SCMP_CMP_MASKED_EQ");
}

bool seccomp_json_has_masked_clone(const struct plan *plan, const struct calls *calls)
{
	return calls_has(calls, "clone") && call_clone_masked(plan);
}

static json_t *architectures(const struct plan *plan)
{
	_json_ json_t *list = json_array();
	int r = 0;

	for (int abi = 0; abi < LC_ABIS; abi++) {
		/* The native one always: the runtime executes the workload under the filter. */
		if (abi == LC_ABI_X86_64 || plan->abi_used[abi])
			r |= json_array_append_new(list, json_string(call_arch(abi)));
	}
	return r < 0 ? NULL : TAKE(list);
}

static json_t *syscalls(const struct plan *plan, const struct calls *calls)
{
	bool masked = seccomp_json_has_masked_clone(plan, calls);
	_json_ json_t *list = json_array(), *names = json_array();
	int r = 0;

	for (size_t i = 0; i < calls->n; i++) {
		if (!masked || strcmp(calls->at[i].name, "clone") != 0)
			r |= json_array_append_new(names, json_string(calls->at[i].name));
	}
	/* An entry without names is against the specification. */
	if (json_array_size(names))
		r |= json_array_append_new(list, seccomp_json_allow(TAKE(names)));
	if (masked)
		r |= json_array_append_new(list, seccomp_json_clone());
	return r < 0 ? NULL : TAKE(list);
}

json_t *seccomp_json(const struct plan *plan)
{
	_calls_ struct calls calls = CALLS_INIT;
	_json_ json_t *root = seccomp_json_head();
	int r;

	if (calls_collect(plan, LC_ABIS, 0, &calls) < 0)
		return NULL;
	r = json_object_set_new(root, "architectures", architectures(plan));
	r |= json_object_set_new(root, "syscalls", syscalls(plan, &calls));
	return r < 0 ? NULL : TAKE(root);
}
