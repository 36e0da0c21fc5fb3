// SPDX-License-Identifier: BSD-2-Clause
/* Knows the databases of users and groups, and the numbers that DynamicUser= takes from (systemd.exec(5)). */
#include "cmd/unit_user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

#define DYNAMIC_FIRST 61184u
#define DYNAMIC_LAST 65519u
#define GROUPS_MAX 65536

static int no_memory(void)
{
	return fail(-EINVAL, "cannot look up users: %s", strerror(ENOMEM));
}

/* A number as an id; false if it is a name, or no id at all. */
static bool read_id(const char *text, uint32_t *id)
{
	char *end;
	unsigned long n;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || *end || n >= UINT32_MAX)
		return false;
	*id = (uint32_t)n;
	return true;
}

static int find_group(const struct unit_exec *exec, const char *key, const char *name, gid_t *gid)
{
	const struct group *group;

	if (read_id(name, gid))
		return 0;
	group = getgrnam(name);
	if (!group) {
		fail_hint("make it first: groupadd --system %s, or systemd-sysusers", name);
		return fail(-EINVAL, "%s: %s=: no such group: %s", exec->name, key, name);
	}
	*gid = group->gr_gid;
	return 0;
}

/* What is there to be used; systemd sets neither variable for others. */
static bool is_home(const char *path)
{
	return path[0] == '/' && path[1];
}

static bool is_shell(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && strcmp(slash, "/nologin") && strcmp(slash, "/false") && strcmp(slash, "/true");
}

static int take_user(const struct passwd *entry, struct unit_user *user)
{
	user->uid = entry->pw_uid;
	user->gid = entry->pw_gid;
	user->name = strdup(entry->pw_name);
	user->directory = strdup(entry->pw_dir);
	user->home = is_home(entry->pw_dir) ? strdup(entry->pw_dir) : NULL;
	user->shell = is_shell(entry->pw_shell) ? strdup(entry->pw_shell) : NULL;
	return user->name && user->directory ? 0 : no_memory();
}

/* One that nobody has, and the same for the same name. */
static int take_dynamic(const char *name, struct unit_user *user)
{
	uint32_t span = DYNAMIC_LAST - DYNAMIC_FIRST + 1, hash = 5381;

	for (const char *at = name; *at && *at != '.'; at++)
		hash = hash * 33 + (unsigned char)*at;
	for (uint32_t i = 0; i < span; i++) {
		uint32_t id = DYNAMIC_FIRST + (hash + i) % span;

		if (getpwuid(id) || getgrgid(id))
			continue;
		user->uid = user->gid = id;
		user->name = strndup(name, strcspn(name, "."));
		return user->name ? 0 : no_memory();
	}
	return fail(-EINVAL, "DynamicUser=: no user id from %u to %u is free", DYNAMIC_FIRST, DYNAMIC_LAST);
}

static int find_user(const struct unit_exec *exec, struct unit_user *user)
{
	const char *name = exec->user ? exec->user : exec->dynamic_user ? exec->name : "root";
	const struct passwd *entry = getpwnam(name);
	uint32_t id;

	if (!entry && read_id(name, &id)) {
		entry = getpwuid(id);
		if (!entry) { /* a number needs no name */
			user->uid = user->gid = id;
			return 0;
		}
	}
	if (entry)
		return take_user(entry, user);
	if (exec->dynamic_user)
		return take_dynamic(name, user);
	fail_hint("make it first: useradd --system %s, or systemd-sysusers", name);
	return fail(-EINVAL, "%s: User=: no such user: %s", exec->name, name);
}

/* Those of the user, if one is named, and those of the unit. */
static int find_groups(const struct unit_exec *exec, struct unit_user *user)
{
	bool own = (exec->user || exec->dynamic_user) && user->name;
	int n = 0, r = 0;

	if (own)
		getgrouplist(user->name, user->gid, NULL, &n);
	if (n > GROUPS_MAX || exec->groups.n > GROUPS_MAX)
		return fail(-EINVAL, "%s: too many groups", exec->name);
	user->groups = calloc((size_t)n + exec->groups.n + 1, sizeof(*user->groups));
	if (!user->groups)
		return no_memory();
	if (own && getgrouplist(user->name, user->gid, user->groups, &n) < 0)
		return fail(-EINVAL, "%s: cannot list the groups of %s", exec->name, user->name);
	user->ngroups = (size_t)n;
	for (size_t i = 0; !r && i < exec->groups.n; i++)
		r = find_group(exec, "SupplementaryGroups", exec->groups.at[i], &user->groups[user->ngroups++]);
	return r;
}

/* What is only root's by default is not in the environment. */
static void names_free(struct unit_user *user)
{
	free(user->name);
	free(user->home);
	free(user->shell);
	user->name = user->home = user->shell = NULL;
}

int unit_user_find(const struct unit_exec *exec, struct unit_user *user)
{
	int r = find_user(exec, user);

	if (!r && exec->group)
		r = find_group(exec, "Group", exec->group, &user->gid);
	if (!r)
		r = find_groups(exec, user);
	if (r)
		return r;
	user->changes = !exec->privileged && !exec->keeps_ids &&
			(exec->user || exec->group || exec->dynamic_user || exec->groups.n);
	if (!exec->user && !exec->dynamic_user)
		names_free(user);
	if (!user->changes) { /* it stays who it is: root, as whom units are recorded */
		user->uid = 0;
		user->gid = 0;
	}
	return 0;
}

void unit_user_free(struct unit_user *user)
{
	free(user->groups);
	names_free(user);
	free(user->directory);
	*user = (struct unit_user){ 0 };
}
