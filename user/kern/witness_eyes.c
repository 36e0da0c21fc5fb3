// SPDX-License-Identifier: BSD-2-Clause
/* Finds the caller of a refused call, or, once it is gone, somebody who sees the same mounts. */
#include "kern/witness_eyes.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "kern/witness.h"

#define SECOND 1000000000ull
#define SCANNED 32768 /* processes that are looked at in one scan */

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

/* --- one process ------------------------------------------------------------------ */

static uint64_t ns_of(int task)
{
	struct stat st;

	return fstatat(task, "ns/mnt", &st, 0) ? 0 : st.st_ino;
}

/* When it began; UINT64_MAX: not known. comm, which is anything, ends at the last ')'. */
static uint64_t start_of(int task)
{
	_close_ int fd = openat(task, "stat", O_RDONLY | O_CLOEXEC);
	char text[1024], *at;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n <= 0)
		return UINT64_MAX;
	text[n] = '\0';
	at = strrchr(text, ')');
	/* Field 22, counted from the one after comm, which is 3. */
	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	return at ? strtoull(at + 1, NULL, 10) * (SECOND / (uint64_t)sysconf(_SC_CLK_TCK)) : UINT64_MAX;
}

/* The directory of the process in /proc; -1: gone, or in another mount namespace now. */
static int open_task(const struct witness *w, uint32_t pid, uint32_t mnt_ns)
{
	char name[16];
	int fd;

	if (!pid)
		return -1;
	snprintf(name, sizeof(name), "%u", pid);
	fd = openat(w->proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || !mnt_ns || ns_of(fd) == mnt_ns)
		return fd;
	close(fd);
	return -1;
}

/* As before, but not one that got the number after the call. */
static int open_caller(const struct witness *w, uint32_t pid, const struct lc_denial *d)
{
	int fd = open_task(w, pid, d->mnt_ns);

	if (fd < 0 || start_of(fd) <= d->h.ns)
		return fd;
	close(fd);
	return -1;
}

/* Its root, and how that is called in its mount namespace. */
static bool see_root(struct eyes *eyes)
{
	ssize_t n = readlinkat(eyes->task, "root", eyes->root_path, sizeof(eyes->root_path) - 1);

	if (n <= 0)
		return false;
	eyes->root_path[n] = '\0';
	eyes->root = openat(eyes->task, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return eyes->root >= 0;
}

/* --- others ----------------------------------------------------------------------- */

static struct space *find_space(struct witness *w, uint32_t mnt_ns)
{
	for (size_t i = 0; i < WITNESS_SPACES; i++)
		if (w->space[i].mnt_ns == mnt_ns)
			return &w->space[i];
	return NULL;
}

static struct space *need_space(struct witness *w, uint32_t mnt_ns)
{
	struct space *s = find_space(w, mnt_ns);

	if (!s) {
		s = &w->space[w->next++ % WITNESS_SPACES];
		*s = (struct space){ .mnt_ns = mnt_ns };
	}
	return s;
}

void witness_meet(struct witness *w, uint32_t pid, uint32_t mnt_ns)
{
	struct space *s;

	if (!pid || !mnt_ns)
		return;
	s = need_space(w, mnt_ns);
	for (size_t i = 0; i < WITNESS_KNOWN; i++)
		if (s->pid[i] == pid)
			return;
	s->pid[s->next++ % WITNESS_KNOWN] = pid;
	s->nobody_ns = 0;
}

/*
 * Tries the process. In our own mount namespace the caller had another root than ours, or its flag would say so; in
 * another one the root of the namespace is the likely one.
 */
static bool try_other(struct witness *w, uint32_t pid, uint32_t mnt_ns, struct eyes *eyes)
{
	eyes->task = open_task(w, pid, mnt_ns);
	if (eyes->task >= 0 && see_root(eyes) && !strcmp(eyes->root_path, "/") == (mnt_ns != w->own_ns))
		return true;
	close_guard(&eyes->task);
	close_guard(&eyes->root);
	eyes->task = eyes->root = -1;
	return false;
}

static bool scan(struct witness *w, uint32_t mnt_ns, struct eyes *eyes)
{
	int fd = openat(w->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool found = false;

	if (!dir) {
		close_guard(&fd);
		return false;
	}
	for (int i = 0; !found && i < SCANNED && (entry = readdir(dir)); i++) {
		uint32_t pid = isdigit((unsigned char)*entry->d_name) ? strtoul(entry->d_name, NULL, 10) : 0;

		found = pid && try_other(w, pid, mnt_ns, eyes);
		if (found)
			witness_meet(w, pid, mnt_ns);
	}
	closedir(dir);
	return found;
}

/* A scan that finds nobody is not made again for a second. */
static void borrow_eyes(struct witness *w, uint32_t mnt_ns, struct eyes *eyes)
{
	struct space *s = mnt_ns ? need_space(w, mnt_ns) : NULL;
	uint64_t now = now_ns();

	for (size_t i = 0; s && i < WITNESS_KNOWN; i++) {
		eyes->others = s->pid[i] && try_other(w, s->pid[i], mnt_ns, eyes);
		if (eyes->others)
			return;
	}
	if (!s || (s->nobody_ns && now - s->nobody_ns < SECOND))
		return;
	eyes->others = scan(w, mnt_ns, eyes);
	if (!eyes->others)
		s->nobody_ns = now;
}

void eyes_open(struct witness *w, const struct lc_denial *d, struct eyes *eyes)
{
	eyes->proc = w->proc;
	eyes->root = -1;
	eyes->others = false;
	strcpy(eyes->root_path, "/");
	eyes->task = open_caller(w, d->tid, d);
	if (eyes->task < 0 && d->pid != d->tid)
		eyes->task = open_caller(w, d->pid, d);
	if (d->flags & LC_DENIAL_OWN_ROOT) {
		eyes->root = fcntl(w->root, F_DUPFD_CLOEXEC, 0);
		return;
	}
	if (eyes->task >= 0 && see_root(eyes))
		return;
	close_guard(&eyes->task);
	eyes->task = -1;
	borrow_eyes(w, d->mnt_ns, eyes);
}

void eyes_close(struct eyes *eyes)
{
	close_guard(&eyes->task);
	close_guard(&eyes->root);
}
