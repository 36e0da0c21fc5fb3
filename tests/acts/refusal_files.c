/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals by the modes, owners and access lists of files, with nothing else in the way. */
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "refusal.h"

static const struct sockaddr_un socket_name = { AF_UNIX, "socket" }, made_name = { AF_UNIX, "made" };

/* system.posix_acl_access, as linux/posix_acl_xattr.h has it. */
struct acl_entry {
	uint16_t tag, perm;
	uint32_t id;
};
enum { ACL_USER_OBJ = 1, ACL_USER = 2, ACL_GROUP_OBJ = 4, ACL_MASK = 16, ACL_OTHER = 32 };

static void set_acl(const char *name, uint16_t nobody, uint16_t mask)
{
	const struct {
		uint32_t version;
		struct acl_entry entry[5];
	} acl = { 2, { { ACL_USER_OBJ, 6, -1 }, { ACL_USER, nobody, NOBODY }, { ACL_GROUP_OBJ, 4, -1 },
		       { ACL_MASK, mask, -1 }, { ACL_OTHER, 4, -1 } } };

	stage_file(name, 0, 0, 0644);
	if (setxattr(name, "system.posix_acl_access", &acl, sizeof(acl), 0))
		cannot("this file system has no access lists");
}

static void stage(void)
{
	open_stage();
	stage_file("secret", 0, 0, 0600);
	stage_file("plain", 0, 0, 0644);
	stage_file("grouped", 0, NOBODY, 0604);
	stage_file("owned", NOBODY, 1, 0066);
	stage_file("theirs", 1, 1, 0600);
	must("mkdir", mkdir("closed", 0700) | mkdir("unlisted", 0700) | mkdir("sticky", 0700));
	must("chmod", chmod("unlisted", 0711) | chmod("sticky", 01777));
	stage_file("closed/inside", 0, 0, 0644);
	stage_file("sticky/theirs", 0, 0, 0666);
	must("symlink", symlink("secret", "link"));
	int fd = must("socket", socket(AF_UNIX, SOCK_STREAM, 0));

	must("bind", bind(fd, (const void *)&socket_name, sizeof(socket_name)));
	must("chmod", chmod("socket", 0600));
}

static void read_secret(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "secret", O_RDONLY);
}

static void write_plain(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "plain", O_WRONLY);
}

static void group_class(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "grouped", O_RDONLY);
}

static void owner_class(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "owned", O_RDONLY);
}

static void search(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "closed/inside", O_RDONLY);
}

static void look(void)
{
	struct stat st;

	as_nobody();
	REFUSED(newfstatat, EACCES, AT_FDCWD, "closed/inside", &st, 0);
}

static void list(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "unlisted", O_RDONLY | O_DIRECTORY);
}

static void through_link(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "link", O_RDONLY);
}

static void from_directory(void)
{
	int fd = must("open", open("closed", O_PATH | O_DIRECTORY));

	as_nobody();
	REFUSED(openat, EACCES, fd, "inside", O_RDONLY);
}

static void absolute(void)
{
	char path[4096], here[4000];

	must("getcwd", getcwd(here, sizeof(here)) ? 0 : -1);
	snprintf(path, sizeof(path), "%s/theirs", here);
	give_up(CAP_DAC_OVERRIDE);
	give_up(CAP_DAC_READ_SEARCH);
	REFUSED(openat, EACCES, AT_FDCWD, path, O_RDONLY);
}

static void create(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "made", O_CREAT | O_WRONLY, 0600);
}

static void make_directory(void)
{
	as_nobody();
	REFUSED(mkdir, EACCES, "made", 0700);
}

static void make_fifo(void)
{
	as_nobody();
	REFUSED(mknod, EACCES, "made", S_IFIFO | 0600, 0);
}

static void make_socket(void)
{
	int fd;

	as_nobody();
	fd = must("socket", socket(AF_UNIX, SOCK_STREAM, 0));
	REFUSED(bind, EACCES, fd, &made_name, sizeof(made_name));
}

static void remove_file(void)
{
	as_nobody();
	REFUSED(unlink, EACCES, "plain");
}

static void rename_file(void)
{
	as_nobody();
	REFUSED(rename, EACCES, "plain", "made");
}

static void sticky(void)
{
	as_nobody();
	REFUSED(unlink, EPERM, "sticky/theirs");
}

static void execute(void)
{
	as_nobody();
	REFUSED(execve, EACCES, "plain", NULL, NULL);
}

static void execute_as_root(void)
{
	REFUSED(execve, EACCES, "plain", NULL, NULL);
}

static void execute_opened(void)
{
	int fd = must("open", open("plain", O_PATH));

	as_nobody();
	REFUSED(execveat, EACCES, fd, "", NULL, NULL, AT_EMPTY_PATH);
}

static void connect_socket(void)
{
	int fd;

	as_nobody();
	fd = must("socket", socket(AF_UNIX, SOCK_STREAM, 0));
	REFUSED(connect, EACCES, fd, &socket_name, sizeof(socket_name));
}

static void ask_access(void)
{
	as_nobody();
	REFUSED(access, EACCES, "plain", W_OK);
}

static void change_directory(void)
{
	as_nobody();
	REFUSED(chdir, EACCES, "closed");
}

static void truncate_plain(void)
{
	as_nobody();
	REFUSED(truncate, EACCES, "plain", 0L);
}

static void touch(void)
{
	as_nobody();
	REFUSED(utimensat, EACCES, AT_FDCWD, "plain", NULL, 0);
}

static void attribute(void)
{
	as_nobody();
	REFUSED(setxattr, EACCES, "plain", "user.act", "", 0L, 0);
}

static void watch(void)
{
	int fd;

	as_nobody();
	fd = must("inotify", syscall(SYS_inotify_init1, 0));
	REFUSED(inotify_add_watch, EACCES, fd, "secret", 1 /* IN_ACCESS */);
}

static void root_read(void)
{
	give_up(CAP_DAC_OVERRIDE);
	give_up(CAP_DAC_READ_SEARCH);
	REFUSED(openat, EACCES, AT_FDCWD, "theirs", O_RDONLY);
}

static void root_write(void)
{
	give_up(CAP_DAC_OVERRIDE);
	REFUSED(openat, EACCES, AT_FDCWD, "theirs", O_WRONLY);
}

static void stage_acl(void)
{
	open_stage();
	set_acl("listed", 0, 4);
	set_acl("masked", 6, 4);
}

static void acl_user(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "listed", O_RDONLY);
}

static void acl_mask(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "masked", O_WRONLY);
}

/* Shared memory has modes of its own. */
static void segment(void)
{
	key_t key = 0x1c0000 + getpid();
	int id = must("shmget", shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600));
	pid_t child = must("fork", fork());
	int end;

	if (!child) {
		as_nobody();
		REFUSED(shmat, EACCES, id, NULL, 0);
		_exit(0);
	}
	end = wait_for(child);
	must("remove", shmctl(id, IPC_RMID, NULL));
	exit(end);
}

ROWS({ "read", stage, read_secret }, { "write", stage, write_plain }, { "group_class", stage, group_class },
     { "owner_class", stage, owner_class }, { "search", stage, search }, { "look", stage, look },
     { "list", stage, list }, { "through_link", stage, through_link }, { "from_directory", stage, from_directory },
     { "absolute", stage, absolute }, { "create", stage, create }, { "make_directory", stage, make_directory },
     { "make_fifo", stage, make_fifo }, { "make_socket", stage, make_socket }, { "remove", stage, remove_file },
     { "rename", stage, rename_file }, { "sticky", stage, sticky }, { "execute", stage, execute },
     { "execute_as_root", stage, execute_as_root }, { "execute_opened", stage, execute_opened },
     { "connect", stage, connect_socket }, { "access", stage, ask_access },
     { "change_directory", stage, change_directory }, { "truncate", stage, truncate_plain },
     { "touch", stage, touch }, { "attribute", stage, attribute }, { "watch", stage, watch },
     { "root_read", stage, root_read }, { "root_write", stage, root_write }, { "acl_user", stage_acl, acl_user },
     { "acl_mask", stage_acl, acl_mask }, { "segment", NULL, segment })
