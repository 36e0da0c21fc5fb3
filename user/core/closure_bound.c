// SPDX-License-Identifier: BSD-2-Clause
/* Knows where the privilege boundaries between syscalls are: nothing is added across one. */
#include <assert.h>
#include <string.h>

#include "core/closure.h"
#include "core/closure_parts.h"

bool closure_has_word(const char *list, const char *word, char sep, char end)
{
	size_t size = strlen(word);

	for (const char *at = list; *at && *at != end;) {
		size_t span = 0;

		while (at[span] && at[span] != sep && at[span] != end)
			span++;
		if (span == size && !memcmp(at, word, size))
			return true;
		at += span;
		at += *at == sep;
	}
	return false;
}

bool closure_is_open_on(const struct sysno_info *info, enum sysno_arch arch)
{
	static const char *const docker_arches[] = {
		[SYSNO_X86_64] = "amd64", [SYSNO_I386] = "x86", [SYSNO_X32] = "x32", [SYSNO_ARM] = "arm",
		[SYSNO_AARCH64] = "arm64", [SYSNO_RISCV64] = "riscv64", [SYSNO_LOONGARCH64] = "loong64",
	};
	static const char arch_only[] = "if(arch:";
	const char *rule = info->docker;

	static_assert(ARRAY_SIZE(docker_arches) == SYSNO_ARCHES, "a Docker word per architecture");
	if (!strcmp(rule, "yes"))
		return true;
	if ((unsigned int)arch >= SYSNO_ARCHES || strncmp(rule, arch_only, strlen(arch_only)))
		return false;
	rule += strlen(arch_only);
	/* A second condition, or one more word such as "args", is more than an architecture. */
	return !strpbrk(rule, ",+") && closure_has_word(rule, docker_arches[arch], '|', ')');
}

bool closure_is_open(const struct sysno_info *info, enum lc_abi abi)
{
	return closure_is_open_on(info, sysno_arch_of(abi));
}

static bool is_privileged(const struct sysno_info *info)
{
	return closure_has_word(info->systemd, "privileged", ',', '\0');
}

bool closure_is_like(const struct sysno_info *seen, const struct sysno_info *other)
{
	return seen != other && seen->group[0] == other->group[0] && other->role && strchr("CLNWT", other->role) &&
	       !strcmp(seen->group, other->group);
}

bool closure_may_follow(const struct sysno_info *seen, const struct sysno_info *other, enum sysno_arch arch)
{
	return closure_is_open_on(other, arch) && (!is_privileged(other) || is_privileged(seen));
}
