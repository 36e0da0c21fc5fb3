// SPDX-License-Identifier: BSD-2-Clause
/* Where the hierarchies of cgroups are mounted, and how a cgroup is found. */
#include "kern/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <fts.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "base/fail.h"

/* Where a path or a name is looked for, in this order. The first is a hierarchy only without version 1. */
static const char *const mounts[] = {
	CGROUP_MOUNT,
	CGROUP_MOUNT "/unified",
	CGROUP_MOUNT "/systemd",
	CGROUP_MOUNT "/pids",
	CGROUP_MOUNT "/memory",
};

/* -ENOTTY: a directory, but not of a cgroup. */
static int open_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
	struct statfs fs;

	if (fd < 0)
		return -errno;
	if (fstatfs(fd, &fs))
		r = -errno;
	else if (fs.f_type != CGROUP2_SUPER_MAGIC && fs.f_type != CGROUP_SUPER_MAGIC)
		r = -ENOTTY;
	if (r)
		close(fd);
	return r ? r : fd;
}

static int open_below(const char *mount, const char *path)
{
	_free_ char *whole = NULL;

	return asprintf(&whole, "%s/%s", mount, path + strspn(path, "/")) < 0 ? -ENOMEM : open_dir(whole);
}

/* fail() for what is not there, or not what it should be. */
static int no_cgroup(const char *path, int r)
{
	if (r == -ENOTTY)
		return fail(-EINVAL, "%s is not the directory of a cgroup", path);
	fail_hint("A path like " CGROUP_MOUNT "/system.slice/nginx.service, or as in /proc/PID/cgroup.");
	return fail(r, "no cgroup %s: %s", path, strerror(-r));
}

int cgroup_open(const char *path)
{
	int r = *path == '/' ? open_dir(path) : -ENOENT, first = r;

	if (!*path)
		return fail(-EINVAL, "not the path of a cgroup: it is empty");
	for (size_t i = 0; r < 0 && i < ARRAY_SIZE(mounts); i++)
		r = open_below(mounts[i], path);
	return r < 0 ? no_cgroup(path, first) : r;
}

/* --- by the name of the directory -------------------------------------------- */

static int hit(struct cgroup_hunt *hunt, const char *path)
{
	if (hunt->n < CGROUP_HITS) {
		hunt->path[hunt->n] = strdup(path);
		if (!hunt->path[hunt->n])
			return fail(-ENOMEM, "out of memory");
	}
	hunt->n++;
	return 0;
}

/* Cgroups come and go meanwhile: what cannot be read is passed over. */
static int hunt_below(struct cgroup_hunt *hunt, const char *mount)
{
	char *roots[] = { (char *)mount, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int r = 0;

	if (!fts)
		return fail(-errno, "cannot walk %s: %s", mount, strerror(errno));
	while (!r && (entry = fts_read(fts))) {
		if (entry->fts_info != FTS_D || entry->fts_level == 0 || !hunt->wanted(entry->fts_name, hunt->key))
			continue;
		r = hit(hunt, entry->fts_path);
		fts_set(fts, entry, FTS_SKIP);
	}
	fts_close(fts);
	return r;
}

int cgroup_hunt(struct cgroup_hunt *hunt)
{
	int r = 0;

	for (size_t i = 0; !r && !hunt->n && i < ARRAY_SIZE(mounts); i++) {
		int fd = open_dir(mounts[i]);

		if (fd < 0)
			continue; /* not mounted, or only the directory in which the hierarchies are */
		close(fd);
		r = hunt_below(hunt, mounts[i]);
	}
	return r;
}

void cgroup_hunt_free(struct cgroup_hunt *hunt)
{
	for (size_t i = 0; i < CGROUP_HITS; i++)
		free(hunt->path[i]);
}

int cgroup_open_found(const struct cgroup_hunt *hunt, const char *what, const char *name)
{
	int fd;

	if (!hunt->n)
		return fail(-ENOENT, "no %s %s is running: no cgroup of it below " CGROUP_MOUNT, what, name);
	if (hunt->n > 1) {
		fail_hint("Choose one with --cgroup: %s, %s%s", hunt->path[0], hunt->path[1],
			  hunt->n > 2 ? ", ..." : "");
		return fail(-ENOTUNIQ, "%zu cgroups could be the %s %s", hunt->n, what, name);
	}
	fd = open_dir(hunt->path[0]);
	return fd < 0 ? no_cgroup(hunt->path[0], fd) : fd;
}

/* systemd puts a _ before names that a file of the kernel in the directory could have, too. */
static bool is_unit(const char *name, const char *unit)
{
	return !strcmp(name, unit) || (name[0] == '_' && !strcmp(name + 1, unit));
}

static bool has_suffix(const char *name)
{
	static const char *const suffixes[] = { ".service", ".scope", ".slice", ".socket", ".mount", ".swap" };
	size_t n = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t k = strlen(suffixes[i]);

		if (n > k && !strcmp(name + n - k, suffixes[i]))
			return true;
	}
	return false;
}

int cgroup_open_unit(const char *name)
{
	static const char *const suffixes[] = { ".service", ".scope", ".slice" };
	_hunt_ struct cgroup_hunt hunt = { .wanted = is_unit };
	size_t tries = has_suffix(name) ? 1 : ARRAY_SIZE(suffixes);

	if (!*name || strchr(name, '/'))
		return fail(-EINVAL, "not the name of a unit: \"%s\"", name);
	for (size_t i = 0; !hunt.n && i < tries; i++) {
		_free_ char *unit = NULL;
		int r = asprintf(&unit, "%s%s", name, tries > 1 ? suffixes[i] : "");

		hunt.key = unit;
		r = r < 0 ? fail(-ENOMEM, "out of memory") : cgroup_hunt(&hunt);
		if (r)
			return r;
	}
	return cgroup_open_found(&hunt, "unit", name);
}

static bool is_unit_like(const char *name, const char *pattern)
{
	return has_suffix(name) && !fnmatch(pattern, name, 0);
}

int cgroup_open_units(const char *pattern, int *fds, size_t room)
{
	_hunt_ struct cgroup_hunt hunt = { .wanted = is_unit_like, .key = pattern };
	int r = strchr(pattern, '/') ? -EINVAL : cgroup_hunt(&hunt), n = 0;

	if (r == -EINVAL)
		return fail(r, "not the name of a unit: \"%s\"", pattern);
	if (r)
		return r;
	if (hunt.n > CGROUP_HITS || hunt.n > room)
		return fail(-E2BIG, "%zu units have names like %s: more than can be followed by name", hunt.n, pattern);
	for (size_t i = 0; i < hunt.n; i++) {
		int fd = open_dir(hunt.path[i]); /* what is gone meanwhile does not run any more */

		if (fd >= 0)
			fds[n++] = fd;
	}
	return n;
}

/* --- by a process ---------------------------------------------------------------- */

/* A line of /proc/PID/cgroup: "4:memory:/a/b". */
struct membership {
	char *controllers, *path; /* controllers "": version 2 */
};

static bool split_line(char *line, struct membership *m)
{
	char *first = strchr(line, ':'), *second = first ? strchr(first + 1, ':') : NULL;

	if (!second || second[1] != '/')
		return false;
	line[strcspn(line, "\n")] = '\0';
	*second = '\0';
	*m = (struct membership){ .controllers = first + 1, .path = second + 1 };
	return true;
}

/* Whether we are in it, too, or in one below it. */
static bool is_ours(const struct membership *m)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	_free_ char *line = NULL;
	struct membership own;
	size_t n = strlen(m->path), room = 0;
	bool ours = !m->path[1]; /* the root */

	while (file && !ours && getline(&line, &room, file) > 0)
		ours = split_line(line, &own) && !strcmp(own.controllers, m->controllers) &&
		       !strncmp(own.path, m->path, n) && (own.path[n] == '/' || !own.path[n]);
	if (file)
		fclose(file);
	return ours;
}

/* Cuts after the first component that has part in it. */
static void cut_after(char *path, const char *part)
{
	char *at = *part ? strstr(path, part) : NULL;

	if (at)
		at[strcspn(at, "/")] = '\0';
}

/* The further from the root the better, and of two version 2. */
static size_t worth_of(const struct membership *m)
{
	size_t depth = 0;

	for (const char *at = m->path; *at; at++)
		depth += *at == '/';
	return 2 * depth + !*m->controllers;
}

static int open_membership(const struct membership *m)
{
	const char *controllers = m->controllers;
	_free_ char *mount = NULL;
	int r;

	if (!*controllers) {
		r = open_below(CGROUP_MOUNT, m->path);
		return r >= 0 ? r : open_below(CGROUP_MOUNT "/unified", m->path);
	}
	if (!strncmp(controllers, "name=", 5))
		controllers += 5;
	return asprintf(&mount, CGROUP_MOUNT "/%s", controllers) < 0 ? -ENOMEM : open_below(mount, m->path);
}

int cgroup_open_of(pid_t pid, const char *part)
{
	_free_ char *name = NULL, *line = NULL;
	FILE *file = asprintf(&name, "/proc/%d/cgroup", pid) < 0 ? NULL : fopen(name, "re");
	size_t room = 0, best = 0;
	int fd = -ENOENT;

	while (file && getline(&line, &room, file) > 0) {
		struct membership m;
		int other;

		if (!split_line(line, &m))
			continue;
		cut_after(m.path, part);
		other = is_ours(&m) || worth_of(&m) <= best ? -ENOENT : open_membership(&m);
		if (other < 0)
			continue;
		close_guard(&fd);
		fd = other;
		best = worth_of(&m);
	}
	if (file)
		fclose(file);
	return fd;
}

/* The directory that the hierarchies are mounted in is no hierarchy itself. */
static bool is_mixture(void)
{
	_close_ int fd = open_dir(CGROUP_MOUNT);

	return fd < 0;
}

int cgroup_open_hierarchy(void)
{
	static const char *const kept[] = { CGROUP_MOUNT "/systemd", CGROUP_MOUNT "/pids", CGROUP_MOUNT "/memory" };
	int fd = open_dir(CGROUP_MOUNT);

	for (size_t i = 0; fd < 0 && i < ARRAY_SIZE(kept); i++)
		fd = open_dir(kept[i]);
	return fd;
}

char *cgroup_path(int cgroup)
{
	_free_ char *link = NULL;
	char path[PATH_MAX];
	size_t longest = 0;
	ssize_t n;

	if (asprintf(&link, "/proc/self/fd/%d", cgroup) < 0)
		return NULL;
	n = readlink(link, path, sizeof(path) - 1);
	if (n <= 0)
		return NULL;
	path[n] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		size_t k = strlen(mounts[i]);

		if (k > longest && !strncmp(path, mounts[i], k) && (path[k] == '/' || !path[k]))
			longest = k;
	}
	/* Version 1 has its hierarchies side by side, each of which has the name of a directory. */
	if (longest == strlen(CGROUP_MOUNT) && is_mixture())
		longest += 1 + strcspn(path + longest + 1, "/");
	return longest ? strdup(path[longest] ? path + longest : "/") : NULL;
}
