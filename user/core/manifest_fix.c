// SPDX-License-Identifier: BSD-2-Clause
/* Knows what of a manifest can be put right without asking. */
#include <errno.h>

#include "base/fail.h"
#include "core/manifest_model.h"

int manifest_fix(const struct manifest *m, const struct plan *plan, struct buf *out, size_t *changes)
{
	(void)plan;
	(void)out;
	(void)changes;
	return fail(-ENOTSUP, "%s: manifests of %s cannot be rewritten yet", m->name, manifest_kind_name(m->kind));
}
