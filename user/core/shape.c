// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a call of any ABI finds its row in the table of shapes: by its name. */
#include "core/shape.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/shape_table.h"
#include "core/sysno.h"

static int compare(const void *name, const void *row)
{
	return strcmp(name, ((const struct shape *)row)->name);
}

const struct shape *shape_of(uint32_t abi, uint32_t nr)
{
	const struct sysno_info *call = abi < LC_ABIS ? sysno_by_number(abi, nr) : NULL;

	return call ? bsearch(call->name, shape_table, shape_count, sizeof(*shape_table), compare) : NULL;
}

/* Calls whose arguments lie elsewhere on i386: mmap(2) takes a pointer to them all, a 64-bit mask takes two. */
static bool is_packed(uint32_t abi, const struct shape *shape)
{
	return abi == LC_ABI_I386 && (!strcmp(shape->name, "mmap") || !strcmp(shape->name, "fanotify_mark"));
}

void shape_words(uint32_t abi, uint32_t words[LC_SHAPES])
{
	for (uint32_t nr = 0; nr < LC_SHAPES; nr++) {
		const struct shape *shape = shape_of(abi, nr);

		words[nr] = shape && !is_packed(abi, shape) ? shape->word : 0;
	}
}
