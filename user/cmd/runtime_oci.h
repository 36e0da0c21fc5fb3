/* SPDX-License-Identifier: BSD-2-Clause */
/* What cmd/runtime.c asks of the container runtimes. */
#ifndef LC_CMD_RUNTIME_OCI_H
#define LC_CMD_RUNTIME_OCI_H

#include "cmd/runtime.h"

int oci_prepare(const struct launch_options *options, const struct plan *plan, struct launch *out);
int oci_delete(const struct launch *launch);

/* One more word of its command. 0 or -ENOMEM with fail(). */
int launch_add(struct launch *launch, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
