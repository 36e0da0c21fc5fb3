// SPDX-License-Identifier: BSD-2-Clause
/* Knows which parts of a manifest cannot be changed by themselves, since an alias or merge key uses them. */
#include <string.h>

#include "core/manifest_model.h"

static bool is_borrowed(const struct tree_entry *entry)
{
	if (entry->alias || entry->merged || entry->value->shared)
		return true;
	for (size_t i = 0; i < entry->value->n; i++) {
		if (is_borrowed(&entry->value->entries[i]))
			return true;
	}
	return false;
}

bool manifest_is_shared(const struct manifest *m, const struct container *c)
{
	static const char *const keys[] = { "securityContext", "privileged", "cap_add", "cap_drop", "security_opt",
					    "process" };

	if (!c->node)
		return false;
	if (c->node->shared)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct tree_entry *entry = tree_entry(c->node, keys[i]);

		/* Each kind has some of them; the others mean nothing there. */
		if (entry && (i == 0) == (m->kind == MANIFEST_KUBERNETES) && is_borrowed(entry))
			return true;
	}
	return false;
}
