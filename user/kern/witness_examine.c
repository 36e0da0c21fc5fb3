// SPDX-License-Identifier: BSD-2-Clause
/* Looks at one place of a file system: what statx(2), statfs(2) and its ACL say, without opening it for anything. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

#include <linux/magic.h>

#include "kern/filecaps.h"
#include "kern/witness_parts.h"

#define ACL_NAME "system.posix_acl_access"
#define ACL_MOST (64 * 1024) /* XATTR_SIZE_MAX */

#define LINK_ROOM 32
/* The place by a name that follows to it alone: calls on attributes take no descriptor of O_PATH. */
static const char *name_of(int fd, char room[LINK_ROOM])
{
	snprintf(room, LINK_ROOM, "/proc/self/fd/%d", fd);
	return room;
}

/* Too long a one is cut: without its end it does not pass for a whole one. */
static void examine_acl(int fd, struct lc_object *object)
{
	char room[LINK_ROOM], acl[LC_ACL_ROOM];
	const char *name = name_of(fd, room);
	ssize_t n = getxattr(name, ACL_NAME, acl, sizeof(acl));
	_free_ char *whole = NULL;

	if (n < 0 && errno == ERANGE) {
		whole = malloc(ACL_MOST);
		n = whole ? getxattr(name, ACL_NAME, whole, ACL_MOST) : -1;
	}
	if (n < 0 && errno != ENODATA && errno != EOPNOTSUPP)
		return;
	object->flags |= LC_OBJECT_ACL;
	object->acl_size = n < 0 ? 0 : n < LC_ACL_ROOM ? n : LC_ACL_ROOM;
	memcpy(object->acl, whole ? whole : acl, object->acl_size);
}

void witness_examine_caps(int fd, struct lc_object *object)
{
	struct filecaps caps;
	char room[LINK_ROOM];

	if (!S_ISREG(object->mode) || !filecaps_read(name_of(fd, room), &caps) || caps.bad)
		return;
	object->flags |= LC_OBJECT_FILECAPS | (caps.effective ? LC_OBJECT_FILECAPS_EFFECTIVE : 0);
	object->filecaps = caps.permitted;
}

/*
 * Seals are asked through a descriptor that is open: of what only memory holds and no name leads to, opening it has no
 * effect that anybody could notice.
 */
void witness_examine_seals(int fd, struct lc_object *object)
{
	char room[LINK_ROOM];
	struct stat st;
	int open_fd, seals;

	if (!S_ISREG(object->mode) || object->fstype != TMPFS_MAGIC || fstat(fd, &st) || st.st_nlink)
		return;
	open_fd = open(name_of(fd, room), O_RDONLY | O_CLOEXEC);
	if (open_fd < 0)
		return;
	seals = fcntl(open_fd, F_GET_SEALS);
	close(open_fd);
	if (seals < 0)
		return;
	object->flags |= LC_OBJECT_SEALS;
	object->seals = seals;
}

/* No server is asked for what is known of it. */
static int look_at(int fd, unsigned int want, struct statx *x)
{
	return statx(fd, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, want, x) ? -errno : 0;
}

int witness_examine(int fd, struct lc_object *object)
{
	const uint64_t flags = ST_RDONLY | ST_NOSUID | ST_NODEV | ST_NOEXEC;
	struct lc_object o = { 0 };
	struct statfs fs;
	struct statx x;
	int r = look_at(fd, STATX_BASIC_STATS, &x);

	/* First, because it does not wait for a server: a file system of another user ends the walk here. */
	if (r)
		return r;
	if (fstatfs(fd, &fs))
		return -errno;
	o.mode = x.stx_mode;
	o.uid = x.stx_uid;
	o.gid = x.stx_gid;
	o.rdev_major = x.stx_rdev_major;
	o.rdev_minor = x.stx_rdev_minor;
	o.dev = (uint64_t)x.stx_dev_major << 20 | x.stx_dev_minor;
	o.ino = x.stx_ino;
	o.attributes = x.stx_attributes;
	o.mount = (uint64_t)fs.f_flags & flags;
	o.fstype = (uint64_t)fs.f_type;
	if (!S_ISLNK(x.stx_mode))
		examine_acl(fd, &o);
	*object = o;
	return 0;
}

int witness_place(int fd, struct place *place)
{
	struct statx x;
	int r = look_at(fd, STATX_INO | STATX_MNT_ID, &x);

	if (!r)
		*place = (struct place){ x.stx_mnt_id, (uint64_t)x.stx_dev_major << 32 | x.stx_dev_minor, x.stx_ino };
	return r;
}

/* A name that autofs does not have yet makes it mount something, whatever the flags: only what is there is taken. */
int witness_open(int dir, const char *name, uint64_t fstype)
{
	struct open_how how = { .flags = WITNESS_OPEN, .resolve = RESOLVE_CACHED };
	int fd;

	if (fstype == AUTOFS_SUPER_MAGIC)
		fd = syscall(SYS_openat2, dir, name, &how, sizeof(how));
	else
		fd = openat(dir, name, WITNESS_OPEN);
	return fd < 0 ? -errno : fd;
}
