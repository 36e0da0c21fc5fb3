// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a profile file spells flags, scopes, syscalls and the like. */
#include "core/profile_words.h"

#include <errno.h>
#include <string.h>

#include "base/guard.h"
#include "core/profile.h"
#include "core/sysno.h"

const struct flag_word program_words[] = {
	{ LC_PROGRAM_ROOT, "root" },
	{ LC_PROGRAM_ADOPTED, "adopted" },
	{ LC_PROGRAM_FILTERED, "filtered" },
	{ LC_PROGRAM_SECCOMP_KILLED, "seccomp_killed" },
	{ LC_PROGRAM_DISPATCH, "user_dispatch" },
	{ LC_PROGRAM_OVERFLOW, "overflow" },
	{ LC_PROGRAM_UNNAMED, "unnamed" },
	{ LC_PROGRAM_GAINED, "gained" },
	{ LC_PROGRAM_ENTERED, "entered" },
	{ LC_PROGRAM_FILTERING, "filtering" },
	{ LC_PROGRAM_NO_NEW_PRIVS, "no_new_privs" },
	{ LC_PROGRAM_NOSUID, "nosuid" },
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
	{ LC_CHECK_IMPLIED, "implied" },
	{ 0, NULL },
};

const struct flag_word stance_words[] = {
	{ LC_STANCE_EXEC, "exec" },
	{ LC_STANCE_GAINED, "gained" },
	{ LC_STANCE_VOID_NNP, "void_no_new_privs" },
	{ LC_STANCE_VOID_NOSUID, "void_nosuid" },
	{ LC_STANCE_CREDS, "credentials" },
	{ LC_STANCE_USER_NS, "user_namespace" },
	{ LC_STANCE_NO_NEW_PRIVS, "no_new_privs" },
	{ LC_STANCE_SECCOMP, "seccomp" },
	{ LC_STANCE_LANDLOCK, "landlock" },
	{ LC_STANCE_VOID_CAPS_NNP, "void_caps_no_new_privs" },
	{ LC_STANCE_VOID_CAPS_NOSUID, "void_caps_nosuid" },
	{ LC_STANCE_VOID_CAPS_BOUNDING, "void_caps_bounding" },
	{ LC_STANCE_KEEPCAPS, "securebits" },
	{ 0, NULL },
};

const struct flag_word file_words[] = {
	{ LC_FILE_SETUID, "setuid" },
	{ LC_FILE_SETGID, "setgid" },
	{ LC_FILE_CAPS, "capabilities" },
	{ LC_FILE_EFFECTIVE, "effective" },
	{ LC_FILE_NOSUID, "nosuid" },
	{ LC_FILE_WRITABLE, "writable" },
	{ LC_FILE_BAD_CAPS, "bad_capabilities" },
	{ LC_FILE_NS_CAPS, "ns_capabilities" },
	{ 0, NULL },
};

static const char *const scopes[] = {
	[LC_SCOPE_COMMAND] = "command",
	[LC_SCOPE_PIDS] = "pids",
	[LC_SCOPE_ALL] = "all",
	[LC_SCOPE_CGROUP] = "cgroup",
};
_Static_assert(ARRAY_SIZE(scopes) == LC_SCOPE_CGROUP + 1, "each scope has a word");

static const char *const signs[] = {
	[LC_BOUNDARY_WAIT] = "wait",
	[LC_BOUNDARY_READY] = "ready",
	[LC_BOUNDARY_NOTIFY] = "notify",
	[LC_BOUNDARY_MARK] = "mark",
};
_Static_assert(ARRAY_SIZE(signs) == LC_BOUNDARY_MARK + 1, "each sign has a word");

static const char *const refusers[] = {
	[LC_REFUSER_SECCOMP] = "seccomp", [LC_REFUSER_LSM] = "lsm",	[LC_REFUSER_FILE] = "file",
	[LC_REFUSER_CHECK] = "check",	  [LC_REFUSER_OTHER] = "other",
};

static const struct flag_word namespaces[] = {
	{ 0, "own" },
	{ LC_CHECK_NS_INIT, "init" },
	{ LC_CHECK_NS_OTHER, "other" },
};

static const char *word_of(const char *const *words, size_t n, uint32_t i)
{
	return i < n ? words[i] : NULL;
}

static int index_of(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++) {
		if (words[i] && !strcmp(word, words[i]))
			return (int)i;
	}
	return -EINVAL;
}

const char *scope_word(uint32_t scope)
{
	return word_of(scopes, ARRAY_SIZE(scopes), scope);
}

int scope_of(const char *word)
{
	return index_of(scopes, ARRAY_SIZE(scopes), word);
}

const char *boundary_sign_word(uint32_t sign)
{
	return word_of(signs, ARRAY_SIZE(signs), sign);
}

int boundary_sign_of(const char *word)
{
	return index_of(signs, ARRAY_SIZE(signs), word);
}

const char *refuser_word(uint32_t by)
{
	return word_of(refusers, ARRAY_SIZE(refusers), by);
}

int refuser_of(const char *word)
{
	return index_of(refusers, ARRAY_SIZE(refusers), word);
}

/* Which of n values is called so. */
#define VALUE_OF(n, name, word)                       \
	({                                            \
		int value_ = -EINVAL;                 \
		for (int i_ = 0; i_ < (n); i_++) {    \
			if (!strcmp(name(i_), word))  \
				value_ = i_;          \
		}                                     \
		value_;                               \
	})

int phase_of(const char *word)
{
	return VALUE_OF(PHASES, phase_name, word);
}

int proof_of(const char *word)
{
	return VALUE_OF(PROOF_KINDS, proof_name, word);
}

int member_verdict_of(const char *word)
{
	return VALUE_OF(MEMBER_VERDICTS, member_verdict_name, word);
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
