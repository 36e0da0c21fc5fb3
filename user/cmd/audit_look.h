/* SPDX-License-Identifier: BSD-2-Clause */
/* What `leastcap audit` looks at, fed into core/audit.h: processes of a scope, files, manifests. */
#ifndef LC_CMD_AUDIT_LOOK_H
#define LC_CMD_AUDIT_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "cmd/scope.h"
#include "core/audit.h"

/* What the processes are, beside the scope: single ones, without what they started. */
struct audit_processes {
	const struct scope *scope;
	const pid_t *pids;
	size_t npids;
};

/* Fills what options say of ourselves, too. 0 or -errno with fail(). */
int audit_look_processes(const struct audit_processes *which, struct audit *a, struct audit_options *options);

/* cross: into other file systems, too. 0 or -errno with fail(). */
int audit_look_files(const char *dir, bool cross, struct audit *a);

#endif
