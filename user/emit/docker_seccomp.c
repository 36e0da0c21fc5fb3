// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target docker-seccomp: the seccomp file of Docker and Podman, which has room for reasons. */
#include <errno.h>
#include <string.h>

#include "emit/runtime_part.h"
#include "emit/seccomp_json.h"
#include "emit/targets.h"

struct group {
	enum sys_why why;
	const char *comment;
};

/* A call stands in the first group that it has a reason for. */
static const struct group groups[] = {
	{ WHY_OBSERVED, "observed: the workload called these" },
	{ WHY_KERNEL, "kernel: issued by the kernel, or needed to end" },
	{ WHY_VDSO, "vdso: made without a syscall until the clock source changes" },
	{ WHY_LIBC, "libc: stand in for observed ones on another C library" },
	{ WHY_RUNTIME, "runtime: " },
	{ WHY_IO_URING, "io_uring: do what went through a ring" },
	{ WHY_RELEASE, "release: stand in for observed ones on another kernel" },
	{ WHY_ARCH, "arch: stand in for observed ones on another architecture" },
};
_Static_assert(ARRAY_SIZE(groups) == WHYS, "a group for each reason");

static json_t *arch_map(const struct plan *plan)
{
	_json_ json_t *sub = json_array();
	int r = 0;

	for (int abi = LC_ABI_X86_64 + 1; abi < LC_ABIS; abi++) {
		if (plan->abi_used[abi])
			r |= json_array_append_new(sub, json_string(call_arch(abi)));
	}
	if (r < 0)
		return NULL;
	return json_pack("[{s:s, s:o}]", "architecture", call_arch(LC_ABI_X86_64), "subArchitectures",
			 TAKE(sub));
}

static json_t *group_names(const struct calls *calls, size_t index, bool masked)
{
	unsigned int before = groups[index].why - 1; /* reasons that come first */
	_json_ json_t *names = json_array();
	int r = 0;

	for (size_t i = 0; i < calls->n; i++) {
		const struct call *c = &calls->at[i];

		if (!(c->why & groups[index].why) || (c->why & before))
			continue;
		if (!masked || strcmp(c->name, "clone") != 0)
			r |= json_array_append_new(names, json_string(c->name));
	}
	return r < 0 ? NULL : TAKE(names);
}

/* Takes the entry over. The warnings stand in front of the first comment; the engine does not mind. */
static int add_entry(json_t *list, json_t *entry, const char *warnings, const char *comment)
{
	json_t *text = json_sprintf("%s%s", json_array_size(list) ? "" : warnings, comment);
	int r = json_object_set_new(entry, "comment", text);

	return r | json_array_append_new(list, entry);
}

static int add_groups(json_t *list, const struct plan *plan, const struct calls *calls, bool masked,
		      const char *warnings)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		_json_ json_t *names = group_names(calls, i, masked);
		_buf_ struct buf comment = BUF_INIT;

		if (!names)
			return -1;
		if (!json_array_size(names))
			continue;
		buf_add(&comment, groups[i].comment);
		if (groups[i].why == WHY_RUNTIME)
			runtime_part_whose(plan, &comment);
		r |= buf_error(&comment) |
		     add_entry(list, seccomp_json_allow(TAKE(names)), warnings, buf_text(&comment));
	}
	return r;
}

static json_t *refused_clone3(void)
{
	return json_pack("{s:[s], s:s, s:i}", "names", "clone3", "action", "SCMP_ACT_ERRNO", "errnoRet", ENOSYS);
}

static json_t *syscalls(const struct plan *plan, const char *warnings)
{
	_calls_ struct calls calls = CALLS_INIT;
	_json_ json_t *list = json_array();
	bool masked;
	int r;

	if (calls_collect(plan, LC_ABIS, 0, &calls) < 0)
		return NULL;
	masked = seccomp_json_has_masked_clone(plan, &calls);
	r = add_groups(list, plan, &calls, masked, warnings);
	if (masked)
		r |= add_entry(list, seccomp_json_clone(), warnings, "clone, but not into new namespaces");
	/* Docker before 23 knows no defaultErrnoRet, and without ENOSYS here no thread starts there. */
	if (!calls_has(&calls, "clone3"))
		r |= add_entry(list, refused_clone3(), warnings, "clone3 refused: C libraries fall back to clone");
	return r < 0 ? NULL : TAKE(list);
}

static int emit(const struct plan *plan, struct buf *out)
{
	_json_ json_t *root = seccomp_json_head();
	_buf_ struct buf warnings = BUF_INIT;
	int r;

	emit_warnings(plan, "", &warnings);
	r = buf_error(&warnings);
	if (r < 0)
		return r;
	r = json_object_set_new(root, "archMap", arch_map(plan));
	r |= json_object_set_new(root, "syscalls", syscalls(plan, buf_text(&warnings)));
	return jsonout_write(r < 0 ? NULL : TAKE(root), out);
}

const struct emitter emit_docker_seccomp = {
	"docker-seccomp",
	"seccomp profile for docker and podman, with reasons",
	emit,
};
