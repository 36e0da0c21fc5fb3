// SPDX-License-Identifier: BSD-2-Clause
/* Knows what the same program calls on an older or a newer kernel than the one it was recorded on. */
#include <stdlib.h>
#include <string.h>

#include "core/closure_parts.h"

/* glibc takes no older one since 2.26; what musl does there is what the libc level has in any case. */
#define OLDEST 3, 2

/* Fall-backs that are not of the same group. glibc: closefrom_fallback.c lists /proc/self/fd. */
static const struct {
	const char *newer, *older;
} fallbacks[] = {
	{ "close_range", "openat" }, { "close_range", "getdents64" }, { "close_range", "lseek" },
};

/*
 * What a newer kernel makes a program call, or its libc once the kernel can: the trampoline of a probe on a function's
 * return (6.11; filtered until kernels got seccomp_uprobe_exception(), kernel/seccomp.c), the shadow stack of a
 * thread (6.6). uprobe (6.18) never was filtered, and Docker's default does not know it: it stays out.
 */
static const char *const issued[] = { "uretprobe", "map_shadow_stack" };

struct version {
	unsigned long major, minor;
};

/* Of "6.1.0-13-amd64"; 0.0 of what is none. */
static struct version version_of(const char *text)
{
	struct version v = { 0 };
	char *end = NULL;

	if (!text)
		return v;
	v.major = strtoul(text, &end, 10);
	if (*end == '.')
		v.minor = strtoul(end + 1, NULL, 10);
	return v;
}

static bool is_before(struct version a, struct version b)
{
	return a.major != b.major ? a.major < b.major : a.minor < b.minor;
}

/*
 * Missing on an older kernel that libcs still take: they fall back to what is older. What starts a libc (role A) they
 * do without.
 */
static bool falls_back(const struct sysno_info *seen, const struct sysno_info *other)
{
	const struct version oldest = { OLDEST };
	struct version brought = version_of(seen->kernel), before = version_of(other->kernel);

	for (size_t i = 0; i < ARRAY_SIZE(fallbacks); i++)
		if (!strcmp(seen->name, fallbacks[i].newer) && !strcmp(other->name, fallbacks[i].older))
			return true;
	return brought.major && is_before(oldest, brought) && before.major && is_before(before, brought) &&
	       seen->role != 'A' && closure_is_like(seen, other);
}

/* Missing on the kernel of the recording, and tried first: what was seen is the fall-back. */
static bool takes_over(const struct sysno_info *seen, const struct sysno_info *other, struct version recorded)
{
	return closure_is_like(seen, other) && strchr("NT", other->role) &&
	       is_before(recorded, version_of(other->kernel));
}

static void add_of_row(struct closure_list *l, enum lc_abi abi, const struct sysno_info *seen, struct version recorded)
{
	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *other = sysno_at(i);

		if (other != seen && (falls_back(seen, other) || takes_over(seen, other, recorded)) &&
		    closure_may_follow(seen, other, sysno_arch_of(abi)))
			closure_list_stand_in(l, abi, other, WHY_RELEASE, seen->name);
	}
}

void closure_add_release(struct closure_list *l, const struct plan *plan, size_t n)
{
	struct version recorded = version_of(plan->profile->release);

	for (size_t i = 0; i < n; i++)
		add_of_row(l, l->rows[i].abi, sysno_by_number(l->rows[i].abi, l->rows[i].nr), recorded);
	for (size_t i = 0; closure_started(l, n, CLOSURE_NATIVE) && i < ARRAY_SIZE(issued); i++)
		closure_list_stand_in(l, CLOSURE_NATIVE, sysno_by_name(issued[i]), WHY_RELEASE, NULL);
}
