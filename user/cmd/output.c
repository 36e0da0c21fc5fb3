/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files in and out: a result appears whole or not at all, an input is a
 * regular file of bounded size; and what the terminal can show.
 */
#include "cmd/output.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/fail.h"
#include "base/guard.h"

#define FILE_MODE 0600
#define NO_TERMINAL_WIDTH 100

const char *const format_words[] = { "text", "json", NULL };
const char *const colour_words[] = { "auto", "always", "never", NULL };

static bool is_stdio(const char *path)
{
	return !path || !strcmp(path, "-");
}

static const char *kind_name(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a directory";
	case S_IFCHR:
	case S_IFBLK:
		return "a device";
	case S_IFIFO:
		return "a FIFO";
	case S_IFSOCK:
		return "a socket";
	default:
		return "not a regular file";
	}
}

/* --- out ------------------------------------------------------------------- */

/* A file that is being made beside its target. */
struct draft {
	const char *path; /* as the user wrote it */
	const char *name; /* its last component, within path */
	int dir, fd;
	char temp[32]; /* name in dir while it has one, else "" */
};

#define DRAFT_INIT { .dir = -1, .fd = -1 }

static void draft_guard(struct draft *d)
{
	if (d->temp[0])
		unlinkat(d->dir, d->temp, 0);
	close_guard(&d->fd);
	close_guard(&d->dir);
}

static int cannot_write(const char *path, int error)
{
	return fail(-error, "cannot write %s: %s", path, strerror(error));
}

static int refuse_target(const char *path, const char *kind)
{
	fail_hint("name a file, or - for standard output");
	return fail(-EINVAL, "cannot write %s: it is %s", path, kind);
}

/* A link to a descriptor or a device (/dev/stdout) is part of the system: replacing it would break others. */
static int check_link(const struct draft *d)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(d->dir, d->name, target, sizeof(target) - 1);
	struct stat st;

	if (n < 0)
		return cannot_write(d->path, errno);
	target[n] = '\0';
	if (!strncmp(target, "/proc/", 6))
		return refuse_target(d->path, "a link to a descriptor");
	if (fstatat(d->dir, d->name, &st, 0) == 0 && !S_ISREG(st.st_mode))
		return refuse_target(d->path, kind_name(st.st_mode));
	return 0;
}

static int check_target(const struct draft *d)
{
	struct stat st;

	if (!d->name[0])
		return refuse_target(d->path, d->path[0] ? "a directory" : "an empty name");
	if (fstatat(d->dir, d->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : cannot_write(d->path, errno);
	if (S_ISLNK(st.st_mode))
		return check_link(d);
	return S_ISREG(st.st_mode) ? 0 : refuse_target(d->path, kind_name(st.st_mode));
}

static int open_directory(struct draft *d)
{
	const char *slash = strrchr(d->path, '/');
	_free_ char *dir = NULL;

	d->name = slash ? slash + 1 : d->path;
	dir = slash ? strndup(d->path, (size_t)(slash - d->path) + 1) : strdup(".");
	if (!dir)
		return cannot_write(d->path, ENOMEM);
	d->dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return d->dir < 0 ? cannot_write(d->path, errno) : 0;
}

static int pick_temp_name(struct draft *d)
{
	unsigned long long salt;

	if (getrandom(&salt, sizeof(salt), 0) != sizeof(salt))
		return -EIO;
	snprintf(d->temp, sizeof(d->temp), ".leastcap-%016llx", salt);
	return 0;
}

/* For file systems without O_TMPFILE. */
static int open_named(struct draft *d)
{
	int r = pick_temp_name(d);

	if (r < 0)
		return cannot_write(d->path, -r);
	d->fd = openat(d->dir, d->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (d->fd < 0) {
		d->temp[0] = '\0'; /* not ours */
		return cannot_write(d->path, errno);
	}
	return 0;
}

/* A file without a name vanishes with us, however we end. */
static int draft_open(struct draft *d, const char *path)
{
	int r;

	d->path = path;
	r = open_directory(d);
	if (r < 0)
		return r;
	r = check_target(d);
	if (r < 0)
		return r;
	d->fd = openat(d->dir, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, FILE_MODE);
	if (d->fd >= 0)
		return 0;
	if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)
		return open_named(d);
	return cannot_write(path, errno);
}

/* Whoever gave us the descriptor may have made it one that does not wait. */
static bool wait_writable(int fd)
{
	struct pollfd out = { .fd = fd, .events = POLLOUT };

	return poll(&out, 1, -1) > 0 || errno == EINTR;
}

static int write_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0 && errno == EAGAIN && wait_writable(fd))
			continue;
		if (done < 0)
			return -errno;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* Gives the nameless file a temporary name: a link cannot replace, only a rename can. */
static int name_draft(struct draft *d)
{
	char self[32];
	int r = pick_temp_name(d);

	if (r < 0)
		return r;
	snprintf(self, sizeof(self), "/proc/self/fd/%d", d->fd);
	if (linkat(AT_FDCWD, self, d->dir, d->temp, AT_SYMLINK_FOLLOW) < 0) {
		d->temp[0] = '\0';
		return -errno;
	}
	return 0;
}

/* Makes the new name last over a crash; not every directory can be opened for that. */
static void sync_directory(const struct draft *d)
{
	_close_ int fd = openat(d->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		fsync(fd);
}

static int draft_publish(struct draft *d)
{
	int r;

	/* the umask may have taken bits away */
	if (fchmod(d->fd, FILE_MODE) < 0 || fsync(d->fd) < 0)
		return -errno;
	if (!d->temp[0]) {
		r = name_draft(d);
		if (r < 0)
			return r;
	}
	if (renameat(d->dir, d->temp, d->dir, d->name) < 0)
		return -errno;
	d->temp[0] = '\0';
	sync_directory(d);
	return 0;
}

int output_write(const char *path, const void *bytes, size_t n)
{
	_cleanup_(draft_guard) struct draft d = DRAFT_INIT;
	int r;

	if (is_stdio(path)) {
		r = write_all(STDOUT_FILENO, bytes, n);
		return r < 0 ? cannot_write("standard output", -r) : 0;
	}
	r = draft_open(&d, path);
	if (r < 0)
		return r;
	r = write_all(d.fd, bytes, n);
	if (r == 0)
		r = draft_publish(&d);
	return r < 0 ? cannot_write(path, -r) : 0;
}

int output_stream(const char *path, int *fd)
{
	_cleanup_(draft_guard) struct draft d = DRAFT_INIT;
	int r;

	if (is_stdio(path)) {
		r = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		if (r < 0)
			return cannot_write("standard output", errno);
		*fd = r;
		return 0;
	}
	r = draft_open(&d, path);
	if (r < 0)
		return r;
	r = draft_publish(&d);
	if (r < 0)
		return cannot_write(path, -r);
	*fd = d.fd;
	d.fd = -1;
	return 0;
}

int output_add(int fd, const void *bytes, size_t n)
{
	return write_all(fd, bytes, n);
}

int output_check(const char *path)
{
	_cleanup_(draft_guard) struct draft d = DRAFT_INIT;

	if (!is_stdio(path))
		return draft_open(&d, path);
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
		return cannot_write("standard output", errno);
	return 0;
}

/* --- in -------------------------------------------------------------------- */

static int cannot_read(const char *path, int error)
{
	return fail(-error, "cannot read %s: %s", path, strerror(error));
}

static int too_large(const char *path, size_t max)
{
	return fail(-EFBIG, "cannot read %s: larger than %zu MiB", path, max >> 20);
}

/* Asks before opening: to open a device or a FIFO can already do something. */
static int open_input(const char *path, size_t max, int *out)
{
	_close_ int fd = -1;
	struct stat st;

	if (stat(path, &st) < 0)
		return cannot_read(path, errno);
	if (S_ISREG(st.st_mode)) {
		fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (fd < 0 || fstat(fd, &st) < 0)
			return cannot_read(path, errno);
	}
	if (!S_ISREG(st.st_mode))
		return fail(-EINVAL, "cannot read %s: it is %s", path, kind_name(st.st_mode));
	if ((unsigned long long)st.st_size > max)
		return too_large(path, max);
	*out = fd;
	fd = -1;
	return 0;
}

/* Reads to the end; the size was only a promise. *n > max: there was more. */
static int read_up_to(int fd, size_t max, char **bytes, size_t *n)
{
	_free_ char *text = NULL;
	size_t size = 0, room = 0;

	for (;;) {
		ssize_t done;

		if (size == room) {
			size_t more = room ? 2 * room : 65536;
			char *grown = realloc(text, more);

			if (!grown)
				return -ENOMEM;
			text = grown;
			room = more;
		}
		done = read(fd, text + size, room - size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		size += (size_t)done;
		if (!done || size > max)
			break;
	}
	*bytes = TAKE(text);
	*n = size;
	return 0;
}

int input_read(const char *path, size_t max, char **bytes, size_t *n)
{
	const char *name = is_stdio(path) ? "standard input" : path;
	_close_ int opened = -1;
	_free_ char *text = NULL;
	size_t size = 0;
	int r;

	if (!is_stdio(path)) {
		r = open_input(path, max, &opened);
		if (r < 0)
			return r;
	}
	r = read_up_to(opened >= 0 ? opened : STDIN_FILENO, max, &text, &size);
	if (r < 0)
		return cannot_read(name, -r);
	if (size > max)
		return too_large(name, max);
	*bytes = TAKE(text);
	*n = size;
	return 0;
}

/* --- terminal -------------------------------------------------------------- */

static unsigned int window_width(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* COLUMNS wins, 0: no limit; into a pager, the terminal is still there on stderr. */
static unsigned int style_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	char *end;

	if (columns && *columns >= '0' && *columns <= '9') {
		unsigned long n = strtoul(columns, &end, 10);

		if (!*end && n <= 10000)
			return (unsigned int)n;
	}
	return window_width(fd) ?: window_width(STDERR_FILENO) ?: NO_TERMINAL_WIDTH;
}

static bool style_colour(int fd, enum colour_when when)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when != COLOUR_AUTO)
		return when == COLOUR_ALWAYS;
	if (no && *no)
		return false;
	return isatty(fd) && term && strcmp(term, "dumb");
}

struct emit_style output_style(int fd, enum colour_when when)
{
	return (struct emit_style){
		.width = style_width(fd),
		.colour = style_colour(fd, when),
		.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
	};
}
