// SPDX-License-Identifier: BSD-2-Clause
/* Keeps what was read until it is told to forget it. */
#include "kern/types.h"

#include <errno.h>

#include "base/guard.h"

static struct btf *kernel;

const struct btf *types_kernel(void)
{
	if (!kernel)
		kernel = btf__load_vmlinux_btf();
	return kernel;
}

int types_function(const char *name)
{
	const struct btf *btf = types_kernel();

	return btf ? btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) : -errno;
}

void types_forget(void)
{
	btf__free(TAKE(kernel));
}
