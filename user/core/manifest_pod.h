/* SPDX-License-Identifier: BSD-2-Clause */
/* What a Kubernetes pod and its containers say of privileges (manifest_pod.c), for manifest_kubernetes.c. */
#ifndef LC_CORE_MANIFEST_POD_H
#define LC_CORE_MANIFEST_POD_H

#include "core/manifest_model.h"

/* pod->spec and .metadata are set. Out of memory is kept in m->failed. */
void pod_read(struct manifest *m, struct pod *pod);
void pod_read_container(struct manifest *m, struct container *c, const struct tree *node);

#endif
