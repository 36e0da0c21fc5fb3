/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an OCI runtime tells a hook: the state of a container (runtime-spec, runtime.md), and the annotation by which
 * the container asks to be recorded.
 */
#ifndef LC_CORE_OCI_STATE_H
#define LC_CORE_OCI_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/guard.h"

#define OCI_STATE_MAX (1u << 20)
#define OCI_ANNOTATION "leastcap.record"

struct oci_state {
	char *id, *bundle;
	int pid; /* of its first process, which waits */
	char *record; /* value of the annotation; NULL: there is none */
};

/* text need not end in NUL. -EINVAL with fail(): no state, or one of a container without a process; -ENOMEM. */
int oci_state_parse(const char *text, size_t n, struct oci_state **out);

/*
 * The file that an annotation names: PATH or of:PATH, absolute, without ".." and the like, and below dir unless that is
 * NULL. Points into the annotation. NULL with fail().
 */
const char *oci_record_path(const char *annotation, const char *dir);

void oci_state_free(struct oci_state **state);
#define _oci_state_ _cleanup_(oci_state_free)

#endif
