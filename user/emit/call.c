// SPDX-License-Identifier: BSD-2-Clause
/* Knows which syscalls a target lists, and what is special about some of them. */
#include "emit/call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>


static int by_name(const void *a, const void *b)
{
	const struct call *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Calls of one name become one, with the reasons of all. */
static size_t unite(struct call *at, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept && strcmp(at[kept - 1].name, at[i].name) == 0)
			at[kept - 1].why |= at[i].why;
		else
			at[kept++] = at[i];
	}
	return kept;
}

int calls_collect(const struct plan *plan, enum lc_abi abi, unsigned int ignored, struct calls *out)
{
	_free_ struct call *at = calloc(plan->nsyscalls + 1, sizeof(*at));
	size_t n = 0;

	if (!at)
		return -ENOMEM;
	for (size_t i = 0; i < plan->nsyscalls; i++) {
		const struct sys_plan *s = &plan->syscalls[i];

		if ((abi == LC_ABIS || s->abi == abi) && (s->why & ~ignored))
			at[n++] = (struct call){ s->name, s->why, s };
	}
	qsort(at, n, sizeof(*at), by_name);
	out->n = unite(at, n);
	out->at = TAKE(at);
	return 0;
}

bool calls_has(const struct calls *calls, const char *name)
{
	struct call key = { .name = name };

	return calls->n && bsearch(&key, calls->at, calls->n, sizeof(*calls->at), by_name);
}

void calls_free(struct calls *calls)
{
	free(calls->at);
	calls->at = NULL;
	calls->n = 0;
}

bool call_is_newer(const struct sysno_info *info, unsigned long major, unsigned long minor)
{
	unsigned long its_major, its_minor = 0;
	char *end;

	its_major = strtoul(info->kernel, &end, 10);
	if (*end == '.')
		its_minor = strtoul(end + 1, NULL, 10);
	return its_major > major || (its_major == major && its_minor > minor);
}

bool call_is_new(const char *name)
{
	const struct sysno_info *info = sysno_by_name(name);

	/* 2.5.4 with the distribution's tables of Linux 6.7: all that is older, but for this one. */
	return !info || call_is_newer(info, 6, 7) || strcmp(name, "riscv_hwprobe") == 0;
}
