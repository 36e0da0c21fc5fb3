// SPDX-License-Identifier: BSD-2-Clause
/* Reads mode bits, owner and capabilities of the file that a program is. */
#include "kern/program_file.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include "base/guard.h"
#include "kern/filecaps.h"
#include "kern/upward.h"

#define LOOK (AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC)

/* Whether the descriptor is of the program's file: the path may mean another one here. */
static bool is_of(const struct lc_program *program, int fd, struct statx *x)
{
	return !statx(fd, "", LOOK, STATX_BASIC_STATS, x) && x->stx_ino == program->ino &&
	       ((uint64_t)x->stx_dev_major << 20 | x->stx_dev_minor) == program->dev;
}

static int open_path(const char *path)
{
	return open(path, O_PATH | O_CLOEXEC);
}

/* Its path as the kernel side told it, from the root of its mount namespace. */
static bool path_of(const struct lc_program *program, char path[PATH_MAX])
{
	return program->path_len && program->path_len <= LC_PATH_LEN &&
	       upward_path(program->path, program->path_len, path, PATH_MAX);
}

/* A descriptor of it, or -1. */
static int open_file(const struct lc_program *program, uint32_t pid, const char *path, struct statx *x)
{
	char link[32];
	int fd = -1;

	if (pid) {
		snprintf(link, sizeof(link), "/proc/%u/exe", pid);
		fd = open_path(link);
	}
	if (fd >= 0 && is_of(program, fd, x))
		return fd;
	close_guard(&fd);
	fd = *path ? open_path(path) : -1;
	if (fd < 0 || is_of(program, fd, x))
		return fd;
	close(fd);
	return -1;
}

static uint32_t mode_flags(uint32_t mode)
{
	uint32_t flags = mode & S_ISUID ? LC_FILE_SETUID : 0;

	if ((mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
		flags |= LC_FILE_SETGID;
	return flags;
}

static void add_caps(int fd, struct lc_file *f)
{
	struct filecaps caps;

	if (!filecaps_read_fd(fd, &caps))
		return;
	if (caps.bad) {
		f->flags |= LC_FILE_BAD_CAPS;
		return;
	}
	f->flags |= LC_FILE_CAPS | (caps.effective ? LC_FILE_EFFECTIVE : 0) | (caps.version == 3 ? LC_FILE_NS_CAPS : 0);
	f->permitted = caps.permitted;
	f->inheritable = caps.inheritable;
	f->rootid = caps.rootid;
}

bool program_file_read(const struct lc_program *program, uint32_t pid, struct lc_file *out)
{
	struct lc_file f = { .h = { .kind = LC_FILE, .len = sizeof(f), .slot = program->h.slot, .ns = program->h.ns } };
	char path[PATH_MAX] = "";
	struct statfs fs;
	struct statx x;
	_close_ int fd = -1;

	if (!path_of(program, path))
		*path = '\0';
	fd = open_file(program, pid, path, &x);
	if (fd < 0 || !S_ISREG(x.stx_mode) || fstatfs(fd, &fs) || fs.f_type == FUSE_SUPER_MAGIC)
		return false;
	f.mode = x.stx_mode & 07777;
	f.uid = x.stx_uid;
	f.gid = x.stx_gid;
	f.dev = program->dev;
	f.ino = program->ino;
	f.flags = mode_flags(x.stx_mode) | (fs.f_flags & ST_NOSUID ? LC_FILE_NOSUID : 0);
	add_caps(fd, &f);
	if (!(f.flags & (LC_FILE_SETUID | LC_FILE_SETGID | LC_FILE_CAPS | LC_FILE_BAD_CAPS)))
		return false;
	f.path_size = strnlen(*path ? path : "?", PATH_MAX - 1);
	memcpy(f.path, *path ? path : "?", f.path_size);
	*out = f;
	return true;
}
