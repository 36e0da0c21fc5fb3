/* SPDX-License-Identifier: BSD-2-Clause */
/* How each kind of manifest is put right (manifest_fix_*.c), for manifest_fix.c. */
#ifndef LC_CORE_MANIFEST_FIX_H
#define LC_CORE_MANIFEST_FIX_H

#include "core/manifest_model.h"
#include "core/patch.h"

struct fix {
	const struct manifest *m;
	const struct plan *plan; /* NULL: not known */
	struct patch patch;
};

/* Whether the plan is about this container, and sure enough to take something away. */
bool fix_has_plan(const struct fix *f, const struct container *c);
uint64_t fix_keep(const struct fix *f); /* capabilities that the plan keeps */
/* Whether nothing that it asks for speaks against no_new_privs. */
bool fix_no_new_privs(const struct fix *f, const struct container *c);

/* Whether both say the same but for what fixing may change (manifest_same.c). */
bool manifest_same_otherwise(const struct manifest *a, const struct manifest *b);

void fix_tree(struct fix *f, const struct container *c); /* Kubernetes, compose, OCI */
void fix_unit(struct fix *f, const struct container *c);
void fix_run(struct fix *f, const struct container *c, size_t index);

#endif
