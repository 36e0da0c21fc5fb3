// SPDX-License-Identifier: BSD-2-Clause
/* Knows which syscalls a target lists, and what is special about some of them. */
#include "emit/call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>

#include "core/sysno.h"

const char *call_arch(enum lc_abi abi)
{
	static const char *const names[] = {
		[LC_ABI_X86_64] = "SCMP_ARCH_X86_64",
		[LC_ABI_I386] = "SCMP_ARCH_X86",
		[LC_ABI_X32] = "SCMP_ARCH_X32",
	};
	_Static_assert(ARRAY_SIZE(names) == LC_ABIS, "a name for each ABI");

	return (unsigned int)abi < LC_ABIS ? names[abi] : NULL;
}

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

static bool observed(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->nsyscalls; i++) {
		if ((plan->syscalls[i].why & WHY_OBSERVED) && strcmp(plan->syscalls[i].name, name) == 0)
			return true;
	}
	return false;
}

bool call_clone_masked(const struct plan *plan)
{
	if (plan->keep >> CAP_SYS_ADMIN & 1)
		return false;
	return !observed(plan, "unshare") && !observed(plan, "setns");
}

bool call_is_new(const char *name)
{
	const struct sysno_info *info = sysno_by_name(name);
	unsigned long major, minor = 0;
	char *end;

	if (!info)
		return true;
	major = strtoul(info->kernel, &end, 10);
	if (*end == '.')
		minor = strtoul(end + 1, NULL, 10);
	return major > 6 || (major == 6 && minor > 7);
}
