/* SPDX-License-Identifier: BSD-2-Clause */
/* Manifests for `leastcap audit`: read, judged, put right. */
#ifndef LC_CMD_AUDIT_MANIFEST_H
#define LC_CMD_AUDIT_MANIFEST_H

#include "core/audit.h"
#include "core/plan.h"

/* path: of a file, "-": stdin. plan: what the workload used; NULL: not known. 0 or -errno with fail(). */
int audit_look_manifest(const char *path, const struct plan *plan, struct audit *a);

/* Writes the corrected text to `output` (NULL: stdout) and says what was done. 0 or -errno with fail(). */
int audit_fix_manifest(const char *path, const struct plan *plan, const char *output);

#endif
