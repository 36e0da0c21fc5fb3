// SPDX-License-Identifier: BSD-2-Clause
/*
 * LXC leaves no state but its cgroups: lxc.payload.NAME (lxc.container.conf(5), lxc.cgroup.dir), before 4.0
 * lxc/NAME. The first process is the one that is 1 in there.
 */
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kern/container_state.h"

#define PIDS_MAX 4096 /* processes of a container, until its first one is found */
#define DEPTH 12

static const char *const mounts[] = {
	"/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/pids",
};

/* The name, if the cgroup is a container's; NULL: it is not. */
static const char *name_of(const FTSENT *entry)
{
	static const char payload[] = "lxc.payload.";

	if (!strncmp(entry->fts_name, payload, sizeof(payload) - 1))
		return entry->fts_name + sizeof(payload) - 1;
	return entry->fts_level > 1 && !strcmp(entry->fts_parent->fts_name, "lxc") ? entry->fts_name : NULL;
}

/* The one of this cgroup's processes that is the first of a pid namespace; 0: none. */
static pid_t first_of(const char *dir, unsigned int *budget)
{
	_free_ char *path = NULL;
	FILE *file = asprintf(&path, "%s/cgroup.procs", dir) < 0 ? NULL : fopen(path, "re");
	pid_t pid = 0, first = 0;

	while (file && !first && *budget && fscanf(file, "%d", &pid) == 1) {
		--*budget;
		first = container_proc_is_first(pid) ? pid : 0;
	}
	if (file)
		fclose(file);
	return first;
}

/* A system in a container puts its processes into cgroups further below. */
static pid_t first_below(const char *dir)
{
	char *roots[] = { (char *)dir, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	unsigned int budget = PIDS_MAX;
	pid_t first = 0;
	FTSENT *entry;

	while (fts && !first && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_D)
			first = first_of(entry->fts_path, &budget);
	}
	if (fts)
		fts_close(fts);
	return first;
}

static void take(struct container_search *s, const FTSENT *entry, const char *name, const char *mount)
{
	struct container_said *said = container_say(s, "lxc", name);
	struct stat st;

	if (!said || stat(entry->fts_path, &st))
		return;
	said->by = st.st_uid;
	CONTAINER_SET(said->c.name, name);
	said->c.pid = first_below(entry->fts_path);
	said->c.start = container_proc_start(said->c.pid);
	said->is_running = said->c.start > 0;
	container_add_cgroup(&said->c, NULL, entry->fts_path + strlen(mount));
	snprintf(said->c.bundle, sizeof(said->c.bundle), "/var/lib/lxc/%s", name);
	if (stat(said->c.bundle, &st))
		said->c.bundle[0] = '\0';
}

/* Whether the hierarchy has any. */
static bool walk(struct container_search *s, const char *mount)
{
	char *roots[] = { (char *)mount, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	size_t before = s->n;
	FTSENT *entry;

	while (fts && (entry = fts_read(fts))) {
		const char *name = entry->fts_info == FTS_D && entry->fts_level ? name_of(entry) : NULL;

		if (name)
			take(s, entry, name, mount);
		if (name || entry->fts_level >= DEPTH)
			fts_set(fts, entry, FTS_SKIP);
	}
	if (fts)
		fts_close(fts);
	return s->n > before;
}

void container_walk_lxc(struct container_search *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		_free_ char *mount = NULL, *procs = NULL;

		if (asprintf(&mount, "%s%s", s->root, mounts[i]) < 0 || asprintf(&procs, "%s/cgroup.procs", mount) < 0)
			return;
		if (!access(procs, F_OK) && walk(s, mount))
			return;
	}
}
