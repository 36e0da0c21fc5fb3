// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads /proc/PID (proc(5)): status, stat, exe, cgroup, uid_map, ns/, attr/current and task/. The directory is opened
 * once: a process that takes over the number is not mixed up with the one before.
 */
#include "kern/holder_read.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/guard.h"
#include "kern/holder_status.h"

#define ROOM 4096u
#define ROOM_MAX (1u << 20) /* of a status with very many groups, a cgroup file of many hierarchies */
#define INITIAL_USER_NS 0xeffffffdu /* PROC_USER_INIT_INO, include/linux/proc_ns.h */
#define KERNEL_THREAD 0x00200000u /* PF_KTHREAD, include/linux/sched.h */

int holder_reader_open(struct holder_reader *reader)
{
	static const char *const labels[] = { "attr/apparmor/current", "attr/current" };
	_close_ int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char byte;

	*reader = (struct holder_reader){ .text = malloc(ROOM), .room = ROOM };
	if (!reader->text)
		return -ENOMEM;
	for (size_t i = 0; self >= 0 && !reader->label && i < ARRAY_SIZE(labels); i++) {
		_close_ int fd = openat(self, labels[i], O_RDONLY | O_CLOEXEC);

		if (fd >= 0 && read(fd, &byte, 1) == 1)
			reader->label = labels[i];
	}
	reader->user_ns = self < 0 ? 0 : holder_namespace(self, "ns/user");
	return 0;
}

void holder_reader_close(struct holder_reader *reader)
{
	free(reader->text);
	reader->text = NULL;
}

__u32 holder_namespace(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, 0) ? 0 : (__u32)st.st_ino;
}

/* The whole file, NUL-terminated, as far as ROOM_MAX. Its size, or -errno. */
static ssize_t slurp(struct holder_reader *reader, int dir, const char *name)
{
	_close_ int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	size_t size = 0;

	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t n = read(fd, reader->text + size, reader->room - size - 1);
		char *more;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			reader->text[size] = '\0';
			return n < 0 ? -errno : (ssize_t)size;
		}
		size += (size_t)n;
		if (reader->room - size > 1 || reader->room >= ROOM_MAX)
			continue;
		more = realloc(reader->text, reader->room * 2);
		if (!more)
			return -ENOMEM;
		reader->text = more;
		reader->room *= 2;
	}
}

static void read_exe(int dir, struct lc_holder *h)
{
	ssize_t n = readlinkat(dir, "exe", h->exe, sizeof(h->exe));

	if (n > 0)
		h->exe_size = (__u32)n;
	else if (errno != ENOENT)
		h->flags |= LC_HOLDER_PARTLY;
}

/* Lines only as whole ones. */
static void read_map(struct holder_reader *reader, int dir, struct lc_holder *h)
{
	ssize_t n = slurp(reader, dir, "uid_map");
	char *end;

	if (n < 0) {
		h->flags |= LC_HOLDER_PARTLY;
		return;
	}
	snprintf(h->uid_map, sizeof(h->uid_map), "%s", reader->text);
	end = strrchr(h->uid_map, '\n');
	if (end)
		*end = '\0';
}

static void read_label(struct holder_reader *reader, int dir, struct lc_holder *h)
{
	ssize_t n = reader->label ? slurp(reader, dir, reader->label) : 0;

	if (n < 0)
		h->flags |= LC_HOLDER_PARTLY;
	if (n <= 0)
		return;
	snprintf(h->lsm, sizeof(h->lsm), "%s", reader->text);
	h->lsm[strcspn(h->lsm, "\n")] = '\0';
}

/* Path of the cgroup that is the furthest from the root; of equal ones version 2's, then the first. */
static void read_cgroup(struct holder_reader *reader, int dir, struct lc_holder *h, __u32 *hierarchy)
{
	size_t best = 0;
	char *next = reader->text;

	if (slurp(reader, dir, "cgroup") < 0) {
		h->flags |= LC_HOLDER_PARTLY;
		return;
	}
	for (char *line; (line = strsep(&next, "\n"));) {
		unsigned long number = strtoul(line, NULL, 10);
		char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
		size_t worth = !number, size;

		if (!path || path[1] != '/')
			continue;
		for (const char *at = ++path; *at; at++)
			worth += *at == '/' && at[1] ? 2 : 0;
		size = strlen(path);
		if (h->cgroup_size && worth <= best)
			continue;
		best = worth;
		h->cgroup_size = size < sizeof(h->cgroup) ? (__u32)size : sizeof(h->cgroup);
		memcpy(h->cgroup, path, h->cgroup_size);
		*hierarchy = (__u32)number;
	}
}

static void read_namespaces(const struct holder_reader *reader, int dir, struct lc_holder *h)
{
	h->creds.user_ns = holder_namespace(dir, "ns/user");
	h->pid_ns = holder_namespace(dir, "ns/pid");
	h->mnt_ns = holder_namespace(dir, "ns/mnt");
	if (!h->creds.user_ns || !h->pid_ns || !h->mnt_ns)
		h->flags |= LC_HOLDER_PARTLY;
	if (h->creds.user_ns && reader->user_ns && h->creds.user_ns != reader->user_ns)
		h->flags |= LC_HOLDER_OWN_USER_NS;
	/* At least one deep; kern/census.h knows better. */
	h->creds.user_ns_level = h->creds.user_ns && h->creds.user_ns != INITIAL_USER_NS;
}

int holder_read(struct holder_reader *reader, pid_t pid, struct lc_holder *out, __u32 *hierarchy)
{
	_close_ int dir = -1;
	struct holder_stat stat;
	char name[32];

	snprintf(name, sizeof(name), "/proc/%d", pid);
	dir = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || slurp(reader, dir, "stat") <= 0 || !holder_parse_stat(reader->text, out, &stat))
		return -ESRCH;
	if ((stat.state == 'Z' || stat.state == 'X') && out->threads < 2)
		return -ESRCH;
	if (stat.flags & KERNEL_THREAD) {
		out->flags |= LC_HOLDER_KERNEL;
		return 0;
	}
	if (slurp(reader, dir, "status") <= 0 || !holder_parse_status(reader->text, out))
		return -ESRCH;
	read_exe(dir, out);
	read_map(reader, dir, out);
	read_label(reader, dir, out);
	read_cgroup(reader, dir, out, hierarchy);
	read_namespaces(reader, dir, out);
	if (out->threads > 1)
		holder_merge_threads(dir, out);
	return 0;
}
