/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Manifests that ask for privileges, judged without running them: Kubernetes pods (and what has a pod template, in any
 * number of YAML documents), compose files, systemd units, OCI config.json, `docker run` and `podman run` lines.
 */
#ifndef LC_CORE_MANIFEST_H
#define LC_CORE_MANIFEST_H

#include <stddef.h>

#include "base/buf.h"
#include "core/finding.h"
#include "core/plan.h"

enum manifest_kind { MANIFEST_KUBERNETES, MANIFEST_COMPOSE, MANIFEST_UNIT, MANIFEST_OCI, MANIFEST_RUN, MANIFEST_KINDS };
const char *manifest_kind_name(enum manifest_kind kind); /* "kubernetes", "compose", "systemd", "oci", "run" */

enum pod_level { POD_PRIVILEGED, POD_BASELINE, POD_RESTRICTED }; /* Pod Security Standards */

struct manifest;

/*
 * text need not end in NUL. name: of the file, for messages and to tell formats apart. -EINVAL with fail() naming
 * line and column or key: none of these formats, malformed, too large, too deep, aliases that grow; -ENOMEM.
 */
int manifest_parse(const char *text, size_t n, const char *name, struct manifest **out);

enum manifest_kind manifest_kind(const struct manifest *m);
size_t manifest_containers(const struct manifest *m); /* containers, services, or 1 */

/* plan: what the workload used, NULL if not known. 0 or -ENOMEM. */
int manifest_judge(const struct manifest *m, const struct plan *plan, struct findings *findings);

/* The level that it passes as it is; what keeps it from the next one is among the findings. */
enum pod_level manifest_level(const struct manifest *m);

/*
 * The same text with what was found put right, as little changed as possible, comments kept. Without a plan only what
 * is safe without one. *changes: how many. 0, -ENOTSUP with fail() for a kind that cannot be rewritten, or -ENOMEM.
 */
int manifest_fix(const struct manifest *m, const struct plan *plan, struct buf *out, size_t *changes);

void manifest_free(struct manifest **m);
#define _manifest_ _cleanup_(manifest_free)

#endif
