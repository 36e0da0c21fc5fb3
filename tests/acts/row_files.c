/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows about files: set-id bits, extended attributes, mounts, pipes, either-or pairs of permission. */
#include <linux/nsfs.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "row.h"

static void group_file(void)
{
	stage_file("group", 0, OTHER_ID, 0600);
}

static void chmod_group(void)
{
	ROW(CAP_FSETID, "fchmodat setattr_prepare early drop free");
	tried("chmod", syscall(SYS_fchmodat, AT_FDCWD, "group", 0640));
}

static void set_group_id(void)
{
	stage_file("group", 0, OTHER_ID, 02600);
}

/* Neither owner nor group changes: nobody asks for CAP_CHOWN. */
static void drop_sgid(void)
{
	ROW(CAP_FSETID, "fchownat * early drop free");
	tried("fchownat", syscall(SYS_fchownat, AT_FDCWD, "group", -1, -1, 0));
}

static void set_user_id(void)
{
	stage_file("set_id", 0, 0, 04755);
}

static void drop_suidgid(void)
{
	int fd = must("open", open("set_id", O_WRONLY));

	ROW(CAP_FSETID, "write * early drop free");
	tried("write", syscall(SYS_write, fd, "x", 1));
}

static void group_directory(void)
{
	must("mkdir", mkdir("directory", 0700));
	must("chown", chown("directory", 0, OTHER_ID));
	must("chmod", chmod("directory", 02777));
}

static void strip_sgid(void)
{
	umask(0);
	ROW(CAP_FSETID, "openat mode_strip_sgid early drop free");
	tried("openat", syscall(SYS_openat, AT_FDCWD, "directory/file", O_CREAT | O_WRONLY, 02710));
}

static void acl_mode(void)
{
	static const struct {
		uint32_t version;
		struct { uint16_t tag, perm; uint32_t id; } entry[3];
	} acl = { 2, { { 1, 6, -1 }, { 4, 4, -1 }, { 32, 0, -1 } } };

	ROW(CAP_FSETID, "setxattr * early drop free");
	tried("setxattr", syscall(SYS_setxattr, "group", "system.posix_acl_access", &acl, sizeof(acl), 0));
}

static int in_memory(void)
{
	return must("memfd_create", syscall(SYS_memfd_create, "row", 0));
}

static void list_xattr(void)
{
	char names[256];
	int fd = in_memory();

	ROW(CAP_SYS_ADMIN, "flistxattr simple_xattr_list probe drop free");
	tried("flistxattr", syscall(SYS_flistxattr, fd, names, sizeof(names)));
}

static void trusted_xattr(void)
{
	int fd = in_memory();

	ROW(CAP_SYS_ADMIN, "fsetxattr xattr_permission decisive keep needed");
	tried("fsetxattr", syscall(SYS_fsetxattr, fd, "trusted.row", "x", 1, 0));
}

static void fanotify_admin(void)
{
	ROW(CAP_SYS_ADMIN, "fanotify_init sys_fanotify_init early keep needed");
	tried("fanotify_init", syscall(SYS_fanotify_init, FAN_CLASS_CONTENT, O_RDONLY));
}

static void fanotify_fid(void)
{
	ROW(CAP_SYS_ADMIN, "fanotify_init sys_fanotify_init early keep free");
	tried("fanotify_init", syscall(SYS_fanotify_init, FAN_CLASS_NOTIF | FAN_REPORT_FID, O_RDONLY));
}

#ifndef STATX_MNT_ID_UNIQUE
#define STATX_MNT_ID_UNIQUE 0x4000
#endif
#define NR_STATMOUNT 457 /* 6.8 */

static void a_root(void)
{
	must("mkdir", mkdir("root", 0700));
}

/* Of a mount that its root directory hides. */
static void statmount_hidden(void)
{
	struct { uint32_t size, spare; uint64_t id, param, ns; } request = { 24, 0, 0, 1, 0 };
	static char answer[4096];
	struct statx st;

	must("statx", statx(AT_FDCWD, "/", 0, STATX_MNT_ID_UNIQUE, &st));
	request.id = ((uint64_t *)&st)[18]; /* stx_mnt_id */
	must("chroot", chroot("root"));
	ROW(CAP_SYS_ADMIN, "statmount * probe keep needed");
	tried("statmount", syscall(NR_STATMOUNT, &request, answer, sizeof(answer), 0));
}

#ifndef NS_MNT_GET_NEXT
struct mnt_ns_info_row { uint32_t size, nr; uint64_t id; };
#define NS_MNT_GET_NEXT _IOR(0xb7, 11, struct mnt_ns_info_row)
#endif

static void next_namespace(void)
{
	struct { uint32_t size, nr; uint64_t id; } info = { 16, 0, 0 };
	int fd = must("open", open("/proc/self/ns/mnt", O_RDONLY));
	long r;

	ROW(CAP_SYS_ADMIN, "ioctl * probe keep needed");
	r = syscall(SYS_ioctl, fd, NS_MNT_GET_NEXT, &info);
	if (r < 0 && errno == ENOENT)
		return; /* it is the last one */
	if (r < 0 && errno == ENOTTY)
		cannot("NS_MNT_GET_NEXT");
	tried("ioctl", r);
}

static void pipe_size(void)
{
	int ends[2];

	must("pipe", pipe(ends));
	ROW(CAP_SYS_RESOURCE, "fcntl * limit keep needed");
	tried("fcntl", syscall(SYS_fcntl, ends[0], F_SETPIPE_SZ, 4 * sysctl_number("/proc/sys/fs/pipe-max-size")));
}

/* More pipes than a user may have at full size. */
static void many_pipes(void)
{
	long pages = sysctl_number("/proc/sys/fs/pipe-user-pages-soft");
	struct rlimit limit;
	int ends[2];

	must("getrlimit", getrlimit(RLIMIT_NOFILE, &limit));
	if (pages <= 0 || (long)limit.rlim_max < pages / 8 + 64)
		cannot("RLIMIT_NOFILE");
	limit.rlim_cur = limit.rlim_max;
	must("setrlimit", setrlimit(RLIMIT_NOFILE, &limit));
	for (long i = 0; i < pages / 16; i++)
		must("pipe", pipe(ends));
	ROW(CAP_SYS_ADMIN, "pipe2 alloc_pipe_info limit drop needed");
	say_instead("CAP_SYS_RESOURCE");
	must("pipe2", syscall(SYS_pipe2, ends, 0));
	if (fcntl(ends[0], F_GETPIPE_SZ) < 16 * 4096)
		exit(ACT_DENIED);
}

static void sealed(void)
{
	stage_file("sealed", OTHER_ID, OTHER_ID, 0);
}

static void read_or_search(void)
{
	ROW(CAP_DAC_READ_SEARCH, "openat generic_permission alternative keep needed,CAP_DAC_OVERRIDE");
	tried("openat", syscall(SYS_openat, AT_FDCWD, "sealed", O_RDONLY));
}

static void read_and_write(void)
{
	ROW(CAP_DAC_OVERRIDE, "openat generic_permission alternative keep needed");
	tried("openat", syscall(SYS_openat, AT_FDCWD, "sealed", O_RDWR));
}

/* The wide one is used, because the narrow one is not there: the narrow one would do. */
static void override_to_read(void)
{
	give_up(CAP_DAC_READ_SEARCH);
	ROW(CAP_DAC_OVERRIDE, "openat generic_permission alternative drop needed");
	say_instead("CAP_DAC_READ_SEARCH");
	tried("openat", syscall(SYS_openat, AT_FDCWD, "sealed", O_RDONLY));
}

static void by_handle(void)
{
	char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	struct file_handle *handle = (struct file_handle *)room;
	int mount, fd = must("open", open(".", O_RDONLY));

	handle->handle_bytes = MAX_HANDLE_SZ;
	must("name_to_handle_at", name_to_handle_at(fd, "", handle, &mount, AT_EMPTY_PATH));
	ROW(CAP_DAC_READ_SEARCH, "open_by_handle_at * alternative keep needed");
	tried("open_by_handle_at", syscall(SYS_open_by_handle_at, fd, handle, O_RDONLY));
}

static void foreign_file(void)
{
	stage_file("theirs", OTHER_ID, OTHER_ID, 0666);
}

static void chmod_foreign(void)
{
	ROW(CAP_FOWNER, "fchmodat * decisive keep needed");
	tried("chmod", syscall(SYS_fchmodat, AT_FDCWD, "theirs", 0640));
}

/* Everybody who may write may set the times to now. */
static void touch_foreign(void)
{
	ROW(CAP_FOWNER, "utimensat * alternative keep free");
	tried("utimensat", syscall(SYS_utimensat, AT_FDCWD, "theirs", NULL, 0));
}

static void own_file(void)
{
	stage_file("own", 0, 0, 0600);
}

static void chown_both(void)
{
	ROW(CAP_CHOWN, "fchownat setattr_prepare decisive keep needed");
	tried("chown", syscall(SYS_fchownat, AT_FDCWD, "own", OTHER_ID, OTHER_ID, 0));
}

ROWS({ "chmod_group", group_file, chmod_group }, { "drop_sgid", set_group_id, drop_sgid },
     { "drop_suidgid", set_user_id, drop_suidgid }, { "strip_sgid", group_directory, strip_sgid },
     { "acl_mode", group_file, acl_mode }, { "list_xattr", NULL, list_xattr },
     { "trusted_xattr", NULL, trusted_xattr }, { "fanotify_admin", NULL, fanotify_admin },
     { "fanotify_fid", NULL, fanotify_fid }, { "statmount_hidden", a_root, statmount_hidden },
     { "next_namespace", NULL, next_namespace }, { "pipe_size", NULL, pipe_size },
     { "many_pipes", NULL, many_pipes }, { "read_or_search", sealed, read_or_search },
     { "read_and_write", sealed, read_and_write }, { "override_to_read", sealed, override_to_read },
     { "by_handle", NULL, by_handle }, { "chmod_foreign", foreign_file, chmod_foreign },
     { "touch_foreign", foreign_file, touch_foreign }, { "chown_both", own_file, chown_both })
