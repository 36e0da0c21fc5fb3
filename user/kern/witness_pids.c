// SPDX-License-Identifier: BSD-2-Clause
/* Finds the cgroup that keeps a process from having more of them: the limit of controller pids that is reached. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/statfs.h>

#include "kern/cgroup.h"
#include "kern/witness_parts.h"

#define DEPTH 64 /* cgroups on the way up */
#define VALUE_ROOM 32

static bool is_fork(const struct lc_denial *d)
{
	if (d->error != EAGAIN)
		return false;
	if (d->abi == LC_ABI_I386)
		return d->nr == 120 || d->nr == 2 || d->nr == 190 || d->nr == 435;
	return d->nr == 56 || d->nr == 57 || d->nr == 58 || d->nr == 435;
}

/* A file of a cgroup, which is a number or "max": ULLONG_MAX. false: there is none. */
static bool read_number(int dir, const char *name, unsigned long long *out)
{
	_close_ int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char text[VALUE_ROOM], *end;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n <= 0)
		return false;
	text[n] = '\0';
	*out = strncmp(text, "max", 3) ? strtoull(text, &end, 10) : ULLONG_MAX;
	return true;
}

/* Reached now, or, where the kernel keeps it (pids.peak), before: the process that filled it may be gone. */
static bool is_full(int dir)
{
	unsigned long long most, now, peak;

	if (!read_number(dir, "pids.max", &most) || most == ULLONG_MAX || !read_number(dir, "pids.current", &now))
		return false;
	return now >= most || (read_number(dir, "pids.peak", &peak) && peak >= most);
}

static int open_cgroup(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct statfs fs;

	if (fd >= 0 && (fstatfs(fd, &fs) || (fs.f_type != CGROUP2_SUPER_MAGIC && fs.f_type != CGROUP_SUPER_MAGIC))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* The first full one from `path` (a directory below mount) upwards. */
static int tell_full(const struct told *to, const char *mount, const char *below)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s%s", mount, strcmp(below, "/") ? below : "");

	/* What our cgroup namespace does not show begins with "/..". */
	if (n >= (int)sizeof(path) || !strncmp(below, "/..", 3))
		return 0;
	for (int i = 0; i < DEPTH && strlen(path) >= strlen(mount); i++) {
		struct lc_object object = { .flags = LC_OBJECT_PIDS };
		_close_ int dir = open_cgroup(path);

		if (dir >= 0 && is_full(dir))
			return witness_tell(to, &object, path, strlen(path));
		*strrchr(path, '/') = '\0';
	}
	return 0;
}

static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = strstr(list, word); at; at = strstr(at + 1, word))
		if ((at == list || at[-1] == ',') && (at[n] == ',' || !at[n]))
			return true;
	return false;
}

/* One line of /proc/PID/cgroup: "4:pids:/a/b"; "0::/a/b" of version 2. */
static int look_line(const struct told *to, char *line)
{
	char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
	int r;

	if (!path || path[1] != '/')
		return 0;
	*path++ = '\0';
	path[strcspn(path, "\n")] = '\0';
	controllers++;
	if (has_word(controllers, "pids"))
		return tell_full(to, CGROUP_MOUNT "/pids", path);
	if (*controllers)
		return 0;
	r = tell_full(to, CGROUP_MOUNT, path);
	return r ? r : tell_full(to, CGROUP_MOUNT "/unified", path);
}

int witness_look_pids(const struct eyes *eyes, const struct told *to)
{
	_free_ char *line = NULL;
	size_t room = 0;
	FILE *file;
	int fd, r = 0;

	if (eyes->task < 0 || eyes->others || !is_fork(to->denial))
		return 0;
	fd = openat(eyes->task, "cgroup", O_RDONLY | O_CLOEXEC);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file) {
		close_guard(&fd);
		return 0;
	}
	while (!r && getline(&line, &room, file) > 0)
		r = look_line(to, line);
	fclose(file);
	return r;
}
