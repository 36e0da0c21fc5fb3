// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file spells flags, scopes and syscalls. */
#include "core/profile_words.h"

#include <errno.h>
#include <string.h>

#include "base/guard.h"
#include "core/sysno.h"

const struct flag_word program_words[] = {
	{ LC_PROGRAM_ROOT, "root" },
	{ LC_PROGRAM_ADOPTED, "adopted" },
	{ LC_PROGRAM_FILTERED, "filtered" },
	{ LC_PROGRAM_SECCOMP_KILLED, "seccomp_killed" },
	{ LC_PROGRAM_DISPATCH, "user_dispatch" },
	{ LC_PROGRAM_OVERFLOW, "overflow" },
	{ LC_PROGRAM_UNNAMED, "unnamed" },
	{ 0, NULL },
};

const struct flag_word check_words[] = {
	{ LC_CHECK_OVERRIDDEN, "overridden" },
	{ LC_CHECK_OTHER_CRED, "other_credentials" },
	{ LC_CHECK_MOOT, "moot" },
	{ LC_CHECK_LSM_DENIED, "lsm_denied" },
	{ LC_CHECK_MADE_NS, "made_ns" },
	{ LC_CHECK_OWNER, "owner" },
	{ LC_CHECK_JUDGED, "judged" },
	{ 0, NULL },
};

static const char *const scopes[] = {
	[LC_SCOPE_COMMAND] = "command",
	[LC_SCOPE_PIDS] = "pids",
	[LC_SCOPE_ALL] = "all",
};
_Static_assert(ARRAY_SIZE(scopes) == LC_SCOPE_ALL + 1, "each scope has a word");

static const struct flag_word namespaces[] = {
	{ 0, "own" },
	{ LC_CHECK_NS_INIT, "init" },
	{ LC_CHECK_NS_OTHER, "other" },
};

const char *scope_word(uint32_t scope)
{
	return scope < ARRAY_SIZE(scopes) ? scopes[scope] : NULL;
}

int scope_of(const char *word)
{
	for (size_t i = LC_SCOPE_COMMAND; i < ARRAY_SIZE(scopes); i++) {
		if (!strcmp(word, scopes[i]))
			return i;
	}
	return -EINVAL;
}

const char *user_ns_word(uint32_t flags)
{
	for (size_t i = 1; i < ARRAY_SIZE(namespaces); i++) {
		if (flags & namespaces[i].bit)
			return namespaces[i].word;
	}
	return namespaces[0].word;
}

int user_ns_of(const char *word, uint32_t *flag)
{
	for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++) {
		if (strcmp(word, namespaces[i].word))
			continue;
		*flag = namespaces[i].bit;
		return 0;
	}
	return -EINVAL;
}

const char *syscall_word(enum lc_abi abi, uint32_t nr)
{
	const struct sysno_info *info = sysno_by_number(abi, nr);
	uint32_t back;

	return info && !syscall_of(abi, info->name, &back) && back == nr ? info->name : NULL;
}

int syscall_of(enum lc_abi abi, const char *word, uint32_t *nr)
{
	const struct sysno_info *info = sysno_by_name(word);
	int number = info && abi < LC_ABIS ? info->number[sysno_arch_of(abi)] : -1;

	if (number < 0)
		return -EINVAL;
	*nr = number;
	return 0;
}
