/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals by flags: of mounts, inodes and sealed files; and by the sysctls that protect links and files. */
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "refusal.h"

static void stage(void)
{
	open_stage();
	must("mkdir", mkdir("on", 0755));
	stage_file("on/plain", 0, 0, 0755);
}

/* A memory file system at ./on with one program, a device and the flags. */
static void mounted(unsigned long flags)
{
	own_mounts();
	must("mount", mount("act", "on", "tmpfs", 0, NULL));
	text_file("on/plain", 0, 0755, "#!/bin/true\n");
	must("mknod", mknod("on/null", S_IFCHR | 0666, 0x103));
	must("remount", mount(NULL, "on", NULL, MS_REMOUNT | flags, NULL));
}

static void read_only(void)
{
	mounted(MS_RDONLY);
	REFUSED(openat, EROFS, AT_FDCWD, "on/plain", O_WRONLY);
}

static void read_only_create(void)
{
	mounted(MS_RDONLY);
	REFUSED(mkdir, EROFS, "on/made", 0700);
}

/* The mount is read-only, the file system is not. */
static void read_only_bind(void)
{
	own_mounts();
	must("bind", mount("on", "on", NULL, MS_BIND, NULL));
	must("remount", mount(NULL, "on", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
	REFUSED(unlink, EROFS, "on/plain");
}

static void read_only_mode(void)
{
	mounted(MS_RDONLY);
	REFUSED(chmod, EROFS, "on/plain", 0700);
}

static void no_exec(void)
{
	mounted(MS_NOEXEC);
	REFUSED(execve, EACCES, "on/plain", NULL, NULL);
}

static void no_exec_map(void)
{
	int fd;

	mounted(MS_NOEXEC);
	fd = must("open", open("on/plain", O_RDONLY));
	REFUSED(mmap, EPERM, 0L, 4096L, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0L);
}

static void no_device(void)
{
	mounted(MS_NODEV);
	REFUSED(openat, EACCES, AT_FDCWD, "on/null", O_RDWR);
}

/* --- inode flags ----------------------------------------------------------- */

/* A file system of its own with inode flags, which goes with the mount namespace: memory since Linux 6.6, else ext4. */
static void flagged(int flag)
{
	int fd, flags = flag;

	own_mounts();
	must("mount", mount("act", "on", "tmpfs", 0, NULL));
	fd = must("open", open("on/plain", O_CREAT | O_RDWR, 0644));
	if (!ioctl(fd, FS_IOC_SETFLAGS, &flags))
		return;
	close(fd);
	if (!TOOL("truncate", "-s", "1M", "on/image") ||
	    !TOOL("mke2fs", "-q", "-F", "-t", "ext4", "-O", "^has_journal", "on/image") ||
	    !TOOL("mount", "-o", "loop", "on/image", "on"))
		cannot("no file system with inode flags");
	fd = must("open", open("on/plain", O_CREAT | O_RDWR, 0644));
	must("flags", ioctl(fd, FS_IOC_SETFLAGS, &flags));
	close(fd);
}

static void immutable_write(void)
{
	flagged(FS_IMMUTABLE_FL);
	REFUSED(openat, EPERM, AT_FDCWD, "on/plain", O_WRONLY);
}

static void immutable_remove(void)
{
	flagged(FS_IMMUTABLE_FL);
	REFUSED(unlink, EPERM, "on/plain");
}

static void immutable_mode(void)
{
	flagged(FS_IMMUTABLE_FL);
	REFUSED(chmod, EPERM, "on/plain", 0600);
}

static void append_write(void)
{
	flagged(FS_APPEND_FL);
	REFUSED(openat, EPERM, AT_FDCWD, "on/plain", O_WRONLY);
}

static void append_cut(void)
{
	flagged(FS_APPEND_FL);
	REFUSED(truncate, EPERM, "on/plain", 0L);
}

/* --- seals ----------------------------------------------------------------- */

static int sealed(int seals)
{
	int fd = must("memfd", memfd_create("sealed", MFD_ALLOW_SEALING));

	must("write", write(fd, "text", 4));
	must("seal", fcntl(fd, F_ADD_SEALS, seals));
	lingers = true;
	return fd;
}

static void seal_write(void)
{
	REFUSED(write, EPERM, sealed(F_SEAL_WRITE), "more", 4L);
}

static void seal_map(void)
{
	REFUSED(mmap, EPERM, 0L, 4096L, PROT_READ | PROT_WRITE, MAP_SHARED, sealed(F_SEAL_WRITE), 0L);
}

static void seal_cut(void)
{
	REFUSED(ftruncate, EPERM, sealed(F_SEAL_SHRINK), 0L);
}

static void seal_more(void)
{
	REFUSED(fcntl, EPERM, sealed(F_SEAL_SEAL), F_ADD_SEALS, F_SEAL_WRITE);
}

/* --- sysctls of links and files -------------------------------------------- */

static void stage_sticky(void)
{
	open_stage();
	must("mkdir", mkdir("sticky", 0700));
	must("chmod", chmod("sticky", 01777));
	stage_file("open", 0, 0, 0644);
	stage_file("sticky/theirs", 1, 1, 0666);
	must("link", symlink("../open", "sticky/link"));
	must("chown", lchown("sticky/link", 1, 1));
	must("mkdir", mkdir("mine", 0755));
	must("chown", chown("mine", NOBODY, NOBODY));
}

static void follow(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "sticky/link", O_RDONLY);
}

static void protected_symlink(void)
{
	with_sysctl("/proc/sys/fs/protected_symlinks", "1", follow);
}

static void link_open(void)
{
	as_nobody();
	REFUSED(link, EPERM, "open", "mine/made");
}

static void protected_hardlink(void)
{
	with_sysctl("/proc/sys/fs/protected_hardlinks", "1", link_open);
}

static void create_theirs(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "sticky/theirs", O_CREAT | O_WRONLY, 0600);
}

static void protected_regular(void)
{
	with_sysctl("/proc/sys/fs/protected_regular", "1", create_theirs);
}

ROWS({ "read_only", stage, read_only }, { "read_only_create", stage, read_only_create },
     { "read_only_bind", stage, read_only_bind }, { "read_only_mode", stage, read_only_mode },
     { "no_exec", stage, no_exec }, { "no_exec_map", stage, no_exec_map }, { "no_device", stage, no_device },
     { "immutable_write", stage, immutable_write }, { "immutable_remove", stage, immutable_remove },
     { "immutable_mode", stage, immutable_mode }, { "append_write", stage, append_write },
     { "append_cut", stage, append_cut }, { "seal_write", NULL, seal_write }, { "seal_map", NULL, seal_map },
     { "seal_cut", NULL, seal_cut }, { "seal_more", NULL, seal_more },
     { "protected_symlink", stage_sticky, protected_symlink },
     { "protected_hardlink", stage_sticky, protected_hardlink },
     { "protected_regular", stage_sticky, protected_regular })
