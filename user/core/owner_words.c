// SPDX-License-Identifier: BSD-2-Clause
/* Knows how files spell what is known of owners. */
#include "core/owner_words.h"

#include "core/owner.h"

const struct flag_word owner_words[] = {
	{ LC_OWNER_HOST_PIDS, "host_pids" },
	{ LC_OWNER_CUT, "cut" },
	{ 0, NULL },
};

static const char *const labels[] = {
	[LC_LABEL_RUNTIME] = "runtime",
	[LC_LABEL_ID] = "id",
	[LC_LABEL_NAME] = "name",
	[LC_LABEL_IMAGE] = "image",
	[LC_LABEL_POD] = "pod",
	[LC_LABEL_POD_NAMESPACE] = "pod_namespace",
	[LC_LABEL_POD_CONTAINER] = "pod_container",
};
_Static_assert(ARRAY_SIZE(labels) == LC_LABELS, "each label has a word");

static const char *const kinds[] = {
	[OWNER_HOST] = "host",
	[OWNER_CONTAINER] = "container",
	[OWNER_UNIT] = "unit",
};
_Static_assert(ARRAY_SIZE(kinds) == OWNER_KINDS, "each kind has a word");

const char *owner_label_word(enum lc_label_kind kind)
{
	return (size_t)kind < ARRAY_SIZE(labels) ? labels[kind] : NULL;
}

const char *owner_kind_word(unsigned int kind)
{
	return kind < ARRAY_SIZE(kinds) ? kinds[kind] : "unknown";
}
