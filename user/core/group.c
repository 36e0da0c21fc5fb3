// SPDX-License-Identifier: BSD-2-Clause
/* Knows the @groups of systemd: those of 262 from the table of calls, and in what 252 differs. */
#include "core/group.h"

#include <string.h>

#include "base/guard.h"

/* @privileged and @system-service hold other groups; @sandbox is younger than 252, @default is always there. */
static const char *const groups[] = {
	"@aio", "@basic-io", "@chown", "@clock", "@cpu-emulation", "@debug", "@file-system", "@io-event", "@ipc",
	"@keyring", "@memlock", "@module", "@mount", "@network-io", "@obsolete", "@pkey", "@process", "@raw-io",
	"@reboot", "@resources", "@setuid", "@signal", "@swap", "@sync", "@timer",
};

/* systemd-analyze syscall-filter of 252.38 beside the table. */
static const struct difference {
	const char *group, *call;
	bool in_252, in_262;
} differences[] = {
	{ "@default", "lsm_get_self_attr", false, true },
	{ "@default", "lsm_list_modules", false, true },
	{ "@default", "mseal", false, true },
	{ "@file-system", "file_getattr", false, true },
	{ "@file-system", "file_setattr", false, true },
	{ "@file-system", "getxattrat", false, true },
	{ "@file-system", "listmount", false, true },
	{ "@file-system", "listxattrat", false, true },
	{ "@file-system", "open_tree", false, true },
	{ "@file-system", "removexattrat", false, true },
	{ "@file-system", "setxattrat", false, true },
	{ "@file-system", "statmount", false, true },
	{ "@mount", "open_tree", true, false },
	{ "@mount", "open_tree_attr", false, true },
	{ "@sandbox", "landlock_add_rule", false, true },
	{ "@sandbox", "landlock_create_ruleset", false, true },
	{ "@sandbox", "landlock_restrict_self", false, true },
	{ "@sandbox", "seccomp", false, true },
};

const char *group_at(size_t index)
{
	return index < ARRAY_SIZE(groups) ? groups[index] : NULL;
}

/* Whether word, without its sign, is one of a list of words with commas. */
static bool in_list(const char *list, const char *word)
{
	size_t n = strlen(++word);

	for (const char *at = list; *at; at += strspn(at, ",")) {
		size_t length = strcspn(at, ",");

		if (length == n && strncmp(at, word, n) == 0)
			return true;
		at += length;
	}
	return false;
}

bool group_has(const char *group, enum group_version version, const struct sysno_info *call)
{
	for (size_t i = 0; i < ARRAY_SIZE(differences); i++) {
		const struct difference *d = &differences[i];

		if (strcmp(d->group, group) == 0 && strcmp(d->call, call->name) == 0)
			return version == GROUP_252 ? d->in_252 : d->in_262;
	}
	return in_list(call->systemd, group);
}

bool group_may_have(const char *group, const struct sysno_info *call)
{
	return group_has(group, GROUP_252, call) || group_has(group, GROUP_262, call);
}

bool group_surely_has(const char *group, const struct sysno_info *call)
{
	return group_has(group, GROUP_252, call) && group_has(group, GROUP_262, call);
}

bool group_worth(const char *group, const bool *listed, unsigned int percent, struct group_use *out)
{
	*out = (struct group_use){ 0 };
	for (size_t i = 0; i < sysno_count(); i++) {
		if (sysno_at(i)->number[SYSNO_X86_64] < 0 || !group_may_have(group, sysno_at(i)))
			continue;
		out->members++;
		out->used += listed[i];
	}
	return out->used > 1 && (out->members - out->used) * 100 <= (size_t)percent * out->members;
}
