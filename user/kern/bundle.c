// SPDX-License-Identifier: BSD-2-Clause
/* Knows how the machine's root file system becomes that of a container, and how no trace of it stays. */
#include "kern/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"

#define CGROUPS "/sys/fs/cgroup"
#define OPEN_DIRS 8

static int make_dir(struct bundle *bundle)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = NULL;

	if (!tmp || tmp[0] != '/')
		tmp = "/tmp";
	if (asprintf(&dir, "%s/leastcap-XXXXXX", tmp) < 0)
		return fail(-ENOMEM, "out of memory");
	if (!mkdtemp(dir)) {
		int r = fail(-errno, "cannot make a directory in %s: %s", tmp, strerror(errno));

		free_guard(&dir);
		return r;
	}
	bundle->dir = dir;
	if (asprintf(&bundle->state, "%s/state", dir) < 0 || asprintf(&bundle->id, "%s", strrchr(dir, '/') + 1) < 0)
		return fail(-ENOMEM, "out of memory");
	return 0;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno != EINTR)
			return -errno;
		if (written > 0) {
			bytes += written;
			n -= written;
		}
	}
	return 0;
}

static int fill_dir(const struct bundle *bundle, const void *config, size_t n)
{
	_close_ int dir = open(bundle->dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	_close_ int file = dir < 0 ? -1 : openat(dir, "config.json", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int r = file < 0 ? -errno : write_all(file, config, n);

	if (!r && (mkdirat(dir, "rootfs", 0755) || mkdirat(dir, "state", 0700)))
		r = -errno;
	return r ? fail(r, "cannot write a bundle to %s: %s", bundle->dir, strerror(-r)) : 0;
}

/* cgroup v1 and v2 side by side: the directory is neither. */
static bool is_mixture(void)
{
	struct statfs fs;

	return !statfs(CGROUPS, &fs) && fs.f_type != CGROUP2_SUPER_MAGIC;
}

/* In a child of ours: everything that is mounted from here on is seen in its namespace only. */
static int enter_namespace(const struct bundle *bundle, bool pure_cgroup2)
{
	if (chdir(bundle->dir) || unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) ||
	    mount("/", "rootfs", NULL, MS_BIND | MS_REC, NULL))
		return -errno;
	if (!pure_cgroup2 || !is_mixture())
		return 0;
	return umount2(CGROUPS, MNT_DETACH) || mount("none", CGROUPS, "cgroup2", 0, NULL) ? -errno : 0;
}

/* The child waits until its namespace was taken up. */
static _Noreturn void hold_namespace(const struct bundle *bundle, bool pure_cgroup2, int up, int down)
{
	int r = enter_namespace(bundle, pure_cgroup2);
	char c;

	if (write(up, &r, sizeof(r)) == sizeof(r) && !r)
		r = read(down, &c, 1);
	_exit(r < 0);
}

static int take_namespace(pid_t child, int up)
{
	char path[64];
	int r, fd;

	if (read(up, &r, sizeof(r)) != sizeof(r))
		return -EIO;
	if (r)
		return r;
	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", child);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int make_namespace(struct bundle *bundle, bool pure_cgroup2)
{
	int up[2] = { -1, -1 }, down[2] = { -1, -1 }, r = 0;
	pid_t child = -1;

	if (pipe2(up, O_CLOEXEC) || pipe2(down, O_CLOEXEC) || (child = fork()) < 0)
		r = -errno;
	if (child == 0) {
		close(down[1]);
		hold_namespace(bundle, pure_cgroup2, up[1], down[0]);
	}
	close_guard(&up[1]); /* its end tells that the child is gone */
	if (!r)
		r = take_namespace(child, up[0]);
	close_guard(&up[0]);
	close_guard(&down[0]);
	close_guard(&down[1]);
	if (child > 0)
		waitpid(child, NULL, 0);
	if (r < 0)
		return fail(r, "cannot give a container the root file system of this machine: %s", strerror(-r));
	bundle->mount_ns = r;
	return 0;
}

int bundle_make(const void *config, size_t n, bool pure_cgroup2, struct bundle *bundle)
{
	struct bundle made = BUNDLE_INIT;
	int r = make_dir(&made);

	if (!r)
		r = fill_dir(&made, config, n);
	if (!r)
		r = make_namespace(&made, pure_cgroup2);
	if (r) {
		bundle_free(&made);
		return r;
	}
	*bundle = made;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path) && errno != ENOENT ? -1 : 0;
}

void bundle_free(struct bundle *bundle)
{
	close_guard(&bundle->mount_ns);
	bundle->mount_ns = -1;
	/* FTW_MOUNT: should anything be mounted there after all, it is not ours to empty. */
	if (bundle->dir)
		nftw(bundle->dir, remove_one, OPEN_DIRS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	free(TAKE(bundle->dir));
	free(TAKE(bundle->state));
	free(TAKE(bundle->id));
}
