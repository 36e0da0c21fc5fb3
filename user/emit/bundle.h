/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole config.json of a container that sees the machine as the workload
 * saw it when it was recorded: only what the plan decides is different.
 */
#ifndef LC_EMIT_BUNDLE_H
#define LC_EMIT_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "core/plan.h"

struct bundle_process {
	char *const *argv, *const *env; /* NULL-terminated */
	const char *cwd;
	uint32_t uid, gid;
	const uint32_t *groups;
	size_t ngroups;
	bool seccomp; /* with the syscalls of the plan */
	int error;    /* errno(3) that they refuse others with */
};

/* 0, -ENOMEM, or -EILSEQ: a word is not UTF-8, which JSON cannot carry. */
int emit_bundle(const struct plan *plan, const struct bundle_process *process, struct buf *out);

#endif
